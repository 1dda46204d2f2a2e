package dev.nexs.orm.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The pooled connections of one node. It says what it can do at this moment; who waits, where and for how long is decided by
 * the borrower, who may have several pools to turn to. Closing a borrowed connection gives it back. Thread-safe.
 */
public interface NodePool {

    /** {@return the node that every connection of this pool leads to} */
    NodeAddress address();

    /**
     * Borrows what can be had within a moment, without looking at a clock: the way of nearly every borrower.
     *
     * @param millis how long to wait, well below a second
     * @return a connection, or null if none came within that time
     * @throws SQLException when the pool is closed, or the borrower was interrupted
     */
    @Nullable
    Connection poll(long millis) throws SQLException;

    /**
     * Waits in line for a connection. A borrower that waits while the pool is closed learns it at once: it must not sit out
     * the time-out of a dead node.
     *
     * @param deadline until when, as {@link System#nanoTime()} counts
     * @param unlessRefused whether to give up as soon as the node refuses new connections and none is out that could come
     *     back; else it is waited for, however often the node refuses
     * @return a connection, or null if none came
     * @throws SQLException when the pool is closed, or the borrower was interrupted
     */
    @Nullable
    Connection await(long deadline, boolean unlessRefused) throws SQLException;

    /**
     * {@return whether someone who may go to another node should come here: false while no connection is idle and the
     * node lets no new one in} A pool that is passed over tries on, so that it learns when that has ended.
     */
    boolean canLend();

    /** {@return whether every connection that there may be is there and lent out: then one will come back} */
    boolean isBusy();

    /** {@return why {@link #canLend()} says no, or null} */
    @Nullable
    String trouble();

    /** {@return what a borrower is told who waited for so long in vain; its cause is the node's own word, if there is one} */
    SQLException failure(Duration waited);

    /** Gives the pool the size that is set for the node's role. */
    void serveAs(boolean primary);

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
