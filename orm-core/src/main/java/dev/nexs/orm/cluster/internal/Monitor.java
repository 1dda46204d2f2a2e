package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.pool.NodeConnections;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's watcher. Its thread survives whatever a probe throws, since a monitor that died in silence would leave its
 * node as it was last seen; it ends when it is closed.
 */
final class Monitor implements Runnable, AutoCloseable {

    /**
     * How late {@link #wake()} may be noticed by a monitor that lies in wait on its socket. Each slice ends with a time-out in
     * the driver, and these are most of what an idle monitor costs.
     */
    private static final Duration SLICE = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

    private final Member member;
    private final NodeConnections connections;
    private final Duration timeout;
    private final Reports reports;
    private final Thread thread;

    private volatile @Nullable Probe probe;
    private volatile boolean closed;
    private volatile boolean woken;

    Monitor(Member member, NodeConnections connections, Duration timeout, Reports reports) {
        this.member = member;
        this.connections = connections;
        this.timeout = timeout;
        this.reports = reports;
        this.thread = Threads.daemon(this, "nexs-monitor-" + member.id);
    }

    void start() {
        thread.start();
    }

    /** Asks at once instead of at the end of the interval. */
    void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (!closed) {
            try {
                woken = false;
                forgetInterrupt();
                ask();
                pause(reports.pause(member));
            } catch (Throwable e) {
                survive(e);
            }
        }
        drop();
    }

    /** Only close() ends this thread; a stray interrupt would turn its pauses into a spin. */
    private void forgetInterrupt() {
        if (Thread.interrupted()) {
            LOG.debug("{}: the monitor was interrupted and goes on", member.id);
        }
    }

    private void ask() {
        long started = System.nanoTime();
        try {
            Probe open = probe;
            if (open == null) {
                open = Probe.open(connections, member.address, timeout);
                probe = open;
                started = System.nanoTime();
            }
            ProbeResult result = open.ask(member.address);
            reports.answered(member, result, started, System.nanoTime() - started);
        } catch (SQLException | RuntimeException e) {
            missed(e, started);
        }
    }

    private void pause(Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        long left = pause.toNanos();
        while (left > 0 && !woken && !closed) {
            Probe open = probe;
            if (open == null || !open.canWatch()) {
                LockSupport.parkNanos(left);
            } else if (!watched(open, Duration.ofNanos(Math.min(left, SLICE.toNanos())))) {
                return;
            }
            left = end - System.nanoTime();
        }
    }

    private boolean watched(Probe open, Duration atMost) {
        long started = System.nanoTime();
        try {
            open.watch(atMost);
            return true;
        } catch (SQLException e) {
            missed(e, started);
            return false;
        }
    }

    private void missed(Exception cause, long started) {
        drop();
        if (!closed) {
            reports.missed(member, cause, started);
        }
    }

    /** Errors of the virtual machine too: when memory is back, somebody has to be watching. */
    private void survive(Throwable thrown) {
        try {
            LOG.error("{}: the monitor goes on after an unexpected error", member.id, thrown);
            missed(new SQLException("the monitor failed: " + thrown, thrown), System.nanoTime());
        } catch (Throwable again) {
            thrown.addSuppressed(again);
        }
        LockSupport.parkNanos(SLICE.toNanos());
    }

    private void drop() {
        Probe open = probe;
        probe = null;
        if (open != null) {
            open.close();
        }
    }

    /** Ends the thread, whatever it waits for, without waiting for it. */
    @Override
    public void close() {
        closed = true;
        wake();
        Probe open = probe;
        if (open != null) {
            open.abort();
        }
    }

    void join(Duration atMost) throws InterruptedException {
        thread.join(Math.max(1, atMost.toMillis()));
    }

    /** Who hears what a monitor finds out. */
    interface Reports {
        void answered(Member member, ProbeResult result, long started, long nanos);

        void missed(Member member, Exception cause, long started);

        Duration pause(Member member);
    }
}
