package dev.nexs.cli;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nexs bench}. */
@Command(
        name = "bench",
        description = "Runs one query again and again, each on a borrowed connection, and says how fast: what an"
                + " application on this machine can expect of pool, network and server.")
final class BenchCommand implements Callable<Integer> {

    private static final int MOST = 2_000_000;

    @Mixin
    final Connected database = new Connected();

    @Mixin
    final Report report = new Report();

    @Option(names = "--query", defaultValue = "select 1", description = "Default: select 1")
    String query = "select 1";

    @Option(names = "--threads", defaultValue = "4", description = "Default: 4")
    int threads;

    @Option(names = "--seconds", defaultValue = "5", description = "Default: 5")
    int seconds;

    @Option(
            names = "--read-preference",
            defaultValue = "SECONDARY_PREFERRED",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    ReadPreference preference = ReadPreference.SECONDARY_PREFERRED;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException, SQLException {
        LongAdder failures = new LongAdder();
        Map<Integer, long[]> times = new ConcurrentHashMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        Progress progress = new Progress(spec.commandLine().getErr(), "seconds", !report.isJson());
        try (NexsDataSource source = database.open()) {
            once(source);
            long start = System.nanoTime();
            long end = start + TimeUnit.SECONDS.toNanos(seconds);
            for (int i = 0; i < threads; i++) {
                int thread = i;
                pool.execute(() -> times.put(thread, repeat(source, end, failures)));
            }
            pool.shutdown();
            while (!pool.awaitTermination(200, TimeUnit.MILLISECONDS)) {
                progress.at((System.nanoTime() - start) / 1_000_000_000, seconds);
            }
            progress.end();
        } finally {
            pool.shutdownNow();
        }
        long[] all =
                times.values().stream().flatMapToLong(LongStream::of).sorted().toArray();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("queries", all.length);
        result.put("perSecond", Math.round(all.length / (double) seconds));
        result.put("p50Micros", at(all, 0.5));
        result.put("p99Micros", at(all, 0.99));
        result.put("failures", failures.sum());
        if (report.isJson()) {
            report.write(spec, result);
        } else {
            result.forEach((name, value) -> Report.out(spec).println(name + ": " + value));
        }
        return failures.sum() == 0 ? 0 : Nexs.FOUND;
    }

    private static long at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1_000;
    }

    private long[] repeat(NexsDataSource source, long end, LongAdder failures) {
        long[] times = new long[1024];
        int n = 0;
        while (System.nanoTime() < end && n < MOST) {
            long begin = System.nanoTime();
            try {
                once(source);
                if (n == times.length) {
                    times = Arrays.copyOf(times, n * 2);
                }
                times[n++] = System.nanoTime() - begin;
            } catch (SQLException e) {
                failures.increment();
            }
        }
        return Arrays.copyOf(times, n);
    }

    private void once(NexsDataSource source) throws SQLException {
        try (Connection connection = source.getConnection(preference);
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                rows.getObject(1);
            }
        }
    }
}
