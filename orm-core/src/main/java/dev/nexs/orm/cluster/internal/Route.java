package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.internal.Breaker.Permit;
import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.PoolListener;
import dev.nexs.orm.pool.PoolStatistics;
import dev.nexs.orm.routing.spi.Candidate;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The way to one node for the borrowers of one {@link PoolSet}, from when the node begins to serve until it fails, leaves or
 * takes another role. A pool that saw its node die knows nothing but back-off; so it ends with the route, whoever waits in it
 * is told at once, and the node's next time begins with another route and a fresh pool. Equal to itself only. Thread-safe.
 */
public final class Route implements Candidate {

    /** A node whose sessions die one by one is emptied no more often than this. */
    private static final long EVICTION_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Member member;
    private final PoolSet set;
    private final Breaker breaker;

    /** Null before the first borrower of a set that opens its pools on demand, and after a long rest. */
    private volatile @Nullable NodePool pool;

    private volatile boolean over;
    private volatile long evictedAt;
    private boolean lent;

    Route(Member member, PoolSet set, Breaker breaker) {
        this.member = member;
        this.set = set;
        this.breaker = breaker;
    }

    /** {@return the node} */
    public Member member() {
        return member;
    }

    /** {@return whether the node failed, left or took another role since this was handed out} */
    public boolean isOver() {
        return over;
    }

    /**
     * Borrows what can be had within a moment.
     *
     * @return a connection, or null if there is none within that time or the circuit breaker keeps borrowers out
     */
    public @Nullable Connection poll(long millis) throws SQLException {
        Permit permit = breaker.permit();
        if (permit == null) {
            return null;
        }
        try {
            return lent(permit, pool().poll(millis));
        } finally {
            permit.close();
        }
    }

    /**
     * Waits in line for a connection.
     *
     * @param deadline as {@link System#nanoTime()} counts
     * @param unlessRefused whether to give up as soon as the node refuses new connections, for someone who may go elsewhere
     * @param counts whether the circuit breaker hears of it if the node is why there was none
     * @return a connection, or null if none came
     */
    public @Nullable Connection await(long deadline, boolean unlessRefused, boolean counts) throws SQLException {
        Permit permit = breaker.permit();
        if (permit == null) {
            return null;
        }
        try {
            NodePool open = pool();
            Connection connection = lent(permit, open.await(deadline, unlessRefused));
            if (connection == null && counts && !over && isNodesFault(open.failure(Duration.ZERO))) {
                permit.failure();
            }
            return connection;
        } finally {
            permit.close();
        }
    }

    private @Nullable Connection lent(Permit permit, @Nullable Connection connection) {
        if (connection != null) {
            permit.success();
            lent = true;
        }
        return connection;
    }

    private NodePool pool() throws SQLException {
        NodePool open = pool;
        return open != null ? open : set.open(this);
    }

    /** A pool gave up because its node did not give it connections, as opposed to being busy or closed. */
    static boolean isNodesFault(SQLException borrowing) {
        return borrowing.getCause() instanceof SQLException;
    }

    /** {@return whether its circuit breaker would let a borrower try it now} */
    public boolean admits() {
        return breaker.isCalm() || breaker.admits();
    }

    /** {@return whether its circuit breaker keeps everybody out} */
    public boolean isBroken() {
        return breaker.isOpen();
    }

    /** {@return whether someone who may go to another node should come here} */
    public boolean canLend() {
        NodePool open = pool;
        return open == null || open.canLend();
    }

    /** {@return whether every connection that there may be is lent out} */
    public boolean isBusy() {
        NodePool open = pool;
        return open != null && open.isBusy();
    }

    /** {@return what a borrower is told who waited here for so long in vain} */
    public SQLException failure(Duration waited) {
        NodePool open = pool;
        return open != null ? open.failure(waited) : closed();
    }

    private SQLException closed() {
        return new SQLNonTransientConnectionException(
                "Node " + member.id + ": its pool is closed", SqlState.CONNECTION_DOES_NOT_EXIST.code());
    }

