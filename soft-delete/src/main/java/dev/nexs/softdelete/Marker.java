package dev.nexs.softdelete;

/** How a row says that it is in the trash. */
public enum Marker {

    /** What the setting {@link SoftDeleteSettings#MARKER} says; {@link #TIMESTAMP} if it says nothing. */
    DEFAULT,

    /** A {@code timestamp with time zone} that is null while the row is live. The column is {@code deleted_at}. */
    TIMESTAMP,

    /** A {@code boolean} that is false while the row is live. The column is {@code deleted}. */
    BOOLEAN,

    /** A {@code bigint} with the milliseconds since 1970, null while the row is live. The column is {@code deleted_at}. */
    EPOCH_MILLIS
}
