package dev.nexs.orm.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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

    /**
     * Borrows like {@link #borrow()} for someone who may go to another node instead: gives up within half a second if
     * the node opens no new connection, and at once if it refuses to. A pool whose connections are all lent out is
     * waited for as long as ever, since sending its load elsewhere would only make another node as busy.
     *
     * @throws SQLException when none could be had so soon
     */
    Connection borrowSoon() throws SQLException;

    /**
     * {@return whether someone who may go to another node should come here: false while no connection is idle and the
     * node lets no new one in} A pool that is passed over tries on, so that it learns when that has ended.
     */
    boolean canLend();

    /** {@return why {@link #canLend()} says no, or null} */
    @Nullable
    String trouble();

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
