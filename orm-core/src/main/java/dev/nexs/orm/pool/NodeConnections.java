package dev.nexs.orm.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Opens connections to nodes with one set of credentials, TLS and driver settings. Thread-safe. */
public interface NodeConnections {

    /** How long a borrower waits unless that is said otherwise. */
    Duration DEFAULT_CONNECTION_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Opens the pool of a node. Nothing is connected yet: a pool of a dead node opens too.
     *
     * @param node where the pool leads
     * @param primary whether it is opened for the primary; {@link NodePool#serveAs} says so later
     * @param listener looks at each connection that the pool opens, and is told of each exception that makes it throw one
     *     away
     */
    NodePool openPool(NodeAddress node, boolean primary, PoolListener listener);

    /**
     * Opens one connection outside any pool, for probes.
     *
     * @param node where to connect
     * @param timeout bounds the connect, the log-in and every later reply
     */
    Connection openUnpooled(NodeAddress node, Duration timeout) throws SQLException;

    /** {@return how long a borrower waits for a connection of these pools, over all nodes together} */
    default Duration connectionTimeout() {
        return DEFAULT_CONNECTION_TIMEOUT;
    }
}
