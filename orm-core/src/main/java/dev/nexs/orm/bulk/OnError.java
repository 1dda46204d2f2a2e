package dev.nexs.orm.bulk;

/** What a row that cannot be loaded does to the load. */
public enum OnError {
    /** The load ends with a {@link BulkException} that names the row. */
    FAIL,
    /** The row is left out and reported as a {@link Reject}; all others are loaded. */
    ISOLATE
}
