package dev.nexs.orm.bulk;

/**
 * What became of one row of an upsert.
 *
 * @param rowNumber its place in the input, counted from 1
 * @param row the object that was given
 * @param kind what happened
 */
public record UpsertOutcome(long rowNumber, Object row, Kind kind) {

    /** What happened. */
    public enum Kind {
        /** It is new. */
        INSERTED,
        /** It was there and differed. */
        UPDATED,
        /** It was there, and as given or to be left alone. */
        UNCHANGED,
        /** A later row of the same chunk has the same key and took its place. */
        SUPERSEDED
    }

    /** Says which and what, but not the row, which can hold anything. */
    @Override
    public String toString() {
        return "UpsertOutcome[row " + rowNumber + ", " + kind + "]";
    }
}
