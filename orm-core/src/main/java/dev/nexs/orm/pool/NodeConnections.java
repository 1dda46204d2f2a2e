package dev.nexs.orm.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/** Opens connections to nodes with the datasource's credentials, TLS and driver settings. Thread-safe. */
public interface NodeConnections {

    /**
     * Opens the pool of a node. Nothing is connected yet: a pool of a dead node opens too.
     *
     * @param node where the pool leads
     * @param onFatal told of each exception that made the pool throw a connection away, SQLSTATE 25006 (a write sent to
     *     a replica) among them
     */
    NodePool openPool(NodeAddress node, Consumer<SQLException> onFatal);

    /**
     * Opens the pool of a node like {@link #openPool(NodeAddress, Consumer)} and lets {@code listener} look at each
     * connection that the pool opens.
     */
    default NodePool openPool(NodeAddress node, PoolListener listener) {
        return openPool(node, listener::fatal);
    }

    /**
     * Opens one connection outside any pool, for probes.
     *
     * @param node where to connect
     * @param timeout bounds the connect, the log-in and every later reply
     */
    Connection openUnpooled(NodeAddress node, Duration timeout) throws SQLException;
}
