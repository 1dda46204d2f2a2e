package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.pool.NodePool;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes pools of nodes that failed or left, away from the monitors: a failover must not wait for a dead server. */
final class PoolCloser implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PoolCloser.class);

    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Threads.daemons("nexs-pool-closer"),
            new ThreadPoolExecutor.CallerRunsPolicy());

    void close(NodePool pool, Duration drain) {
        executor.execute(() -> closeNow(pool, drain));
    }

    private static void closeNow(NodePool pool, Duration drain) {
        try {
            pool.close(drain);
        } catch (RuntimeException | LinkageError e) {
            LOG.error("the pool of {} could not be closed", pool.address(), e);
        }
    }

    /** Waits for pools that are being closed, at most {@code atMost}. */
    void await(Duration atMost) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("pools are still being closed after {}; their threads end by themselves", atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
