package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.PoolStatistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node's HikariCP pool. Lends HikariCP's own connections: nothing stands between. */
final class HikariNodePool implements NodePool {

    private static final Logger LOG = LoggerFactory.getLogger(HikariNodePool.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final NodeAddress address;
    private final PacedDoor door;
    private final HikariDataSource hikari;
    private final HikariPoolMXBean pool;
    private final Runnable onClose;
    private volatile boolean closed;

    HikariNodePool(NodeAddress address, PacedDoor door, HikariDataSource hikari, Runnable onClose) {
        this.address = address;
        this.door = door;
        this.hikari = hikari;
        this.pool = hikari.getHikariPoolMXBean();
        this.onClose = onClose;
        door.serve(
                () -> pool.getThreadsAwaitingConnection() > 0 || pool.getIdleConnections() < hikari.getMinimumIdle(),
                () -> pool.getThreadsAwaitingConnection() > 0);
    }

    @Override
    public NodeAddress address() {
        return address;
    }

    @Override
    public Connection borrow() throws SQLException {
        if (closed) {
            throw new SQLNonTransientConnectionException("Node " + address + ": its pool is closed", "08003");
        }
        if (door.lastFailure() != null) {
            door.hurry();
        }
        try {
            return hikari.getConnection();
        } catch (SQLTransientConnectionException e) {
            throw explain(e);
        }
    }

    private SQLException explain(SQLTransientConnectionException timeout) {
        PoolStatistics now = statistics();
        SQLException cause = door.lastFailure();
        String state = cause == null ? "08001" : cause.getSQLState();
        String why = cause == null
                ? "all " + now.maximum() + " are in use; give connections back sooner or raise"
                        + " nexs.pool.maximum-size"
                : cause.getMessage();
        SQLException explained = new SQLTransientConnectionException(
                "Node " + address + ": no connection within " + hikari.getConnectionTimeout() + " ms (" + now.active()
                        + " in use, " + now.idle() + " idle, " + now.waiting() + " waiting, maximum " + now.maximum()
                        + "): " + why,
                state,
                cause == null ? timeout : cause);
        if (cause != null) {
            explained.addSuppressed(timeout);
        }
        return explained;
    }

    @Override
    public void evictAll() {
        pool.softEvictConnections();
    }

    @Override
    public PoolStatistics statistics() {
        return new PoolStatistics(
                pool.getActiveConnections(),
                pool.getIdleConnections(),
                pool.getThreadsAwaitingConnection(),
                hikari.getMaximumPoolSize());
    }

    /** Follows a change of role: connections above a smaller size leave as they come back or grow old. */
    void resize(int maximumSize) {
        if (hikari.getMaximumPoolSize() != maximumSize) {
            LOG.debug("Node {}: pool size {} becomes {}", address, hikari.getMaximumPoolSize(), maximumSize);
            hikari.setMaximumPoolSize(maximumSize);
        }
    }

    /** Waits until the minimum is there, the node turns out to be unreachable or the time is over. */
    void warmUp(long deadlineNanos) {
        int minimum = Math.min(hikari.getMinimumIdle(), hikari.getMaximumPoolSize());
        while (pool.getTotalConnections() < minimum
                && door.lastFailure() == null
                && System.nanoTime() - deadlineNanos < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        if (pool.getTotalConnections() < minimum) {
            LOG.warn(
                    "Node {}: {} of {} connections are there after warming up",
                    address,
                    pool.getTotalConnections(),
                    minimum,
                    door.lastFailure());
        }
    }

    @Override
    public void close(Duration drain) {
        closed = true;
        door.close();
        onClose.run();
        long deadline = System.nanoTime() + drain.toNanos();
        while (pool.getActiveConnections() > 0
                && System.nanoTime() - deadline < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        int cut = pool.getActiveConnections();
        if (cut > 0) {
            LOG.warn("Node {}: closing with {} connections still in use after {}; they are cut", address, cut, drain);
        }
        hikari.close();
    }

    @Override
    public String toString() {
        return "pool of " + address;
    }
}
