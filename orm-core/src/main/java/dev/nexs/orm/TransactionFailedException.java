package dev.nexs.orm;

import java.sql.SQLException;

/**
 * A unit of work on a plain connection could not be begun or committed, or its connection could not be had. The cause is
 * the SQLException; what the work itself throws is never wrapped. It was certainly not committed.
 */
public final class TransactionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Wraps what the driver said. */
    public TransactionFailedException(String message, SQLException cause) {
        super(message, cause);
    }
}
