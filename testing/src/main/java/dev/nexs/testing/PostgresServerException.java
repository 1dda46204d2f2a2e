package dev.nexs.testing;

import org.jspecify.annotations.Nullable;

/** Thrown when a test server cannot be started, reached or controlled; the message says which one, why, and what to do. */
public final class PostgresServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what went wrong and what to do about it
     */
    public PostgresServerException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what went wrong and what to do about it
     * @param cause the failure underneath
     */
    public PostgresServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
