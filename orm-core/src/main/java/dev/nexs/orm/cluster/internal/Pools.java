package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.pool.NodeConnections;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.PoolListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Gives each life of a node a pool of its own. A pool that saw its node die knows nothing but back-off; instead of waiting
 * for it to try again, it is closed, and whoever waits in it is told at once. The next life starts with a fresh pool.
 */
final class Pools {

    /** A node whose sessions die one by one is emptied no more often than this. */
    private static final long EVICTION_PAUSE_NANOS = 500_000_000;

    private final NodeConnections connections;
    private final PoolCloser closer;
    private final Consumer<Member> wake;

    Pools(NodeConnections connections, PoolCloser closer, Consumer<Member> wake) {
        this.connections = connections;
        this.closer = closer;
        this.wake = wake;
    }

    void open(Member member) {
        if (member.pool == null) {
            member.breaker.reset();
            member.serve(connections.openPool(member.address, new Listener(member)));
        }
    }

    /** Takes the pool away from the node; to be closed once nobody is routed to it any more. */
    @Nullable
    Runnable retire(Member member, Duration drain) {
        NodePool old = member.retire();
        return old == null ? null : () -> closer.close(old, drain);
    }

    private final class Listener implements PoolListener {

        private final Member member;
        private volatile long evictedAt;

        Listener(Member member) {
            this.member = member;
        }

        /** PostgreSQL 14 and newer say with every log-in whether they are in recovery; others and PgBouncer do not. */
        @Override
        public void opened(Connection physical) throws SQLException {
            if (!physical.isWrapperFor(PGConnection.class)) {
                return;
            }
            String standby = physical.unwrap(PGConnection.class).getParameterStatus("in_hot_standby");
            NodeRole believed = member.role;
            if ("on".equals(standby) && believed == NodeRole.PRIMARY) {
                wake.accept(member);
                throw new SQLTransientConnectionException(
                        member.id + " was the primary and is a replica now; looking for the new primary",
                        SqlState.READ_ONLY_SQL_TRANSACTION.code());
            }
            if ("off".equals(standby) && believed == NodeRole.REPLICA) {
                wake.accept(member);
            }
        }

        @Override
        public void fatal(SQLException cause) {
            SqlState state = SqlState.of(cause);
            if (state == SqlState.READ_ONLY_SQL_TRANSACTION) {
                member.writeRefused = member.role == NodeRole.PRIMARY;
            } else if (concernsNeighbours(cause, state)) {
                evict();
            }
            wake.accept(member);
        }

        /** A statement's own network timeout, or a connection that its borrower aborted, says nothing of the others. */
        private static boolean concernsNeighbours(SQLException cause, @Nullable SqlState state) {
            return state != null
                    && state.isConnectionLost()
                    && state != SqlState.CONNECTION_DOES_NOT_EXIST
                    && Failures.connectionEnded(cause);
        }

        /** Its idle neighbours are likely as dead; lending one of them would fail one more borrower. */
        private void evict() {
            long now = System.nanoTime();
            if (evictedAt == 0 || now - evictedAt > EVICTION_PAUSE_NANOS) {
                evictedAt = now;
                NodePool pool = member.pool;
                if (pool != null) {
                    pool.evictAll();
                }
            }
        }
    }
}
