package dev.nexs.benchmarks.harness;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs a JMH benchmark class whose contenders are the values of its parameter {@code contender}. Each contender has
 * forks of its own, so that no contender's classes shape the compiler's view of another.
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
        boolean smoke = mode == dev.nexs.benchmarks.harness.Mode.SMOKE;
        boolean full = mode == dev.nexs.benchmarks.harness.Mode.FULL;
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
                .param("contender", contenders.toArray(String[]::new))
                .mode(Mode.AverageTime)
                .timeUnit(java.util.concurrent.TimeUnit.NANOSECONDS)
                .forks(full ? 3 : 1)
                .warmupIterations(smoke ? 1 : 3)
                .measurementIterations(smoke ? 1 : 5)
                .warmupTime(TimeValue.milliseconds(smoke ? 50 : full ? 500 : 300))
                .measurementTime(TimeValue.milliseconds(smoke ? 50 : full ? 500 : 300))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(org.openjdk.jmh.runner.options.VerboseMode.SILENT)
                .jvmArgs(arguments(properties));
        return timings(method, shape, contenders, new Runner(options.build()).run());
    }

    private static String[] arguments(Map<String, String> properties) {
        List<String> arguments = new ArrayList<>(List.of("-Xms512m", "-Xmx512m"));
        properties.forEach((name, value) -> arguments.add("-D" + name + "=" + value));
        return arguments.toArray(String[]::new);
    }

    private static Timings timings(String name, String shape, List<String> contenders, Collection<RunResult> results) {
        double baseline = nanos(find(results, contenders.get(0)));
        List<Timings.Row> rows = new ArrayList<>();
        for (String contender : contenders) {
            RunResult result = find(results, contender);
            double bytes = result.getSecondaryResults().get(ALLOCATION).getScore();
            rows.add(new Timings.Row(contender, nanos(result), nanos(result) / baseline, bytes));
        }
        return new Timings(name, shape, List.copyOf(rows));
    }

    private static double nanos(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }

    private static RunResult find(Collection<RunResult> results, String contender) {
        return results.stream()
                .filter(result -> result.getParams().getParam("contender").equals(contender))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("JMH has no result for contender " + contender));
    }
}
