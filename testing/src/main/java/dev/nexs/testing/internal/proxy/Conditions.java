package dev.nexs.testing.internal.proxy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The state of the simulated network, shared by all connections of a proxy.
 *
 * <p>Whoever wants to deliver something waits here for its turn. Every change wakes all that wait, and they start over:
 * so bytes that a slow network holds back are delivered at once when it recovers.
 */
public final class Conditions {

    private static final int SLICES_PER_SECOND = 50;

    private boolean blackhole;
    private long latencyNanos;
    private long bytesPerSecond;
    private long changes;
    private final Map<Direction, Long> busyUntil = new EnumMap<>(Direction.class);

    /** Which way bytes go. */
    enum Direction {
        REQUEST,
        ANSWER
    }

    /** A network without faults. */
    public synchronized void pass() {
        blackhole = false;
        latencyNanos = 0;
        bytesPerSecond = 0;
        changed();
    }

    /** Holds everything back. */
    public synchronized void blackhole() {
        blackhole = true;
        changed();
    }

    /** Has every answer arrive later. */
    public synchronized void latency(Duration latency) {
        latencyNanos = latency.toNanos();
        changed();
    }

    /** Limits each direction; all connections share it. */
    public synchronized void bandwidth(long limit) {
        bytesPerSecond = limit;
        changed();
    }

    private void changed() {
        changes++;
        busyUntil.clear();
        notifyAll();
    }

    /** How much may be delivered in one go. */
    synchronized int slice(int available) {
        if (bytesPerSecond == 0) {
            return available;
        }
        return (int) Math.min(available, Math.max(1, bytesPerSecond / SLICES_PER_SECOND));
    }

    synchronized void awaitConnectivity() throws InterruptedException {
        while (blackhole) {
            wait();
        }
    }

    /** Waits until bytes that were read at the given time may be delivered. */
    synchronized void awaitTurn(Direction direction, long readAt, int bytes) throws InterruptedException {
        long seen;
        do {
            awaitConnectivity();
            seen = changes;
            awaitTime(Math.max(lateness(direction, readAt), transmission(direction, bytes)), seen);
        } while (seen != changes);
    }

    private long lateness(Direction direction, long readAt) {
        return direction == Direction.ANSWER ? readAt + latencyNanos : readAt;
    }

    private long transmission(Direction direction, int bytes) {
        long now = System.nanoTime();
        if (bytesPerSecond == 0) {
            return now;
        }
        long begin = Math.max(now, busyUntil.getOrDefault(direction, now));
        long end = begin + TimeUnit.SECONDS.toNanos(1) * bytes / bytesPerSecond;
        busyUntil.put(direction, end);
        return end;
    }

    private void awaitTime(long due, long seen) throws InterruptedException {
        for (long left = due - System.nanoTime(); left > 0 && seen == changes; left = due - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }
}
