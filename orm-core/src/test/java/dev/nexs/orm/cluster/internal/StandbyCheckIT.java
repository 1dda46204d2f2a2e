package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.internal.ScriptedServers.Script;
import dev.nexs.orm.internal.ConfigurationReader;
import dev.nexs.orm.internal.NexsConfiguration;
import dev.nexs.orm.internal.PoolFactory;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodeConnections;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.PoolListener;
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

/** Pools of real servers whose monitors, once a minute, tell what they were before: a log-in knows better. */
@PostgresCluster(replicas = 1)
class StandbyCheckIT {

    private final ScriptedServers believed = new ScriptedServers();
    private HikariNodeConnections connections;
    private NodeCluster cluster;

    @AfterEach
    void close() {
        cluster.close();
        connections.close();
    }

    @Test
    void aPoolOfAPrimaryThatIsAStandbyLendsNoConnectionAndHasTheNodeAsked(Cluster servers) throws SQLException {
        Route route = routeTo(servers.replica(0), NodeRole.PRIMARY);
        int asked = believed.asked(route.member().address);

        assertThat(route.await(System.nanoTime() + Duration.ofMillis(500).toNanos(), true, false))
                .isNull();

        assertThat((Throwable) route.failure(Duration.ofMillis(500)))
                .hasStackTraceContaining(route.id() + " was the primary and is a replica now");
        assertThat(route.statistics().idle() + route.statistics().active()).isZero();
        await().until(() -> believed.asked(route.member().address) > asked);
    }

    @Test
    void aPoolOfAReplicaLendsItsConnections(Cluster servers) throws SQLException {
        Route route = routeTo(servers.replica(0), NodeRole.REPLICA);
        try (Connection connection =
                route.await(System.nanoTime() + Duration.ofSeconds(5).toNanos(), true, false)) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void aReplicaThatWasPromotedUnnoticedHasTheNodeAsked(Cluster servers) throws SQLException {
        Route route = routeTo(servers.primary(), NodeRole.REPLICA);
        int asked = believed.asked(route.member().address);

        try (Connection connection =
                route.await(System.nanoTime() + Duration.ofSeconds(5).toNanos(), true, false)) {
            assertThat(connection.isValid(1)).isTrue();
        }

        await().until(() -> believed.asked(route.member().address) > asked);
    }

    private Route routeTo(Node node, NodeRole role) {
        NexsConfiguration configuration = ConfigurationReader.read(Map.of(
                "nexs.url", node.jdbcUrl(),
                "nexs.username", node.username(),
                "nexs.password", node.password(),
                "nexs.pool.minimum-idle", "0"));
        connections = PoolFactory.connections(configuration);
        NodeAddress address = configuration.nodes().get(0);
        believed.scripts.put(address, new Script(true, role == NodeRole.PRIMARY, 1));
        cluster = NodeCluster.start(
                ClusterSettings.of(settings ->
                        settings.probeInterval(Duration.ofMinutes(1)).searchInterval(Duration.ofMinutes(1))),
                configuration.nodes(),
                new NodeConnections() {
                    @Override
                    public NodePool openPool(NodeAddress to, boolean primary, PoolListener listener) {
                        return connections.openPool(to, primary, listener);
                    }

                    @Override
                    public Connection openUnpooled(NodeAddress to, Duration timeout) throws SQLException {
                        return believed.openUnpooled(to, timeout);
                    }
                });
        await().until(() -> !cluster.table().nearest().isEmpty());
        // the election of a primary has everybody asked once more
        await().until(() -> believed.asked(address) >= (role == NodeRole.PRIMARY ? 2 : 1));
        return cluster.table().nearest().get(0);
    }
}
