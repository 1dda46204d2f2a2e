package dev.nexs.orm;

import java.sql.SQLException;

/**
 * A unit of work could not be begun or committed, or its connection could not be had. The cause is the SQLException; where
 * the work had caught the failure of a statement, the first one is the cause of that. What the work itself throws is never
 * wrapped. The unit was certainly not committed.
 */
public final class TransactionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Wraps what the driver said. */
    public TransactionFailedException(String message, SQLException cause) {
        super(message, cause);
    }
}
