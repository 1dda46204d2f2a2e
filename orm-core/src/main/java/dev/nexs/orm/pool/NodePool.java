package dev.nexs.orm.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The pooled connections of one node. Thread-safe. */
public interface NodePool {

    /** {@return the node that every connection of this pool leads to} */
    NodeAddress address();

    /**
     * Borrows a connection; closing it gives it back. A borrower that waits while the pool is closed gets its exception
     * within a quarter of a second, however long the pool's connection timeout is: it must not sit out the timeout of a
     * dead node.
     *
     * @throws SQLException when none could be had within the pool's connection timeout
     */
    Connection borrow() throws SQLException;

    /** Closes idle connections now and borrowed ones when they come back: whatever they knew of the node is stale. */
    void evictAll();

    /** {@return what the pool holds at this moment} */
    PoolStatistics statistics();

    /**
     * Stops lending, waits for borrowed connections up to {@code drain}, then aborts whatever is left: a borrower that
     * waits for a silent server gets an exception. Never waits for the server.
     *
     * @param drain how long borrowers may finish; zero aborts at once
     */
    void close(Duration drain);
}
