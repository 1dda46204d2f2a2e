package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.PoolStatistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The half of a node's pool that lends. It lends HikariCP's own connections: nothing stands between. A borrower who has
 * waited for a while is remembered, so that closing the pool can wake it: HikariCP would let it sit out its timeout. The
 * price is that such a borrower goes to the end of the line once.
 */
abstract class LendingPool implements NodePool {

    private static final long UNREMEMBERED_MILLIS = 200;

    /** How long someone with a choice waits before asking whether the node refuses new connections. */
    private static final long GLANCE_MILLIS = 25;

    /** How long someone with a choice waits for a node that neither opens a connection nor refuses to. */
    private static final long SOON_MILLIS = 500;

    final NodeAddress address;
    final HikariPool pool;
    final HikariConfig config;
    final PacedDoor door;

    private final long patienceMillis;
    private final Waiters waiters = new Waiters();
    private volatile boolean ended;

    LendingPool(NodeAddress address, PacedDoor door, HikariConfig config) {
        this.address = address;
        this.door = door;
        this.config = config;
        this.patienceMillis = config.getConnectionTimeout();
        this.pool = new HikariPool(config);
    }

    @Override
    public final NodeAddress address() {
        return address;
    }

    @Override
    public final Connection borrow() throws SQLException {
        begin();
        long first = Math.min(patienceMillis, UNREMEMBERED_MILLIS);
        try {
            return pool.getConnection(first);
        } catch (SQLTransientConnectionException e) {
            return lendRemembered(first, e);
        }
    }

    @Override
    public final Connection borrowSoon() throws SQLException {
        begin();
        long first = Math.min(patienceMillis, GLANCE_MILLIS);
        try {
            return pool.getConnection(first);
        } catch (SQLTransientConnectionException e) {
            return lendSoon(first, e);
        }
    }

    private void begin() throws SQLException {
        ClosedPools.forget();
        requireOpen();
        if (door.lastFailure() != null) {
            door.hurry();
        }
    }

    @Override
    public final PoolStatistics statistics() {
        return new PoolStatistics(
                pool.getActiveConnections(),
                pool.getIdleConnections(),
                pool.getThreadsAwaitingConnection(),
                config.getMaximumPoolSize());
    }

    private Connection lendSoon(long first, SQLTransientConnectionException timeout) throws SQLException {
        SQLTransientConnectionException last = timeout;
        long soon = Math.min(patienceMillis, SOON_MILLIS);
        for (long waited = first; waited < soon; waited += GLANCE_MILLIS) {
            requireOpen();
            if (door.lastFailure() != null && !isBusy()) {
                throw explain(waited, last);
            }
            try {
                return pool.getConnection(GLANCE_MILLIS);
            } catch (SQLTransientConnectionException e) {
                last = e;
            }
        }
        if (isBusy()) {
            return lendRemembered(soon, last);
        }
        throw explain(soon, last);
    }

    /** Whether every connection that there may be is there and lent out: then one will come back. */
    private boolean isBusy() {
        return pool.getTotalConnections() >= config.getMaximumPoolSize();
    }

    private Connection lendRemembered(long waited, SQLTransientConnectionException timeout) throws SQLException {
        long left = patienceMillis - waited;
        if (left <= 0) {
            throw explain(waited, timeout);
        }
        try {
            return waiters.remember(() -> {
                requireOpen();
                return pool.getConnection(left);
            });
        } catch (SQLException e) {
            requireOpen();
            throw e instanceof SQLTransientConnectionException timedOut ? explain(patienceMillis, timedOut) : e;
        }
    }

    private void requireOpen() throws SQLException {
        if (ended) {
            throw new SQLNonTransientConnectionException("Node " + address + ": its pool is closed", "08003");
        }
    }

    /** With the node's own words as the cause, if there are any: without a cause, the pool was busy. */
    private SQLException explain(long waited, SQLTransientConnectionException timeout) {
        PoolStatistics now = statistics();
        SQLException cause = door.lastFailure();
        SQLException explained = new SQLTransientConnectionException(
                "Node " + address + ": no connection within " + waited + " ms (" + now.active() + " in use, "
                        + now.idle() + " idle, " + now.waiting() + " waiting, maximum " + now.maximum() + "): "
                        + why(cause, now),
                cause == null ? "08001" : cause.getSQLState(),
                cause);
        explained.addSuppressed(timeout);
        return explained;
    }

    private String why(@Nullable SQLException cause, PoolStatistics now) {
        if (cause != null) {
            return String.valueOf(cause.getMessage());
        }
        if (now.active() == 0 && now.idle() > 0) {
            return "connections that had rested do not answer, and each is waited for before it is replaced";
        }
        return isBusy()
                ? "all are in use; give connections back sooner or raise nexs.pool.maximum-size"
                : "the server takes longer to open one";
    }

    /** Lends nothing from now on; {@return false if that was so already} */
    final synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Ends the wait of everybody who has been waiting for longer than a moment. */
    final void wake() {
        waiters.wake();
    }
}
