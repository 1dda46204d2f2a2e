package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.ClusterEvent.ReplicaCaughtUp;
import dev.nexs.orm.cluster.ClusterEvent.ReplicaLagging;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresCluster(replicas = 2, settings = "max_connections=30")
class OutageIT {

    @BeforeAll
    static void table(Cluster servers) {
        servers.primary().execute("create table written (id bigint generated always as identity)");
        servers.awaitReplication(Duration.ofSeconds(10));
    }

    @Test
    void aReplicaThatIsFarBehindIsNotReadFromUntilItHasCaughtUp(Cluster servers) throws Exception {
        Node slow = servers.replica(0);
        try (WatchedCluster watched =
                WatchedCluster.of(servers, builder -> builder.maxReplicaLag(Duration.ofMillis(600)))) {
            watched.awaitActive(3);
            slow.pauseReplay();
            watched.write();
            try {
                ReplicaLagging lagging = watched.awaitEvent(ReplicaLagging.class);
                assertThat(lagging.node()).isEqualTo(WatchedCluster.id(slow));
                assertThat(watched.node(slow).note()).contains("too far behind");
                for (int i = 0; i < 30; i++) {
                    assertThat(watched.readPort(ReadPreference.SECONDARY)).isNotEqualTo(slow.port());
                }
            } finally {
                slow.resumeReplay();
            }
            watched.awaitEvent(ReplicaCaughtUp.class);
            assertThat(watched.node(slow).lag()).isLessThanOrEqualTo(Duration.ofMillis(600));
            await().until(() -> watched.readPort(ReadPreference.SECONDARY) == slow.port());
        }
    }

