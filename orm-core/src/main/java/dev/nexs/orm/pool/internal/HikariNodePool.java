package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.HikariConfig;
import dev.nexs.orm.pool.NodeAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node's HikariCP pool from its opening to its end. */
final class HikariNodePool extends LendingPool {

    private static final Logger LOG = LoggerFactory.getLogger(HikariNodePool.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long SHUTDOWN_MILLIS = 5_000;

    private final BiConsumer<NodeAddress, HikariNodePool> onClose;

    HikariNodePool(
            NodeAddress address, PacedDoor door, HikariConfig config, BiConsumer<NodeAddress, HikariNodePool> onClose) {
        super(address, door, config);
        this.onClose = onClose;
        door.serve(
                () -> pool.getThreadsAwaitingConnection() > 0 || pool.getIdleConnections() < config.getMinimumIdle(),
                () -> pool.getThreadsAwaitingConnection() > 0);
    }

    @Override
    public boolean canLend() {
        return !door.isShut() || pool.getIdleConnections() > 0;
    }

    @Override
    public @Nullable String trouble() {
        return canLend() ? null : door.trouble();
    }

    @Override
    public void evictAll() {
        pool.softEvictConnections();
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
        if (!end()) {
            return;
        }
        door.close();
        onClose.accept(address, this);
        wake();
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
            ClosedPools.add(pool);
        }
    }

    @Override
    public String toString() {
        return "pool of " + address;
    }
}
