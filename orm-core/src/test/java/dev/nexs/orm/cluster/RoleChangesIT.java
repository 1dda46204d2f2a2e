package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ReadPreference;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two real servers that change roles again and again, the old primary killed each time, and what stays behind of each
 * change. More of them: {@code -Dnexs.test.role-changes=200}.
 */
@PostgresCluster(replicas = 1)
class RoleChangesIT {

    private static final int CHANGES = Integer.getInteger("nexs.test.role-changes", 5);
    private static final int POOL = 4;
    private static final int BORROWERS = 3;
    private static final String POOLS = "com.zaxxer.hikari.pool.HikariPool";
    private static final String ROUTES = "dev.nexs.orm.cluster.internal.Route";
    private static final String CONNECTIONS = "org.postgresql.jdbc.PgConnection";

    private final ExecutorService borrowers = Executors.newFixedThreadPool(BORROWERS);

    @AfterEach
    void stop() {
        borrowers.shutdownNow();
    }

    @Test
    void leaveNeitherThreadsNorConnectionsNorHeapBehind(Cluster servers) throws Exception {
        servers.primary().execute("create table written (id bigint generated always as identity)");
        // threads of other tests may rest and remember what they borrowed last
        Remains others = Remains.of(servers);
        try (WatchedCluster watched = WatchedCluster.of(servers)) {
            change(servers, watched);
            readAll(watched);
            Remains first = Remains.of(servers);
            for (int i = 1; i < CHANGES; i++) {
                change(servers, watched);
                readAll(watched);
            }
            assertThat(watched.cluster.statistics().failovers()).isEqualTo(CHANGES);

            await().untilAsserted(() -> {
                readAll(watched);
                Remains last = Remains.of(servers);
                assertThat(last.threads()).isEqualTo(first.threads());
                assertThat(last.sessions().values())
                        .allSatisfy(sessions -> assertThat(sessions).isBetween(1L, POOL + 1L));
                assertThat(last.instances(POOLS)).isBetween(2L, others.instances(POOLS) + 2);
                assertThat(last.instances(ROUTES)).isLessThanOrEqualTo(first.instances(ROUTES) + 4);
                assertThat(last.instances(CONNECTIONS))
                        .isLessThanOrEqualTo(others.instances(CONNECTIONS) + 2 * (POOL + 1) + 2);
                assertThat(last.bytes() - first.bytes())
                        .as("growth of what lives on the heap, in bytes")
                        .isLessThan(3_000_000);
            });
        }
    }

    /** Each of the threads that live on reads from both nodes: they meet, so that none of them reads twice. */
    private void readAll(WatchedCluster watched) throws Exception {
        CyclicBarrier meeting = new CyclicBarrier(BORROWERS);
        Callable<Integer> reads = () -> {
            meeting.await(10, TimeUnit.SECONDS);
            return watched.readPort(ReadPreference.PRIMARY) + watched.readPort(ReadPreference.SECONDARY);
        };
        for (Future<Integer> read : borrowers.invokeAll(Collections.nCopies(BORROWERS, reads))) {
            assertThat(read.get()).isPositive();
        }
    }

    private static void change(Cluster servers, WatchedCluster watched) throws SQLException {
        watched.awaitActive(2);
        watched.write();
        watched.readPort(ReadPreference.SECONDARY);
        Node old = servers.primary();
        Node heir = servers.replica(0);
        servers.awaitReplication(Duration.ofSeconds(10));
        old.kill();
        watched.awaitDeathKnown(old);
        heir.promote();
        watched.write();
        servers.rejoin(old);
        watched.awaitActive(2);
        await().until(() -> watched.readPort(ReadPreference.SECONDARY) == old.port());
    }

    /**
     * What there is at one moment.
     *
     * @param threads names of the datasource's threads and how often they occur
     * @param sessions of the datasource, on each server
     * @param histogram instances of each class that are reachable
     * @param bytes that reachable objects take
     */
    private record Remains(
            Map<String, Long> threads, Map<Integer, Long> sessions, Map<String, Long> histogram, long bytes) {

        static Remains of(Cluster servers) throws Exception {
            Map<Integer, Long> sessions = new TreeMap<>();
            for (Node node : servers.nodes()) {
                sessions.put(node.port(), sessions(node));
            }
            // Listing them collects garbage first.
            String listed = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            Map<String, Long> histogram = new TreeMap<>();
            long bytes = 0;
            for (String line : listed.lines().toList()) {
                String[] cells = line.strip().split("\\s+");
                if (cells.length >= 4 && cells[0].endsWith(":")) {
                    histogram.merge(cells[3], Long.parseLong(cells[1]), Long::sum);
                    bytes += Long.parseLong(cells[2]);
                }
            }
            return new Remains(namedThreads(), sessions, histogram, bytes);
        }

        /** Threads that HikariCP starts when it has something to do come and go; the others are there for good. */
        private static Map<String, Long> namedThreads() {
            return Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("nexs-") && !name.startsWith("nexs-testing"))
                    .filter(name -> !name.contains(":connection-") && !name.contains(":shutdown"))
                    .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        }

        private static long sessions(Node node) throws SQLException {
            try (Connection connection = node.connectAs(node.superuser());
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "select count(*) from pg_stat_activity where application_name like 'nexs%'")) {
                row.next();
                return row.getLong(1);
            }
        }

        long instances(String type) {
            return histogram.getOrDefault(type, 0L);
        }
    }
}
