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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's HikariCP pool. Lends HikariCP's own connections: nothing stands between. A borrower who has waited for a
 * while is remembered, so that closing the pool can wake it: HikariCP would let it sit out its timeout. The price is
 * that such a borrower goes to the end of the line once.
 */
final class HikariNodePool implements NodePool {

    private static final Logger LOG = LoggerFactory.getLogger(HikariNodePool.class);
    private static final long UNREMEMBERED_MILLIS = 200;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long SHUTDOWN_MILLIS = 5_000;

    private final NodeAddress address;
    private final PacedDoor door;
    private final HikariConfig config;
    private final HikariPool pool;
    private final BiConsumer<NodeAddress, HikariNodePool> onClose;
    private final Waiters waiters = new Waiters();
    private volatile boolean closed;

    HikariNodePool(
            NodeAddress address, PacedDoor door, HikariConfig config, BiConsumer<NodeAddress, HikariNodePool> onClose) {
        this.address = address;
        this.door = door;
        this.config = config;
        this.onClose = onClose;
        this.pool = new HikariPool(config);
        door.serve(
                () -> pool.getThreadsAwaitingConnection() > 0 || pool.getIdleConnections() < config.getMinimumIdle(),
                () -> pool.getThreadsAwaitingConnection() > 0);
    }

    @Override
    public NodeAddress address() {
        return address;
    }

    @Override
    public Connection borrow() throws SQLException {
        if (closed) {
            throw closed();
        }
        if (door.lastFailure() != null) {
            door.hurry();
        }
        long timeout = config.getConnectionTimeout();
        try {
            return pool.getConnection(Math.min(timeout, UNREMEMBERED_MILLIS));
        } catch (SQLTransientConnectionException e) {
            if (timeout > UNREMEMBERED_MILLIS) {
                return borrowRemembered(timeout - UNREMEMBERED_MILLIS);
            }
            throw explain(e);
        }
    }

    private Connection borrowRemembered(long timeout) throws SQLException {
        try {
            return waiters.remember(() -> {
                if (closed) {
                    throw closed();
                }
                return pool.getConnection(timeout);
            });
        } catch (SQLException e) {
            if (closed) {
                throw closed();
            }
            throw e instanceof SQLTransientConnectionException timedOut ? explain(timedOut) : e;
        }
    }

    private SQLException closed() {
        return new SQLNonTransientConnectionException("Node " + address + ": its pool is closed", "08003");
    }

    private SQLException explain(SQLTransientConnectionException timeout) {
        PoolStatistics now = statistics();
        SQLException cause = door.lastFailure();
        String why = cause == null
                ? "all are in use; give connections back sooner or raise nexs.pool.maximum-size"
                : cause.getMessage();
        SQLException explained = new SQLTransientConnectionException(
                "Node " + address + ": no connection within " + config.getConnectionTimeout() + " ms (" + now.active()
                        + " in use, " + now.idle() + " idle, " + now.waiting() + " waiting, maximum " + now.maximum()
                        + "): " + why,
                cause == null ? "08001" : cause.getSQLState(),
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
                config.getMaximumPoolSize());
    }

    /** Follows a change of role: connections above a smaller size leave as they grow old. */
    void resize(int maximumSize) {
        if (config.getMaximumPoolSize() != maximumSize) {
            LOG.debug("Node {}: pool size {} becomes {}", address, config.getMaximumPoolSize(), maximumSize);
            config.setMaximumPoolSize(maximumSize);
        }
    }

    /** Waits until the minimum is there, the node turns out to be unreachable or the time is over. */
    void warmUp(long deadlineNanos) {
        int minimum = Math.min(config.getMinimumIdle(), config.getMaximumPoolSize());
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
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        door.close();
        onClose.accept(address, this);
        waiters.wake();
        awaitBorrowers(drain);
        shutDown(drain.isZero() ? 0 : SHUTDOWN_MILLIS);
    }

    private void awaitBorrowers(Duration drain) {
        long deadline = System.nanoTime() + drain.toNanos();
        while (pool.getActiveConnections() > 0
                && System.nanoTime() - deadline < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        int cut = pool.getActiveConnections();
        if (cut > 0 && drain.isZero()) {
            LOG.info(
                    "Node {}: it failed or has another role now; {} of its connections were in use and are cut",
                    address,
                    cut);
        } else if (cut > 0) {
            LOG.warn("Node {}: closing with {} connections still in use after {}; they are cut", address, cut, drain);
        }
    }

    /** On a thread of its own, since HikariCP waits for a connect that is under way. */
    private void shutDown(long waitMillis) {
        Thread closer = new Thread(this::shutDownNow, config.getPoolName() + ":shutdown");
        closer.setDaemon(true);
        closer.start();
        if (waitMillis > 0) {
            try {
                closer.join(waitMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void shutDownNow() {
        try {
            pool.shutdown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("Node {}: its pool did not close cleanly", address, e);
        }
    }

    @Override
    public String toString() {
        return "pool of " + address;
    }
}
