package dev.nexs.orm;

/** Where a read may go. The fallback, if there is one, is in the name: nothing falls back silently. */
public enum ReadPreference {
    /** Only the primary. */
    PRIMARY,
    /** The primary; a replica while there is no primary. */
    PRIMARY_PREFERRED,
    /** Only a replica; an error when none is fit. */
    SECONDARY,
    /** A replica; the primary while no replica is fit. The default for read-only sessions. */
    SECONDARY_PREFERRED,
    /** Whichever node answers fastest, primary or replica. */
    NEAREST
}
