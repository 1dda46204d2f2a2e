package dev.nexs.orm.bulk;

import org.jspecify.annotations.Nullable;

/** A load that ended early, or could not begin. */
public final class BulkException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long rowNumber;
    private final long committedRows;
    private final @Nullable String sqlState;
    private final @Nullable String constraint;
    private final @Nullable String attribute;
    private final @Nullable String column;

    /** A load that could not begin, or no row is to blame. */
    public BulkException(String message, @Nullable Throwable cause) {
        this(message, cause, 0, 0, null, null, null, null);
    }

    /** A load that ended early. */
    public BulkException(
            String message,
            @Nullable Throwable cause,
            long rowNumber,
            long committedRows,
            @Nullable String sqlState,
            @Nullable String constraint,
            @Nullable String attribute,
            @Nullable String column) {
        super(message, cause);
        this.rowNumber = rowNumber;
        this.committedRows = committedRows;
        this.sqlState = sqlState;
        this.constraint = constraint;
        this.attribute = attribute;
        this.column = column;
    }

    /** {@return the place of the row to blame in the input, counted from 1; 0 if none is known} */
    public long rowNumber() {
        return rowNumber;
    }

    /** {@return how many rows are committed all the same} */
    public long committedRows() {
        return committedRows;
    }

    /** {@return what the server answered, or would have, or null} */
    public @Nullable String sqlState() {
        return sqlState;
    }

    /** {@return the constraint that is broken, or null} */
    public @Nullable String constraint() {
        return constraint;
    }

    /** {@return the attribute to blame, or null} */
    public @Nullable String attribute() {
        return attribute;
    }

    /** {@return the column to blame, or null} */
    public @Nullable String column() {
        return column;
    }
}
