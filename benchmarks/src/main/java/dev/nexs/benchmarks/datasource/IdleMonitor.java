package dev.nexs.benchmarks.datasource;

import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** What an idle datasource of two nodes costs: processor time of its threads, and server connections of its probes. */
final class IdleMonitor {

    private IdleMonitor() {}

    static void run(Servers servers, Mode mode, Report report) throws SQLException {
        for (String interval : new String[] {"1s", "250ms"}) {
            try (NexsDataSource source = NexsDataSource.from(Map.of(
                    NexsSettings.URL,
                    servers.url("jdbc:postgresql:", servers.primary() + "," + servers.replica()),
                    NexsSettings.USERNAME,
                    servers.username(),
                    NexsSettings.PASSWORD,
                    servers.password(),
                    NexsSettings.APPLICATION_NAME,
                    "idle",
                    NexsSettings.FAILOVER_PROBE_INTERVAL,
                    interval))) {
                report.note(measure(source, mode, interval));
            }
        }
    }

    private static String measure(NexsDataSource source, Mode mode, String interval) throws SQLException {
        Duration window = mode.warmUp().multipliedBy(5);
        LockSupport.parkNanos(mode.warmUp().toNanos());
        long cpu = cpuNanos();
        long start = System.nanoTime();
        LockSupport.parkNanos(window.toNanos());
        double share = 100.0 * (cpuNanos() - cpu) / (System.nanoTime() - start);
        return String.format(
                Locale.ROOT,
                "Idle monitor of two nodes, probe interval %s: %.2f %% of a core over %d s; connections of probes to"
                        + " the primary: %d.",
                interval,
                share,
                window.toSeconds(),
                probes(source));
    }

    private static long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith("nexs-")) {
                sum += Math.max(0, threads.getThreadCpuTime(info.getThreadId()));
            }
        }
        return sum;
    }

    private static int probes(NexsDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where application_name = 'idle-probe'")) {
            row.next();
            return row.getInt(1);
        }
    }
}
