package dev.nexs.orm.pool;

import java.sql.Connection;
import java.sql.SQLException;

/** Told by a node's pool what happens to its connections. Called on the threads it happens on, so it must be quick. */
public interface PoolListener {

    /**
     * A physical connection was opened and is not lent yet. The place to compare {@code in_hot_standby} with the role
     * that the node is believed to have, without a round trip.
     *
     * @throws SQLException to have the connection closed instead of lent
     */
    void opened(Connection physical) throws SQLException;

    /**
     * A connection is being thrown away because of this exception; SQLSTATE 25006, a write sent to a replica, is among
     * them. Called before the borrower sees the exception.
     */
    void fatal(SQLException cause);
}
