package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.PoolExhaustedException;
import dev.nexs.orm.pool.PoolStatistics;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's HikariCP pool from its opening to its end. It lends HikariCP's own connections: nothing stands between. Whoever
 * waits in line is remembered, so that closing the pool, or a node that begins to refuse, can end the wait by an interrupt:
 * HikariCP would let a borrower sit out its time. The interrupt is taken back before the thread leaves; one of the caller's
 * own that arrives at the same moment is not told apart.
 */
final class HikariNodePool implements NodePool {

    private static final Logger LOG = LoggerFactory.getLogger(HikariNodePool.class);
    private static final String NO_CONNECTION = "08001";
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long SHUTDOWN_MILLIS = 5_000;

    private final NodeAddress address;
    private final PacedConnector connector;
    private final HikariConfig config;
    private final HikariPool pool;
    private final ToIntFunction<Boolean> sizeByRole;
    private final Consumer<HikariNodePool> onClose;
    private final Set<Waiter> waiters = new HashSet<>();
    private volatile boolean ended;

    /**
     * Opens a pool.
     *
     * @param sizeByRole how many connections it may hold as the primary's pool, and as a replica's
     * @param onClose told when it is closed
     */
    HikariNodePool(
            NodeAddress address,
            PacedConnector connector,
            HikariConfig config,
            ToIntFunction<Boolean> sizeByRole,
            Consumer<HikariNodePool> onClose) {
        this.address = address;
        this.connector = connector;
        this.config = config;
        this.sizeByRole = sizeByRole;
        this.onClose = onClose;
        this.pool = new HikariPool(config);
        connector.serve(
                () -> pool.getThreadsAwaitingConnection() > 0 || pool.getIdleConnections() < config.getMinimumIdle(),
                () -> pool.getThreadsAwaitingConnection() > 0,
                this::refused);
    }

    @Override
    public NodeAddress address() {
        return address;
    }

    @Override
    public @Nullable Connection poll(long millis) throws SQLException {
        PoolLeftovers.forget();
        requireOpen();
        if (connector.lastFailure() != null) {
            connector.hurry();
        }
        try {
            return pool.getConnection(millis);
        } catch (SQLTransientConnectionException none) {
            return null;
        }
    }

    @Override
    public @Nullable Connection await(long deadline, boolean unlessRefused) throws SQLException {
        long left = millisUntil(deadline);
        while (left > 0 && !(unlessRefused && isRefused())) {
            Waiter waiter = new Waiter(Thread.currentThread(), unlessRefused);
            try {
                return waitIn(waiter, left);
            } catch (SQLTransientConnectionException none) {
                requireOpen();
            } catch (SQLException e) {
                requireOpen();
                if (!waiter.woken) {
                    throw e;
                }
            }
            left = millisUntil(deadline);
        }
        return null;
    }

    private static long millisUntil(long deadline) {
        return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }

    private Connection waitIn(Waiter waiter, long millis) throws SQLException {
        synchronized (waiters) {
            waiters.add(waiter);
        }
        try {
            requireOpen();
            connector.hurry();
            return pool.getConnection(millis);
        } finally {
            synchronized (waiters) {
                waiters.remove(waiter);
                if (waiter.woken) {
                    boolean unused = Thread.interrupted();
                }
            }
        }
    }

    /** The node has just refused a connection: those who may go elsewhere need not wait on, unless one will come back. */
    private void refused() {
        if (!isBusy()) {
            wake(true);
        }
    }

    private boolean isRefused() {
        return connector.lastFailure() != null && !isBusy();
    }

    private void wake(boolean onlyUnlessRefused) {
        synchronized (waiters) {
            for (Waiter waiter : waiters) {
                if (waiter.unlessRefused || !onlyUnlessRefused) {
                    waiter.woken = true;
                    waiter.thread.interrupt();
                }
            }
        }
    }

    @Override
    public boolean canLend() {
        return !connector.isShut() || pool.getIdleConnections() > 0;
    }

    @Override
    public boolean isBusy() {
        return pool.getTotalConnections() >= config.getMaximumPoolSize() && pool.getIdleConnections() == 0;
    }

    @Override
    public @Nullable String trouble() {
        return canLend() ? null : connector.trouble();
    }

    @Override
    public SQLException failure(Duration waited) {
        PoolStatistics now = statistics();
        SQLException cause = connector.lastFailure();
        String message = "Node " + address + ": no connection within " + waited.toMillis() + " ms (" + now.active()
                + " in use, " + now.idle() + " idle, " + now.waiting() + " waiting, maximum " + now.maximum() + "): ";
        if (cause == null && isBusy()) {
            return new PoolExhaustedException(
                    message + "all are in use; give connections back sooner or raise nexs.pool.maximum-size");
        }
        return new SQLTransientConnectionException(
                message + why(cause, now), cause == null ? NO_CONNECTION : cause.getSQLState(), cause);
    }

    private static String why(@Nullable SQLException cause, PoolStatistics now) {
        if (cause != null) {
            return String.valueOf(cause.getMessage());
        }
        return now.active() == 0 && now.idle() > 0
                ? "connections that had rested do not answer, and each is waited for before it is replaced"
                : "the server takes longer to open one";
    }

    @Override
    public PoolStatistics statistics() {
        return new PoolStatistics(
                pool.getActiveConnections(),
                pool.getIdleConnections(),
                pool.getThreadsAwaitingConnection(),
                config.getMaximumPoolSize());
    }

    @Override
    public void evictAll() {
        connector.evicted();
        pool.softEvictConnections();
    }

    /** {@return whether an idle connection was found and is being closed} */
    boolean evictIdle() {
        if (pool.getIdleConnections() == 0) {
            return false;
        }
        try (Connection idle = pool.getConnection(1)) {
            pool.evictConnection(idle);
            return true;
        } catch (SQLException gone) {
            return false;
        }
    }

    /** Connections above a smaller size leave as they grow old. */
    @Override
    public void serveAs(boolean primary) {
        int size = sizeByRole.applyAsInt(primary);
        if (config.getMaximumPoolSize() != size) {
            LOG.debug("Node {}: pool size {} becomes {}", address, config.getMaximumPoolSize(), size);
            config.setMaximumPoolSize(size);
        }
    }

    /** Waits until the minimum is there, the node turns out to be unreachable or the time is over. */
    void warmUp(long deadlineNanos) {
        int minimum = Math.min(config.getMinimumIdle(), config.getMaximumPoolSize());
        while (pool.getTotalConnections() < minimum
                && connector.lastFailure() == null
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
                    connector.lastFailure());
        }
    }

    /** Opens one connection the way the pool does, to see whether it can be opened. */
    Connection openTrial(Duration timeout) throws SQLException {
        return connector.openTrial(timeout);
    }

    private void requireOpen() throws SQLException {
        if (ended) {
            throw new SQLNonTransientConnectionException(
                    "Node " + address + ": its pool is closed", SqlState.CONNECTION_DOES_NOT_EXIST.code());
        }
    }

    private synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    @Override
    public void close(Duration drain) {
        if (!end()) {
            return;
        }
        connector.close();
        onClose.accept(this);
        wake(false);
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
        } finally {
            connector.sweep();
            PoolLeftovers.add(pool);
        }
    }

    @Override
    public String toString() {
        return config.getPoolName();
    }

    /** A thread in line. Guarded by the set that it is in. */
    private static final class Waiter {

        private final Thread thread;
        private final boolean unlessRefused;
        private boolean woken;

        Waiter(Thread thread, boolean unlessRefused) {
            this.thread = thread;
            this.unlessRefused = unlessRefused;
        }
    }
}
