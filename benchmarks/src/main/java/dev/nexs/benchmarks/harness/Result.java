package dev.nexs.benchmarks.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * The figures of one comparison.
 *
 * @param name what was compared
 * @param shape rows, columns, sizes
 * @param threads client threads
 * @param rows one per contender, the baseline first
 */
public record Result(String name, String shape, int threads, List<Row> rows) {

    /**
     * One contender.
     *
     * @param contender its name
     * @param operationsPerSecond median over the rounds
     * @param ratio to the baseline of the same round: lower quartile, median, upper quartile
     * @param cpuMicros client CPU per operation in the best round
     * @param bytes allocated by the client per operation, median
     * @param p50Micros median latency
     * @param p99Micros 99th percentile of latency
     */
    public record Row(
            String contender,
            double operationsPerSecond,
            Quartiles ratio,
            double cpuMicros,
            double bytes,
            double p50Micros,
            double p99Micros) {}

    /**
     * Where the middle half of some values lies.
     *
     * @param lower first quartile
     * @param median second quartile
     * @param upper third quartile
     */
    public record Quartiles(double lower, double median, double upper) {

        static Quartiles of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
        }

        private static double at(double[] sorted, double share) {
            double position = share * (sorted.length - 1);
            int below = (int) position;
            int above = Math.min(below + 1, sorted.length - 1);
            return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
        }
    }

    static Result of(String name, String shape, int threads, Map<String, List<Slice>> slices) {
        List<Slice> baseline = slices.values().iterator().next();
        List<Row> rows = new ArrayList<>();
        slices.forEach((contender, own) -> rows.add(row(contender, own, baseline)));
        return new Result(name, shape, threads, List.copyOf(rows));
    }

    private static Row row(String contender, List<Slice> own, List<Slice> baseline) {
        double[] ratios = new double[own.size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] =
                    own.get(round).operationsPerSecond() / baseline.get(round).operationsPerSecond();
        }
        Histogram latencies = new Histogram(own.get(0).latencies());
        own.forEach(slice -> latencies.add(slice.latencies()));
        return new Row(
                contender,
                median(own, Slice::operationsPerSecond),
                Quartiles.of(ratios),
                own.stream()
                        .mapToDouble(slice -> slice.cpuNanos() / 1e3 / slice.operations())
                        .min()
                        .orElse(Double.NaN),
                median(own, slice -> (double) slice.bytes() / slice.operations()),
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3);
    }

    private static double median(List<Slice> slices, ToDoubleFunction<Slice> figure) {
        return Quartiles.of(slices.stream().mapToDouble(figure).toArray()).median();
    }
}
