package dev.nexs.benchmarks.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs a JMH benchmark class whose contenders are the values of its parameter {@code contender}. Each contender has a
 * virtual machine of its own, so that no contender's classes shape the compiler's view of another, and a new one in each
 * round, since two runs of the same code are not compiled alike. Rounds go there and back; ratios are taken within one.
 */
public final class Jmh {

    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private Jmh() {}

    /**
     * Measures one method for every contender.
     *
     * @param benchmark the class with the method
     * @param method its name
     * @param contenders values of the parameter, the baseline first
     * @param properties system properties of the forks, by which they find the server
     * @param mode how long to measure
     */
    public static Timings run(
            Class<?> benchmark,
            String method,
            List<String> contenders,
            Map<String, String> properties,
            dev.nexs.benchmarks.harness.Mode mode,
            String shape)
            throws RunnerException {
        Length length = Length.of(mode);
        Map<String, List<RunResult>> results = new LinkedHashMap<>();
        contenders.forEach(contender -> results.put(contender, new ArrayList<>()));
        List<String> order = new ArrayList<>(contenders);
        for (int round = 0; round < length.rounds(); round++) {
            for (String contender : order) {
                OptionsBuilder options = options(length, properties);
                options.include(benchmark.getName().replace(".", "\\.") + "\\." + method + "$");
                options.param("contender", contender);
                results.get(contender).add(new Runner(options.build()).runSingle());
            }
            Collections.reverse(order);
        }
        return timings(method, shape, results);
    }

    private static OptionsBuilder options(Length length, Map<String, String> properties) {
        OptionsBuilder options = new OptionsBuilder();
        options.mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(length.warmUps())
                .warmupTime(TimeValue.milliseconds(length.millis()))
                .measurementIterations(length.iterations())
                .measurementTime(TimeValue.milliseconds(length.millis()))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgs(arguments(properties));
        return options;
    }

    private static String[] arguments(Map<String, String> properties) {
        List<String> arguments = new ArrayList<>(List.of("-Xms512m", "-Xmx512m"));
        properties.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        return arguments.toArray(String[]::new);
    }

    private static Timings timings(String name, String shape, Map<String, List<RunResult>> results) {
        List<RunResult> baseline = results.values().iterator().next();
        List<Timings.Row> rows = new ArrayList<>();
        results.forEach((contender, own) -> {
            double[] nanos = own.stream().mapToDouble(Jmh::nanos).toArray();
            double[] ratios = new double[nanos.length];
            for (int round = 0; round < ratios.length; round++) {
                ratios[round] = nanos[round] / nanos(baseline.get(round));
            }
            rows.add(new Timings.Row(
                    contender, Interval.of(nanos).median(), Interval.of(ratios), bytes(own.get(own.size() - 1))));
        });
        return new Timings(name, shape, List.copyOf(rows));
    }

    private static double nanos(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    private static double bytes(RunResult result) {
        return result.getSecondaryResults().get(ALLOCATION).getScore();
    }

    /**
     * How long to measure.
     *
     * @param rounds virtual machines of each contender
     * @param warmUps iterations that are not counted
     * @param iterations counted ones
     * @param millis of each iteration
     */
    private record Length(int rounds, int warmUps, int iterations, int millis) {

        static Length of(dev.nexs.benchmarks.harness.Mode mode) {
            return switch (mode) {
                case SMOKE -> new Length(1, 1, 1, 50);
                case QUICK -> new Length(1, 3, 5, 300);
                case FULL -> new Length(6, 4, 6, 300);
            };
        }
    }
}
