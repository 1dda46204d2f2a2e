package dev.nexs.orm.bulk;

import org.jspecify.annotations.Nullable;

/**
 * A row that was not loaded.
 *
 * @param rowNumber its place in the input, counted from 1
 * @param row the object that was given
 * @param sqlState what the server answered, or would have
 * @param constraint which constraint it breaks, or null
 * @param attribute the attribute to blame, or null if none is known
 * @param column the column to blame, or null if none is known
 * @param reason in words; without values if {@link BulkOptions#maskValues()}
 */
public record Reject(
        long rowNumber,
        Object row,
        String sqlState,
        @Nullable String constraint,
        @Nullable String attribute,
        @Nullable String column,
        String reason) {

    /** Says where and why, but not what: rows can hold anything. */
    @Override
    public String toString() {
        return "Reject[row " + rowNumber + ", " + sqlState + ", " + reason + "]";
    }
}
