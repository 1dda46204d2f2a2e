package dev.nexs.benchmarks.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one paired comparison.
 *
 * @param name what was compared
 * @param shape rows, columns, sizes
 * @param rounds how many ratios each median is of
 * @param rows one per contender, the baseline first
 */
public record PairedResult(String name, String shape, int rounds, List<Row> rows) {

    /**
     * One contender. Ratios are cost to cost: above 1 is dearer than the baseline.
     *
     * @param contender its name
     * @param micros wall time per operation, median of the rounds
     * @param time ratio of wall times
     * @param cpuMicros client CPU per operation, median of the rounds
     * @param cpu ratio of client CPU times
     * @param bytes allocated by the client per operation, median of the rounds
     */
    public record Row(String contender, double micros, Interval time, double cpuMicros, Interval cpu, double bytes) {}

    /**
     * A median and where it lies with a confidence of 95 %, by the ranks of the values, whatever their distribution.
     *
     * @param lower end
     * @param median of the values
     * @param upper end
     */
    public record Interval(double lower, double median, double upper) {

        /** {@return the interval of these values} */
        public static Interval of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int n = sorted.length;
            double spread = 1.96 * Math.sqrt(n);
            int lower = (int) Math.floor((n - spread) / 2);
            int upper = (int) Math.ceil((n + spread) / 2);
            return new Interval(sorted[Math.max(0, lower - 1)], middle(sorted), sorted[Math.min(n - 1, upper)]);
        }

        private static double middle(double[] sorted) {
            int half = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        }
    }

    static PairedResult of(String name, String shape, Map<String, List<PairedSlice>> slices) {
        List<PairedSlice> baseline = slices.values().iterator().next();
        List<Row> rows = new ArrayList<>();
        slices.forEach((contender, own) -> rows.add(new Row(
                contender,
                median(own, PairedSlice::nanosEach) / 1e3,
                ratio(own, baseline, PairedSlice::nanosEach),
                median(own, PairedSlice::cpuNanosEach) / 1e3,
                ratio(own, baseline, PairedSlice::cpuNanosEach),
                median(own, PairedSlice::bytesEach))));
        return new PairedResult(name, shape, baseline.size(), List.copyOf(rows));
    }

    private static Interval ratio(
            List<PairedSlice> own, List<PairedSlice> baseline, ToDoubleFunction<PairedSlice> figure) {
        double[] ratios = new double[own.size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = figure.applyAsDouble(own.get(round)) / figure.applyAsDouble(baseline.get(round));
        }
        return Interval.of(ratios);
    }

    private static double median(List<PairedSlice> slices, ToDoubleFunction<PairedSlice> figure) {
        return Interval.of(slices.stream().mapToDouble(figure).toArray()).median();
    }
}
