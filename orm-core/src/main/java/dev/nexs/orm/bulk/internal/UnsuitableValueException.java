package dev.nexs.orm.bulk.internal;

import org.jspecify.annotations.Nullable;

/** A value that its column cannot hold, found before anything was sent; the message does not show it. */
public final class UnsuitableValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sqlState;
    private final @Nullable String attribute;
    private final @Nullable String column;

    /** What is wrong, where the column is not known yet. */
    public UnsuitableValueException(String sqlState, String message) {
        this(sqlState, message, null, null, null);
    }

    /** What is wrong with which column, and what the server would answer. */
    public UnsuitableValueException(
            String sqlState,
            String message,
            @Nullable String attribute,
            @Nullable String column,
            @Nullable Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
        this.attribute = attribute;
        this.column = column;
    }

    /** {@return what the server would answer} */
    public String sqlState() {
        return sqlState;
    }

    /** {@return the attribute, or null if none is to blame} */
    public @Nullable String attribute() {
        return attribute;
    }

    /** {@return the column, or null if none is to blame} */
    public @Nullable String column() {
        return column;
    }
}
