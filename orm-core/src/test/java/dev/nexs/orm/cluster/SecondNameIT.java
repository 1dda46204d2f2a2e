package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.ClusterEvent.NodeFenced;
import dev.nexs.orm.cluster.ClusterEvent.SplitBrainSuspected;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One server under two names: an address beside a name, or two poolers in front of it. */
class SecondNameIT {

    private static WatchedCluster watch(Node node) {
        String url = "jdbc:postgresql://localhost:" + node.port() + ",127.0.0.1:"
                + node.proxy().port() + ",127.0.0.1:" + node.port() + "/" + node.database();
        return WatchedCluster.of(url, node, Map.of(), builder -> builder.failureThreshold(20));
    }

    private static void assertNoRivals(WatchedCluster watched) {
        assertThat(watched.events(SplitBrainSuspected.class)).isEmpty();
        assertThat(watched.events(NodeFenced.class)).isEmpty();
    }

    @Test
    @PostgresCluster(replicas = 0)
    void isWrittenToUnderOneAndTheOthersSayWhoServesInTheirStead(Cluster servers) throws Exception {
        Node node = servers.primary();
        node.execute("create table written (id bigint generated always as identity)");
        try (WatchedCluster watched = watch(node).awaitActive(3)) {
            watched.write();
            String serving = watched.cluster.primary().orElseThrow().id();
            assertThat(watched.cluster.nodes())
                    .filteredOn(other -> !other.id().equals(serving))
                    .hasSize(2)
                    .allSatisfy(other -> assertThat(other.note())
                            .isEqualTo("is the same server as " + serving + ", which serves under that name"));
            assertNoRivals(watched);
        }
    }

    @Test
    @PostgresCluster(replicas = 0)
    void isNoSplitBrainAfterARestartThatTheNamesDoNotNoticeAtOnce(Cluster servers) throws Exception {
        Node node = servers.primary();
        node.execute("create table written (id bigint generated always as identity)");
        try (WatchedCluster watched = watch(node).awaitActive(3)) {
            for (int i = 0; i < 5; i++) {
                watched.write();
                node.stop();
                node.start();
                watched.write();
                watched.awaitActive(3);
            }
            assertNoRivals(watched);
        }
    }

    @Test
    @PostgresCluster(replicas = 0)
    void isReachedUnderAnotherWhenTheOneThatServedIsGone(Cluster servers) throws Exception {
        Node node = servers.primary();
        String first = "127.0.0.1:" + node.proxy().port();
        String url = "jdbc:postgresql://" + first + ",localhost:" + node.port() + "/" + node.database();
        try (WatchedCluster watched = WatchedCluster.of(url, node, Map.of(), builder -> {})) {
            watched.awaitActive(2);
            await().until(() -> watched.cluster.primary().isPresent());
            node.proxy().refuse();
            node.proxy().reset();
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> watched.node(first).state() == NodeState.FAILED);
            assertThat(watched.readPort(ReadPreference.PRIMARY)).isEqualTo(node.port());
            assertNoRivals(watched);
        } finally {
            node.proxy().pass();
        }
    }
}
