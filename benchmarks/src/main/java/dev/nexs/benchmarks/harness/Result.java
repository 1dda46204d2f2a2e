package dev.nexs.benchmarks.harness;

import java.util.ArrayList;
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
     * @param ratio of the rate to the baseline's of the same round
     * @param cpuMicros client CPU per operation in the best round
     * @param extraCpuMicros client CPU per operation beyond the baseline's of the same round
     * @param bytes allocated by the client per operation, median
     * @param p50Micros median latency
     * @param p99Micros 99th percentile of latency
     */
    public record Row(
            String contender,
            double operationsPerSecond,
            Interval ratio,
            double cpuMicros,
            Interval extraCpuMicros,
            double bytes,
            double p50Micros,
            double p99Micros) {}

    static Result of(
            String name,
            String shape,
            int threads,
            Map<String, List<Slice>> slices,
            Map<String, Histogram> latencies,
            int pieces) {
        List<Slice> baseline = slices.values().iterator().next();
        List<Row> rows = new ArrayList<>();
        slices.forEach((contender, own) -> rows.add(row(contender, own, baseline, latencies.get(contender), pieces)));
        return new Result(name, shape, threads, List.copyOf(rows));
    }

    private static Row row(String contender, List<Slice> own, List<Slice> baseline, Histogram latencies, int pieces) {
        double[] ratios = new double[own.size()];
        double[] extraCpu = new double[own.size()];
        for (int round = 0; round < ratios.length; round++) {
            Slice base = baseline.get(round);
            ratios[round] = own.get(round).operationsPerSecond() / base.operationsPerSecond();
            extraCpu[round] = own.get(round).cpuMicros() - base.cpuMicros();
        }
        return new Row(
                contender,
                median(own, Slice::operationsPerSecond),
                Interval.of(ratios),
                bestCpu(own, pieces),
                Interval.of(extraCpu),
                median(own, slice -> (double) slice.bytes() / slice.operations()),
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3);
    }

    /** Of a round as a whole, since the best of many small pieces is a matter of luck. */
    private static double bestCpu(List<Slice> own, int pieces) {
        double best = Double.MAX_VALUE;
        for (int from = 0; from < own.size(); from += pieces) {
            Slice round = own.subList(from, from + pieces).stream()
                    .reduce(Slice::plus)
                    .orElseThrow();
            best = Math.min(best, round.cpuMicros());
        }
        return best;
    }

    private static double median(List<Slice> slices, ToDoubleFunction<Slice> figure) {
        return Interval.of(slices.stream().mapToDouble(figure).toArray()).median();
    }
}
