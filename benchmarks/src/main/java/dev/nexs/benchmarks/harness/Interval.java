package dev.nexs.benchmarks.harness;

import java.util.Arrays;

/**
 * The median of some values and where the true median lies with 95 % confidence. The bounds are two of the values
 * themselves, picked by rank, so that nothing is assumed about how measurements scatter.
 *
 * @param lower bound of the interval
 * @param median of the values
 * @param upper bound of the interval
 */
public record Interval(double lower, double median, double upper) {

    /** Of a normal distribution, which the ranks' binomial one is close to. */
    private static final double DEVIATIONS = 1.96;

    /** {@return the interval of these values} */
    public static Interval of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int below = (int) Math.floor((sorted.length - DEVIATIONS * Math.sqrt(sorted.length)) / 2) - 1;
        int lowest = Math.max(below, 0);
        int last = sorted.length - 1;
        double median = (sorted[last / 2] + sorted[(last + 1) / 2]) / 2;
        return new Interval(sorted[lowest], median, sorted[last - lowest]);
    }
}
