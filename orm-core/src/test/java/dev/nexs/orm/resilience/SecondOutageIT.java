package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.routing.LoadBalancers;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A replica's control file learns of a promotion with its next restart point, minutes later. When the new primary dies
 * before that, the replica has no receiver either, and says that it is on the old timeline.
 */
@PostgresCluster(replicas = 3)
class SecondOutageIT {

    @Test
    void whatWasReadDoesNotVanishInASecondOutageSoonAfterAFirst(Cluster servers) throws SQLException {
        Node second = servers.replica(0);
        Node fresh = servers.replica(1);
        Node late = servers.replica(2);
        servers.primary().execute("create table seen(n int)");
        servers.awaitReplication(Duration.ofSeconds(20));
        try (NexsDataSource source = NexsDataSource.builder()
                .url(servers.jdbcUrl())
                .username(servers.username())
                .password(servers.password())
                .loadBalancer(LoadBalancers.roundRobin())
                .set("nexs.failover.timeout", "1s")
                .pool(p -> p.maximumSize(4))
                .build()) {
            TransactionRunner<Connection> tx = Transactions.of(
                    source, o -> o.replicaWait(Duration.ofMillis(50)).maxAttempts(3));
            awaitActive(source, 4);
            servers.primary().kill();
            second.promote();
            awaitPrimary(source, second);
            awaitActive(source, 3);
            try (ConsistencyScope ignored = ConsistencyScope.open()) {
                tx.run(connection -> execute(connection, "insert into seen values (1)"));
                servers.awaitReplication(Duration.ofSeconds(20));
                late.pauseReplay();
                second.execute("insert into seen values (2)");
                // in this thread, whose scope it is
                await().pollInSameThread().until(() -> strict(tx) == 2);
                second.kill();
                await().until(() -> state(source, second) == NodeState.FAILED);
                // asked twice more: what they say of themselves now is what they are judged by
                long probes = probes(source, fresh) + probes(source, late);
                await().until(() -> probes(source, fresh) + probes(source, late) > probes + 6);
                source.cluster().drain(id(fresh));
                for (int i = 0; i < 3; i++) {
                    try {
                        assertThat(strict(tx)).as("rows that were seen before").isEqualTo(2);
                    } catch (SQLException | RuntimeException unavailable) {
                        assertThat(unavailable).hasMessageContaining("no replica");
                    }
                }
                source.cluster().resume(id(fresh));
                assertThat(strict(tx)).as("from the replica that has it").isEqualTo(2);
            } finally {
                late.resumeReplay();
            }
        }
    }

    private static int strict(TransactionRunner<Connection> tx) throws SQLException {
        return tx.read(o -> o.readPreference(ReadPreference.SECONDARY), SecondOutageIT::rows);
    }

    private static long probes(NexsDataSource source, Node node) {
        return source.cluster().statistics().nodes().get(id(node)).probes();
    }

    private static NodeState state(NexsDataSource source, Node node) {
        return source.cluster().nodes().stream()
                .filter(candidate -> candidate.id().equals(id(node)))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private static void awaitPrimary(NexsDataSource source, Node node) {
        await().until(() -> source.cluster()
                .primary()
                .filter(primary -> primary.id().equals(id(node)))
                .isPresent());
    }

    private static void awaitActive(NexsDataSource source, int nodes) {
        await().until(() -> source.cluster().nodes().stream()
                        .filter(node -> node.state() == NodeState.ACTIVE)
                        .count()
                == nodes);
    }

    private static String id(Node node) {
        return node.host() + ":" + node.port();
    }

    private static int rows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from seen")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
