package dev.nexs.orm.hooks.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long something took, counted in buckets whose width is an eighth of their value: 64 powers of two with eight steps
 * each. Adding is one atomic increment and allocates nothing.
 */
public final class Latencies {

    private static final int STEPS = 3;
    private static final int BUCKETS = 64 << STEPS;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    /** Nothing yet. */
    public Latencies() {}

    /** Counts one. */
    public void add(long nanos) {
        counts.getAndIncrement(bucket(Math.max(0, nanos)));
    }

    private static int bucket(long nanos) {
        if (nanos < 1 << STEPS) {
            return (int) nanos;
        }
        int power = 63 - Long.numberOfLeadingZeros(nanos);
        int step = (int) (nanos >>> (power - STEPS)) & ((1 << STEPS) - 1);
        return ((power - STEPS + 1) << STEPS) + step;
    }

    /** The largest value of a bucket. */
    private static long top(int bucket) {
        if (bucket < 1 << STEPS) {
            return bucket;
        }
        int power = (bucket >>> STEPS) + STEPS - 1;
        long step = (bucket & ((1 << STEPS) - 1)) + 1L;
        return (1L << power) + (step << (power - STEPS)) - 1;
    }

    /** {@return how many} */
    public long count() {
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += counts.get(i);
        }
        return all;
    }

    /** {@return what a share of them did not exceed; zero of nothing} */
    public Duration quantile(double share) {
        long wanted = (long) Math.ceil(count() * share);
        long seen = 0;
        for (int i = 0; i < BUCKETS && wanted > 0; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return Duration.ofNanos(top(i));
            }
        }
        return Duration.ZERO;
    }
}
