package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.internal.ConfigurationReader;
import dev.nexs.orm.internal.NexsConfiguration;
import dev.nexs.orm.internal.PoolFactory;
import dev.nexs.orm.pool.internal.HikariNodeConnections;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The monitors ask once a minute here, so whoever knows better soon was told by a log-in. */
@PostgresCluster(replicas = 1)
class StandbyCheckIT {

    private HikariNodeConnections connections;
    private NodeCluster cluster;

    @AfterEach
    void close() {
        cluster.close();
        connections.close();
    }

    @Test
    void aPoolOfAPrimaryThatIsAStandbyLendsNoConnectionAndHasTheNodeAsked(Cluster servers) throws SQLException {
        Route route = routeTo(servers.replica(0));
        believe(route, NodeRole.PRIMARY);
        long probes = probes(route);

        try {
            Connection none =
                    route.await(System.nanoTime() + Duration.ofMillis(500).toNanos(), true, false);
            assertThat(none).isNull();
        } catch (SQLException found) {
            assertThat(found.getMessage()).as("the monitor was quicker").contains("its pool is closed");
        }
        await().until(() -> probes(route) > probes);
        await().until(() -> route.member().role() == NodeRole.REPLICA);
        await().until(() -> {
            try (Connection connection = only().poll(200)) {
                return connection != null;
            }
        });
        assertThat(route.isOver()).as("the pool of what it was believed to be").isTrue();
    }

    @Test
    void aReplicaThatWasPromotedUnnoticedHasTheNodeAsked(Cluster servers) throws SQLException {
        Route route = routeTo(servers.primary());
        believe(route, NodeRole.REPLICA);
        long probes = probes(route);

        try (Connection connection =
                route.await(System.nanoTime() + Duration.ofSeconds(5).toNanos(), true, false)) {
            assertThat(connection).isNotNull();
        }

        await().until(() -> probes(route) > probes);
    }

    private Route routeTo(Node node) {
        NexsConfiguration configuration = ConfigurationReader.read(Map.of(
                "nexs.url", node.jdbcUrl(),
                "nexs.username", node.username(),
                "nexs.password", node.password(),
                "nexs.pool.minimum-idle", "0",
                "nexs.pool.connection-timeout", "500ms"));
        connections = PoolFactory.connections(configuration);
        cluster = NodeCluster.start(
                ClusterSettings.of(settings -> settings.probeInterval(Duration.ofMinutes(1))),
                configuration.nodes(),
                connections);
        await().until(() -> !cluster.table().nearest().isEmpty());
        // the election has everybody asked once more
        await().until(() -> cluster.primary().isEmpty() || probes(only()) >= 2);
        return only();
    }

    private Route only() {
        return cluster.table().nearest().get(0);
    }

    private void believe(Route route, NodeRole role) {
        cluster.locked(() -> {
            NodeRecord known = route.member().record();
            route.member().become(known.with(new NodeRecord.Standing(role, null, null, null)));
        });
    }

    private long probes(Route route) {
        return cluster.statistics().nodes().get(route.id()).probes();
    }
}
