package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ReadPreference;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Real servers that answer 57P03, "the database system is starting up": their recovery waits in its restore command until
 * the test lets it go on.
 */
class StartingUpIT {

    private Path gate;

    @BeforeEach
    void closeGate() throws IOException {
        gate = Files.createTempFile("starting-up", "");
    }

    @AfterEach
    void openGate() throws IOException {
        Files.deleteIfExists(gate);
    }

    @Test
    @PostgresCluster(replicas = 0)
    void aWriterWaitsForAPrimaryThatStartsAndTheErrorOfOneWhoCannotWaitSaysSo(Cluster servers) throws Exception {
        Node primary = servers.primary();
        try (WatchedCluster watched = watch(servers, Duration.ofMillis(700));
                WatchedCluster patient = watch(servers, Duration.ofSeconds(30))) {
            watched.awaitActive(1);
            patient.awaitActive(1);
            primary.executeAsSuperuser("copy (select 1) to program 'cat > recovery.signal'");
            CompletableFuture<Void> start = restartSlowly(primary);

            awaitStartingUp(watched, primary);
            assertThatThrownBy(watched.router::primary)
                    .isInstanceOf(NodesUnavailableException.class)
                    .hasMessageStartingWith("no primary within 700 ms")
                    .hasMessageContaining("the database system is starting up");
            CompletableFuture<Integer> writer =
                    CompletableFuture.supplyAsync(() -> port(patient, ReadPreference.PRIMARY));
            assertThat(writer).isNotDone();
            openGate();

            start.get(30, TimeUnit.SECONDS);
            assertThat(writer.get(20, TimeUnit.SECONDS)).isEqualTo(primary.port());
        }
    }

    @Test
    @PostgresCluster(replicas = 1)
    void readsGoOnWhileAReplicaStartsAndUseItAsSoonAsItIsReady(Cluster servers) throws Exception {
        Node replica = servers.replica(0);
        try (WatchedCluster watched = watch(servers, Duration.ofMillis(700))) {
            watched.awaitActive(2);
            CompletableFuture<Void> start = restartSlowly(replica);

            awaitStartingUp(watched, replica);
            for (int i = 0; i < 100; i++) {
                assertThat(watched.readPort(ReadPreference.SECONDARY_PREFERRED))
                        .isEqualTo(servers.primary().port());
            }
            assertThatThrownBy(() -> watched.router.acquire(ReadPreference.SECONDARY))
                    .isInstanceOf(NodesUnavailableException.class)
                    .hasMessageContaining("the database system is starting up");
            openGate();

            start.get(30, TimeUnit.SECONDS);
            await().until(() -> watched.readPort(ReadPreference.SECONDARY_PREFERRED) == replica.port());
        }
    }

    private CompletableFuture<Void> restartSlowly(Node node) {
        node.kill();
        node.setting("restore_command", "while [ -e " + gate + " ]; do sleep 0.05; done; false");
        return CompletableFuture.runAsync(node::start);
    }

    private static void awaitStartingUp(WatchedCluster watched, Node node) {
        await().untilAsserted(() ->
                assertThat(watched.node(node).lastError()).contains("the database system is starting up"));
        watched.awaitState(WatchedCluster.id(node), NodeState.FAILED);
    }

    private static WatchedCluster watch(Cluster servers, Duration failoverTimeout) {
        return WatchedCluster.of(
                servers.jdbcUrl(), servers.primary(), Map.of(), builder -> builder.failoverTimeout(failoverTimeout));
    }

    private static int port(WatchedCluster watched, ReadPreference preference) {
        try (Connection connection = watched.router.acquire(preference)) {
            return WatchedCluster.port(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
