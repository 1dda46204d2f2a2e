package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ReadPreference;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A replica that answers its monitor and lets no new connection in. Its pool is empty, so every reader needs a new one. */
@PostgresCluster(replicas = 1, settings = "max_connections=30")
class ClosedDoorIT {

    private static final int READERS = 4;
    private static final int READS_EACH = 100;

    /** The pool's patience is far beyond what any reader here may wait. */
    private static final Map<String, Object> EMPTY_POOLS =
            Map.of("nexs.pool.connection-timeout", "10s", "nexs.pool.minimum-idle", "0");

    @Test
    void readersOfAReplicaThatRefusesConnectionsAreServedByThePrimaryAtOnce(Cluster servers) throws Exception {
        Node replica = servers.replica(0);
        try (WatchedCluster watched =
                WatchedCluster.of(servers.proxiedJdbcUrl(), servers.primary(), EMPTY_POOLS, builder -> {})) {
            watched.awaitActive(2);
            replica.proxy().refuse();
            try {
                assertThat(slowestRead(watched)).isLessThan(Duration.ofMillis(300));

                NodeSnapshot node = watched.node("127.0.0.1:" + replica.proxy().port());
                assertThat(node.state()).isEqualTo(NodeState.ACTIVE);
                assertThat(node.breaker()).isEqualTo("closed");
                assertThat(node.note()).contains("lets no new connection in").contains("refused");
            } finally {
                replica.proxy().pass();
            }
            await().until(() -> watched.readPort(ReadPreference.SECONDARY_PREFERRED) == replica.port());
        }
    }

    @Test
    void readersOfAReplicaThatIsFullAreServedByThePrimaryAtOnce(Cluster servers) throws Exception {
        Node replica = servers.replica(0);
        List<Connection> hogs = new ArrayList<>();
        try (WatchedCluster watched =
                WatchedCluster.of(servers.jdbcUrl(), servers.primary(), EMPTY_POOLS, builder -> {})) {
            watched.awaitActive(2);
            fill(replica, hogs);

            assertThat(slowestRead(watched)).isLessThan(Duration.ofMillis(300));
            assertThat(watched.node(replica).note()).contains("connection slots");
            for (Connection hog : hogs) {
                hog.close();
            }
            await().until(() -> watched.readPort(ReadPreference.SECONDARY_PREFERRED) == replica.port());
        } finally {
            for (Connection hog : hogs) {
                hog.close();
            }
        }
    }

    @Test
    void readersOfAReplicaThatNeitherLetsThemInNorRefusesWaitBrieflyAndThenNotAtAll(Cluster servers) throws Exception {
        Node replica = servers.replica(0);
        long postmaster = postmaster(replica);
        try (WatchedCluster watched =
                WatchedCluster.of(servers.jdbcUrl(), servers.primary(), EMPTY_POOLS, builder -> {})) {
            watched.awaitActive(2);
            signal("-STOP", postmaster);
            try {
                assertThat(slowestRead(watched)).isLessThan(Duration.ofMillis(900));
                assertThat(slowestRead(watched)).isLessThan(Duration.ofMillis(300));
                assertThat(watched.node(replica).state()).isEqualTo(NodeState.ACTIVE);
            } finally {
                signal("-CONT", postmaster);
            }
            await().until(() -> watched.readPort(ReadPreference.SECONDARY_PREFERRED) == replica.port());
        }
    }

    @Test
    void whoeverInsistsOnTheReplicaWaitsForItAndIsServedWhenItLetsHimIn(Cluster servers) throws Exception {
        Node replica = servers.replica(0);
        try (WatchedCluster watched =
                WatchedCluster.of(servers.proxiedJdbcUrl(), servers.primary(), EMPTY_POOLS, builder -> {})) {
            watched.awaitActive(2);
            replica.proxy().refuse();
            CompletableFuture<Integer> insisting;
            try {
                insisting = CompletableFuture.supplyAsync(() -> port(watched, ReadPreference.SECONDARY));
                await().untilAsserted(() -> assertThat(
                                watched.node("127.0.0.1:" + replica.proxy().port())
                                        .note())
                        .contains("lets no new connection in"));
                assertThat(insisting).isNotDone();
            } finally {
                replica.proxy().pass();
            }
            assertThat(insisting.get(9, TimeUnit.SECONDS)).isEqualTo(replica.port());
        }
    }

    @Test
    void aBusyPoolIsNobodysFaultAndItsReadersAreNotSentElsewhere(Cluster servers) throws Exception {
        Node replica = servers.replica(0);
        Map<String, Object> tiny = Map.of("nexs.pool.connection-timeout", "250ms", "nexs.pool.maximum-size", "1");
        try (WatchedCluster watched = WatchedCluster.of(
                servers.jdbcUrl(), servers.primary(), tiny, builder -> builder.breaker(2, Duration.ofSeconds(30), 1))) {
            watched.awaitActive(2);
            try (Connection held = watched.router.acquire(ReadPreference.SECONDARY)) {
                assertThat(WatchedCluster.port(held)).isEqualTo(replica.port());
                for (int i = 0; i < 4; i++) {
                    assertThatThrownBy(() -> watched.router.acquire(ReadPreference.SECONDARY))
                            .hasMessageContaining("all are in use");
                }
                CompletableFuture<Integer> waiting =
                        CompletableFuture.supplyAsync(() -> port(watched, ReadPreference.SECONDARY_PREFERRED));
                await().until(() -> watched.node(replica).pool().waiting() == 1);
                held.close();
                assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo(replica.port());
            }
            assertThat(watched.node(replica).breaker()).isEqualTo("closed");
            assertThat(watched.node(replica).note()).isNull();
        }
    }

    /** Every read has to succeed. */
    private static Duration slowestRead(WatchedCluster watched) throws Exception {
        List<CompletableFuture<Duration>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(CompletableFuture.supplyAsync(() -> slowestOfOneReader(watched)));
        }
        Duration slowest = Duration.ZERO;
        for (CompletableFuture<Duration> reader : readers) {
            Duration one = reader.get(60, TimeUnit.SECONDS);
            slowest = one.compareTo(slowest) > 0 ? one : slowest;
        }
        return slowest;
    }

    private static Duration slowestOfOneReader(WatchedCluster watched) {
        long slowest = 0;
        for (int i = 0; i < READS_EACH; i++) {
            long started = System.nanoTime();
            port(watched, ReadPreference.SECONDARY_PREFERRED);
            slowest = Math.max(slowest, System.nanoTime() - started);
        }
        return Duration.ofNanos(slowest);
    }

    private static int port(WatchedCluster watched, ReadPreference preference) {
        try {
            return watched.readPort(preference);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fill(Node node, List<Connection> hogs) {
        try {
            while (hogs.size() < 1_000) {
                hogs.add(node.connect());
            }
        } catch (SQLException full) {
            assertThat(full.getSQLState()).isEqualTo("53300");
        }
    }

    /** The process that lets connections in; those that are in do without it. */
    private static long postmaster(Node node) throws SQLException {
        try (Connection connection = node.connectAs(node.superuser());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void signal(String signal, long process) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, String.valueOf(process))
                        .start()
                        .waitFor())
                .isZero();
    }
}