    @Test
    void anIdlePrimaryMakesNoReplicaLookBehind(Cluster servers) {
        try (WatchedCluster watched =
                WatchedCluster.of(servers, builder -> builder.maxReplicaLag(Duration.ofMillis(100)))) {
            watched.awaitActive(3);
            await().during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> watched.events(ReplicaLagging.class).isEmpty());
            assertThat(watched.node(servers.replica(0)).lag()).isZero();
        }
    }

    @Test
    void readsGoOnWhenAReplicaIsGoneAndWhenAllAre(Cluster servers) throws Exception {
        List<Node> replicas = servers.replicas();
        try (WatchedCluster watched =
                WatchedCluster.of(servers, builder -> builder.failoverTimeout(Duration.ofMillis(800)))) {
            watched.awaitActive(3);
            replicas.get(0).kill();
            watched.awaitDeathKnown(replicas.get(0));
            for (int i = 0; i < 100; i++) {
                assertThat(watched.readPort(ReadPreference.SECONDARY))
                        .isEqualTo(replicas.get(1).port());
            }
            replicas.get(1).kill();
            watched.awaitDeathKnown(replicas.get(1));
            assertThat(watched.readPort(ReadPreference.SECONDARY_PREFERRED))
                    .isEqualTo(servers.primary().port());
            assertThat(watched.readPort(ReadPreference.NEAREST))
                    .isEqualTo(servers.primary().port());
            watched.awaitState(WatchedCluster.id(replicas.get(1)), NodeState.FAILED);
            assertThatThrownBy(() -> watched.router.acquire(ReadPreference.SECONDARY))
                    .isInstanceOf(NodesUnavailableException.class)
                    .hasMessageStartingWith("no replica that is fit to be read from within 800 ms")
                    .hasMessageContaining(WatchedCluster.id(replicas.get(0)) + ": failed for ")
                    .hasMessageContaining(WatchedCluster.id(servers.primary()) + ": active for ");
            replicas.forEach(Node::start);
            watched.awaitActive(3);
            assertThat(watched.readPort(ReadPreference.SECONDARY))
                    .isNotEqualTo(servers.primary().port());
        } finally {
            replicas.stream().filter(node -> !node.isRunning()).forEach(Node::start);
        }
    }

    @Test
    void aWriterThatWaitsWhileAllNodesAreGoneIsServedWhenTheyAreBack(Cluster servers) throws Exception {
        try (WatchedCluster watched = WatchedCluster.of(servers)) {
            watched.awaitActive(3);
            servers.nodes().forEach(Node::kill);
            servers.nodes().forEach(node -> watched.awaitState(WatchedCluster.id(node), NodeState.FAILED));
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
                try (Connection connection = watched.router.primary()) {
                    return WatchedCluster.port(connection);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            servers.nodes().forEach(Node::start);

            assertThat(waiting.get(20, TimeUnit.SECONDS))
                    .isEqualTo(servers.primary().port());
            watched.awaitActive(3);
        }
    }

    @Test
    void theErrorAfterATimeoutListsEachNodeWithItsStateItsLastErrorAndItsAge(Cluster servers) {
        try (WatchedCluster watched = WatchedCluster.of(
                "jdbc:postgresql://127.0.0.1:1,no-such-host.invalid:5432/app",
                servers.primary(),
                Map.of(),
                builder -> builder.failoverTimeout(Duration.ofMillis(700)))) {
            assertThatThrownBy(watched.router::primary)
                    .isInstanceOf(NodesUnavailableException.class)
                    .hasMessageStartingWith("no primary within 700 ms")
                    .hasMessageMatching("(?s).*127\\.0\\.0\\.1:1: failed for .*, last error \\d+ ms ago: .*refused.*")
                    .hasMessageMatching("(?s).*no-such-host\\.invalid:5432: .*, last error .* ago: .*");
        }
    }

    @Test
    void aNameThatDoesNotResolveDisturbsNobodyElse(Cluster servers) throws Exception {
        String url = servers.jdbcUrl().replace("postgresql://", "postgresql://no-such-host.invalid:5432,");
        try (WatchedCluster watched = WatchedCluster.of(url, servers.primary(), Map.of(), builder -> {})) {
            watched.awaitActive(3);
            assertThat(watched.readPort(ReadPreference.PRIMARY))
                    .isEqualTo(servers.primary().port());
            await().untilAsserted(() -> assertThat(
                            watched.node("no-such-host.invalid:5432").lastError())
                    .contains("no-such-host.invalid"));
        }
    }

    @Test
    void aServerWithoutFreeConnectionsKeepsItsStateAndIsNamedInTheError(Cluster servers) throws Exception {
        List<Connection> hogs = new ArrayList<>();
        try (WatchedCluster watched = WatchedCluster.of(
                servers.primary().jdbcUrl(),
                servers.primary(),
                Map.of("nexs.pool.connection-timeout", "500ms", "nexs.pool.minimum-idle", "0"),
                builder -> {})) {
            watched.awaitActive(1);
            hog(servers, hogs);

            assertThatThrownBy(watched.router::primary).hasStackTraceContaining("connection slots");
            assertThat(watched.node(servers.primary()).state()).isEqualTo(NodeState.ACTIVE);
            assertThat(watched.node(servers.primary()).lastError()).contains("connection slots");
        } finally {
            release(hogs);
        }
    }

    /** Takes every connection that an ordinary role may have. */
    private static void hog(Cluster servers, List<Connection> hogs) {
        try {
            while (hogs.size() < 1_000) {
                hogs.add(servers.primary().connect());
            }
        } catch (SQLException full) {
            assertThat(full.getSQLState()).isEqualTo("53300");
        }
    }

    private static void release(List<Connection> hogs) throws SQLException {
        for (Connection hog : hogs) {
            hog.close();
        }
        hogs.clear();
    }

    @Test
    void anOpenBreakerFailsBorrowersAtOnceUntilTheNodeGivesConnectionsAgain(Cluster servers) throws Exception {
        List<Connection> hogs = new ArrayList<>();
        try (WatchedCluster watched = WatchedCluster.of(
                servers.primary().jdbcUrl(),
                servers.primary(),
                Map.of("nexs.pool.connection-timeout", "300ms", "nexs.pool.minimum-idle", "0"),
                builder -> builder.breaker(2, Duration.ofMillis(400), 1))) {
            watched.awaitActive(1);
            hog(servers, hogs);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(watched.router::primary).isInstanceOf(SQLException.class);
            }

            long started = System.nanoTime();
            assertThatThrownBy(watched.router::primary)
                    .isInstanceOf(NodesUnavailableException.class)
                    .hasMessageContaining("circuit breaker")
                    .hasMessageContaining("connection slots");
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMillis(200));
            release(hogs);
            await().ignoreExceptions().until(() -> watched.readPort(ReadPreference.PRIMARY) > 0);
            assertThat(watched.node(servers.primary()).breaker()).isEqualTo("closed");
        } finally {
            release(hogs);
        }
    }

    @Test
    void aWrongPasswordOnOneNodeIsSaidOfThatNodeAndDisturbsNobodyElse(Cluster servers) throws Exception {
        try (Cluster other = Cluster.start(builder -> builder.replicas(0))) {
            other.primary().executeAsSuperuser("alter role " + other.username() + " password 'another'");
            String url = servers.jdbcUrl()
                    .replace(
                            "postgresql://",
                            "postgresql://" + other.primary().host() + ":"
                                    + other.primary().port() + ",");
            try (WatchedCluster watched = WatchedCluster.of(url, servers.primary(), Map.of(), builder -> {})) {
                watched.awaitActive(3);
                await().untilAsserted(
                                () -> assertThat(watched.node(other.primary()).lastError())
                                        .contains("password authentication failed"));
                assertThat(watched.readPort(ReadPreference.PRIMARY))
                        .isEqualTo(servers.primary().port());
            }
        }
    }

    @Test
    @PostgresCluster(replicas = 0)
    void aServerThatIsNotReadyIsNamedInTheErrorAndServesAsSoonAsItIs(Cluster servers) throws Exception {
        Node node = servers.primary();
        Connection holder = node.connect();
        shutDownWhenIdle(node);
        try (WatchedCluster watched = WatchedCluster.of(
                node.jdbcUrl(), node, Map.of(), builder -> builder.failoverTimeout(Duration.ofMillis(900)))) {
            await().untilAsserted(() -> assertThatThrownBy(watched.router::primary)
                    .isInstanceOf(NodesUnavailableException.class)
                    .hasMessageContaining("the database system is shutting down"));
            holder.close();
            await().until(() -> !node.isRunning());
            node.start();
            watched.awaitActive(1);
            assertThat(watched.readPort(ReadPreference.PRIMARY)).isEqualTo(node.port());
        }
    }

    /** From then on the server answers 57P03 to everybody new, as it does while it starts. */
    private static void shutDownWhenIdle(Node node) throws Exception {
        try (Connection connection = node.connectAs(node.superuser());
                java.sql.Statement statement = connection.createStatement();
                java.sql.ResultSet row = statement.executeQuery(
                        "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint")) {
            row.next();
            ProcessHandle.of(row.getLong(1)).orElseThrow().destroy();
        }
    }
}