    // What follows is for the set, which guards it by the cluster's lock.

    NodePool opened() throws SQLException {
        NodePool open = pool;
        if (open == null) {
            if (over) {
                throw closed();
            }
            open = set.connections().openPool(member.address, member.role() != NodeRole.REPLICA, new Listener());
            pool = open;
        }
        return open;
    }

    @Nullable
    NodePool end() {
        over = true;
        return close();
    }

    private @Nullable NodePool close() {
        NodePool open = pool;
        pool = null;
        return open;
    }

    /** {@return the pool to be closed if nobody borrowed from it since this was last asked and nobody holds anything of it} */
    @Nullable
    NodePool rest() {
        NodePool open = pool;
        boolean used = lent || (open != null && busy() > 0);
        lent = false;
        return used ? null : close();
    }

    void serveAs(boolean primary) {
        NodePool open = pool;
        if (open != null) {
            open.serveAs(primary);
        }
    }

    void evictAll() {
        NodePool open = pool;
        if (open != null) {
            open.evictAll();
        }
    }

    String breaker() {
        return breaker.state();
    }

    @Nullable
    PoolStatistics statistics() {
        NodePool open = pool;
        return open == null ? null : open.statistics();
    }

    @Nullable
    String trouble() {
        NodePool open = pool;
        return open == null ? null : open.trouble();
    }

    @Override
    public String id() {
        return member.id;
    }

    @Override
    public @Nullable String region() {
        return member.options().region();
    }

    @Override
    public Set<String> tags() {
        return member.options().tags();
    }

    @Override
    public double weight() {
        return member.options().weight();
    }

    @Override
    public long latencyNanos() {
        return member.latencyNanos();
    }

    @Override
    public int busy() {
        PoolStatistics now = statistics();
        return now == null ? 0 : now.active() + now.waiting();
    }

    @Override
    public Duration lag() {
        return member.lag();
    }

    @Override
    public String toString() {
        return member.id;
    }

    private final class Listener implements PoolListener {

        /** PostgreSQL 14 and newer say with every log-in whether they are in recovery; others and PgBouncer do not. */
        @Override
        public void opened(Connection physical) throws SQLException {
            if (!physical.isWrapperFor(PGConnection.class)) {
                return;
            }
            String standby = physical.unwrap(PGConnection.class).getParameterStatus("in_hot_standby");
            NodeRole believed = member.role();
            if ("on".equals(standby) && believed == NodeRole.PRIMARY) {
                set.doubt(member);
                throw new SQLTransientConnectionException(
                        member.id + " was the primary and is a replica now; looking for the new primary",
                        SqlState.READ_ONLY_SQL_TRANSACTION.code());
            }
            if ("off".equals(standby) && believed == NodeRole.REPLICA) {
                set.doubt(member);
            }
        }

        @Override
        public void fatal(SQLException cause) {
            SqlState state = SqlState.of(cause);
            if (state == SqlState.READ_ONLY_SQL_TRANSACTION) {
                set.cluster().writeRefused(member.id);
            } else if (concernsNeighbours(cause, state)) {
                evictNeighbours();
            }
            set.doubt(member);
        }

        /**
         * A statement's own network timeout, or a connection that its borrower aborted, says nothing of the others. Nor does
         * one that broke on an interrupted thread: the interrupt of a virtual thread closes the socket that it reads from.
         */
        private static boolean concernsNeighbours(SQLException cause, @Nullable SqlState state) {
            return state != null
                    && state.isConnectionLost()
                    && state != SqlState.CONNECTION_DOES_NOT_EXIST
                    && !Thread.currentThread().isInterrupted()
                    && Failures.connectionEnded(cause);
        }

        /** Its idle neighbours are likely as dead; lending one of them would fail one more borrower. */
        private void evictNeighbours() {
            long now = System.nanoTime();
            if (evictedAt == 0 || now - evictedAt > EVICTION_PAUSE_NANOS) {
                evictedAt = now;
                evictAll();
            }
        }
    }
}
