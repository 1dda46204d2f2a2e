package dev.nexs.orm.pool;

import java.sql.SQLTransientConnectionException;

/**
 * Every connection that this process may have to a node was lent out for as long as the borrower was willing to wait. No
 * server is at fault, and asking again at once would only lengthen the line.
 */
public final class PoolExhaustedException extends SQLTransientConnectionException {

    private static final long serialVersionUID = 1;

    /** Says which node's pool, how long, and who holds what. */
    public PoolExhaustedException(String message) {
        super(message, "08001");
    }
}
