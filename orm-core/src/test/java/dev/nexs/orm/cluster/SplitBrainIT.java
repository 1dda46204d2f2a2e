package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.ClusterEvent.NodeFenced;
import dev.nexs.orm.cluster.ClusterEvent.NodeRefused;
import dev.nexs.orm.cluster.ClusterEvent.SplitBrainSuspected;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@PostgresCluster(replicas = 2)
class SplitBrainIT {

    private static WatchedCluster watch(Cluster servers) {
        return WatchedCluster.of(
                        servers.jdbcUrl(),
                        servers.primary(),
                        Map.of(
                                "nexs.username",
                                servers.primary().superuser().name(),
                                "nexs.password",
                                servers.primary().superuser().password()),
                        builder -> {})
                .awaitActive(3);
    }

    @Test
    @PostgresCluster(replicas = 2)
    void ofTwoPrimariesTheOneOnTheHigherTimelineIsWrittenTo(Cluster servers) throws Exception {
        try (WatchedCluster watched = watch(servers)) {
            Node old = servers.primary();
            Connection lent = watched.router.primary();
            servers.replica(0).promote();

            await().until(() -> watched.cluster
                    .primary()
                    .map(NodeSnapshot::id)
                    .orElse("")
                    .equals(WatchedCluster.id(servers.primary())));
            assertThat(watched.readPort(ReadPreference.PRIMARY))
                    .isEqualTo(servers.primary().port())
                    .isNotEqualTo(old.port());
            assertThat(watched.node(old).role()).isEqualTo(NodeRole.FENCED);
            assertThat(watched.awaitEvent(NodeFenced.class).node()).isEqualTo(WatchedCluster.id(old));
            await().untilAsserted(() -> assertThatThrownBy(
                            () -> lent.createStatement().execute("select 1"))
                    .isInstanceOf(java.sql.SQLException.class));
        }
    }

    @Test
    @PostgresCluster(replicas = 2)
    void anOldPrimaryThatReturnsIsNotWrittenToUntilItIsAReplica(Cluster servers) throws Exception {
        try (WatchedCluster watched = watch(servers)) {
            Node old = servers.primary();
            old.kill();
            Node heir = servers.replica(0);
            heir.promote();
            watched.router.primary().close();
            heir.kill();
            watched.awaitState(WatchedCluster.id(heir), NodeState.FAILED);
            old.start();
            watched.awaitState(WatchedCluster.id(old), NodeState.ACTIVE);

            assertThat(watched.node(old).role()).isEqualTo(NodeRole.FENCED);
            assertThat(watched.node(old).note()).contains("timeline 2 exists");
            assertThat(watched.cluster.primary()).isEmpty();
            heir.start();
            assertThat(watched.readPort(ReadPreference.PRIMARY)).isEqualTo(heir.port());
            servers.rejoin(old);
            await().until(() -> watched.node(old).role() == NodeRole.REPLICA);
        }
    }

    @Test
    @PostgresCluster(replicas = 2)
    void twoPrimariesOnOneTimelineAreASplitBrainAndWritesAreRefused(Cluster servers) throws Exception {
        try (WatchedCluster watched = watch(servers)) {
            Node first = servers.replica(0);
            Node second = servers.replica(1);
            for (Node replica : servers.replicas()) {
                replica.executeAsSuperuser("alter system set primary_conninfo = ''", "select pg_reload_conf()");
            }
            servers.primary().kill();
            first.executeAsSuperuser("select pg_promote()");
            second.executeAsSuperuser("select pg_promote()");

            SplitBrainSuspected event = watched.awaitEvent(SplitBrainSuspected.class);
            assertThat(event.nodes()).containsExactlyInAnyOrder(WatchedCluster.id(first), WatchedCluster.id(second));
            assertThat(event.timeline()).isEqualTo(2);
            long started = System.nanoTime();
            assertThatThrownBy(watched.router::primary)
                    .isInstanceOf(NodesUnavailableException.class)
                    .hasMessageContaining("split brain suspected");
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));

            second.kill();
            watched.awaitState(WatchedCluster.id(second), NodeState.FAILED);
            assertThat(watched.readPort(ReadPreference.PRIMARY)).isEqualTo(first.port());
        }
    }

    @Test
    void aNodeOfAnotherClusterIsRefused(Cluster servers) throws Exception {
        try (Cluster stranger = Cluster.start(builder -> builder.replicas(0))) {
            Strangers.giveAnotherIdentity(stranger.primary());
            String url = servers.jdbcUrl()
                    .replace(
                            "postgresql://",
                            "postgresql://" + stranger.primary().host() + ":"
                                    + stranger.primary().port() + ",");
            try (WatchedCluster watched = WatchedCluster.of(
                    url,
                    servers.primary(),
                    Map.of(
                            "nexs.username",
                            servers.primary().superuser().name(),
                            "nexs.password",
                            servers.primary().superuser().password()),
                    builder -> {})) {
                watched.awaitActive(4);
                assertThat(watched.awaitEvent(NodeRefused.class).node())
                        .isEqualTo(WatchedCluster.id(stranger.primary()));
                assertThat(watched.node(stranger.primary()).note()).contains("belongs to another cluster");
                assertThat(watched.readPort(ReadPreference.PRIMARY))
                        .isEqualTo(servers.primary().port());
                assertThat(watched.node(stranger.primary()).pool()).isNull();
            }
        }
    }

    @Test
    void aWriteThatAReplicaRefusedCostsNoConnection(Cluster servers) throws Exception {
        try (WatchedCluster watched = watch(servers);
                Connection replica = watched.router.acquire(ReadPreference.SECONDARY);
                Statement statement = replica.createStatement()) {
            assertThatThrownBy(() -> statement.execute("create table refused (id int)"))
                    .isInstanceOfSatisfying(
                            java.sql.SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("25006"));
            assertThat(replica.isValid(1)).as("a mistake costs no connection").isTrue();
            assertThat(watched.readPort(ReadPreference.PRIMARY))
                    .isEqualTo(servers.primary().port());
        }
    }
}
