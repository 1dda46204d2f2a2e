package dev.nexs.benchmarks.harness;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/**
 * By how much the client thread's CPU time for an operation differs from a baseline's. Rates of whole seconds scatter by
 * more than a microsecond; here slices of a few milliseconds alternate as baseline, other, other, baseline, so that what
 * drifts slowly falls out of each group of four.
 *
 * @param nanos the groups' differences per operation
 * @param baseline the baseline's own nanoseconds per operation, as a median
 * @param groups how many groups of four slices
 */
public record CpuDifference(Interval nanos, double baseline, int groups) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int OPERATIONS = 250;

    /** Measures on the calling thread alone. */
    public static CpuDifference between(Operation baseline, Operation other, Mode mode) throws Exception {
        int groups = switch (mode) {
            case SMOKE -> 5;
            case QUICK -> 150;
            case FULL -> 1_200;
        };
        long warm = System.nanoTime() + 2 * mode.warmUp().toNanos();
        while (System.nanoTime() < warm) {
            slice(baseline);
            slice(other);
        }
        double[] differences = new double[groups];
        double[] baselines = new double[groups];
        for (int i = 0; i < groups; i++) {
            double first = slice(baseline);
            double others = slice(other) + slice(other);
            double last = slice(baseline);
            differences[i] = (others - first - last) / 2;
            baselines[i] = (first + last) / 2;
        }
        return new CpuDifference(
                Interval.of(differences), Interval.of(baselines).median(), groups);
    }

    private static double slice(Operation operation) throws Exception {
        long cpu = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < OPERATIONS; i++) {
            operation.run();
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - cpu) / OPERATIONS;
    }

    /** {@return a sentence's end, such as "+0.12 µs [+0.08, +0.16] of 9.80 µs"} */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%+.2f µs [%+.2f, %+.2f] on %.2f µs (%d groups of four slices)",
                nanos.median() / 1000,
                nanos.lower() / 1000,
                nanos.upper() / 1000,
                baseline / 1000,
                groups);
    }
}
