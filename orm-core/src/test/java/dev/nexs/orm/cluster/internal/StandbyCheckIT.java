package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.internal.ConfigurationReader;
import dev.nexs.orm.internal.PoolFactory;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.internal.HikariNodeConnections;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** No monitor runs here: what the pool refuses, it refuses by itself. */
@PostgresCluster(replicas = 1)
class StandbyCheckIT {

    private final Queue<Member> woken = new ConcurrentLinkedQueue<>();

    @Test
    void aPoolOfAPrimaryThatIsAStandbyLendsNoConnectionAndHasTheNodeAsked(Cluster servers) {
        try (HikariNodeConnections connections = connections(servers.replica(0))) {
            Member member = member(servers.replica(0), NodeRole.PRIMARY);
            NodePool pool = open(connections, member);

            assertThatThrownBy(pool::borrow)
                    .isInstanceOf(SQLException.class)
                    .hasStackTraceContaining(member.id + " was the primary and is a replica now");
            assertThat(pool.statistics().active()).isZero();
            assertThat(pool.statistics().idle()).isZero();
            assertThat(woken).contains(member);
            pool.close(Duration.ZERO);
        }
    }

    @Test
    void aPoolOfAReplicaLendsItsConnections(Cluster servers) throws SQLException {
        try (HikariNodeConnections connections = connections(servers.replica(0))) {
            NodePool pool = open(connections, member(servers.replica(0), NodeRole.REPLICA));

            try (Connection connection = pool.borrow()) {
                assertThat(connection.isValid(1)).isTrue();
            }
            assertThat(woken).isEmpty();
            pool.close(Duration.ZERO);
        }
    }

    @Test
    void aReplicaThatWasPromotedUnnoticedHasTheNodeAsked(Cluster servers) throws SQLException {
        try (HikariNodeConnections connections = connections(servers.primary())) {
            Member member = member(servers.primary(), NodeRole.REPLICA);
            NodePool pool = open(connections, member);

            pool.borrow().close();
            assertThat(woken).contains(member);
            pool.close(Duration.ZERO);
        }
    }

    private static HikariNodeConnections connections(Node node) {
        return PoolFactory.connections(
                ConfigurationReader.read(Map.of(
                        "nexs.url", node.jdbcUrl(),
                        "nexs.username", node.username(),
                        "nexs.password", node.password(),
                        "nexs.pool.connection-timeout", "500ms")),
                new Observers());
    }

    private static Member member(Node node, NodeRole believed) {
        Member member = new Member(
                new NodeAddress(node.host(), node.port()), NodeOptions.DEFAULT, ClusterSettings.of(builder -> {}));
        member.role = believed;
        return member;
    }

    private NodePool open(HikariNodeConnections connections, Member member) {
        new Pools(connections, new PoolCloser(), woken::add).open(member);
        return member.pool;
    }
}
