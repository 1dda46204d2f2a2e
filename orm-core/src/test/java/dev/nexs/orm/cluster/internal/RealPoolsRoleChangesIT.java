package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.internal.ScriptedServers.Script;
import dev.nexs.orm.internal.ConfigurationReader;
import dev.nexs.orm.internal.NexsConfiguration;
import dev.nexs.orm.internal.PoolFactory;
import dev.nexs.orm.pool.Borrowing;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodeConnections;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.PoolListener;
import dev.nexs.orm.pool.internal.HikariNodeConnections;
import dev.nexs.orm.routing.LoadBalancers;
import dev.nexs.orm.routing.internal.Router;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Scripted roles over real pools with real sessions, since a thousand real promotions take hours: one server under two
 * addresses, whose roles the script tells. {@code -Dnexs.test.simulated-role-changes=1000}.
 */
@PostgresServer
class RealPoolsRoleChangesIT {

    private static final int CHANGES = Integer.getInteger("nexs.test.simulated-role-changes", 60);
    private static final int WARM = Math.min(50, CHANGES / 2);
    private static final int POOL = 4;

    private final ScriptedServers roles = new ScriptedServers();

    private NodeConnections scriptedRoles(HikariNodeConnections pools) {
        return new NodeConnections() {
            @Override
            public NodePool openPool(NodeAddress node, boolean primary, PoolListener listener) {
                return pools.openPool(node, primary, Borrowing.telling(listener::fatal));
            }

            @Override
            public Connection openUnpooled(NodeAddress node, Duration timeout) throws SQLException {
                return roles.openUnpooled(node, timeout);
            }
        };
    }

    @Test
    void leaveNeitherThreadsNorSessionsNorHeapBehind(Node node) throws Exception {
        NexsConfiguration configuration = ConfigurationReader.read(Map.of(
                "nexs.url",
                "jdbc:postgresql://127.0.0.1:" + node.port() + ",127.0.0.1:"
                        + node.proxy().port() + "/" + node.database(),
                "nexs.username",
                node.username(),
                "nexs.password",
                node.password(),
                "nexs.pool.maximum-size",
                POOL));
        NodeAddress from = configuration.nodes().get(0);
        NodeAddress to = configuration.nodes().get(1);
        roles.scripts.put(from, new Script(true, true, 1));
        roles.scripts.put(to, new Script(true, false, 1));
        try (HikariNodeConnections pools = PoolFactory.connections(configuration);
                NodeCluster cluster = NodeCluster.start(
                        ClusterSettings.of(settings -> settings.probeInterval(Duration.ofMillis(10))
                                .searchInterval(Duration.ofMillis(1))
                                .failureThreshold(1)
                                .recoveryThreshold(1)
                                .drainTimeout(Duration.ZERO)),
                        configuration.nodes(),
                        scriptedRoles(pools))) {
            Router router = new Router(cluster, LoadBalancers.roundRobin());
            awaitPrimary(cluster, from);
            Remains first = null;
            for (int change = 1; change <= CHANGES; change++) {
                change(cluster, router, from, to, change + 1);
                NodeAddress swap = from;
                from = to;
                to = swap;
                if (change == WARM) {
                    first = Remains.settled(node);
                }
            }
            Remains last = Remains.settled(node);
            System.out.printf("%d role changes: %s after %d, %s at the end%n", CHANGES, first, WARM, last);

            assertThat(cluster.statistics().failovers()).isEqualTo(CHANGES);
            assertThat(last.threads()).isLessThanOrEqualTo(first.threads() + 2);
            assertThat(last.sessions()).isLessThanOrEqualTo(2 * POOL);
            assertThat(last.heap() - first.heap()).as("growth of the heap").isLessThan(3_000_000);
        }
    }

    private static void awaitPrimary(NodeCluster cluster, NodeAddress node) {
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(1))
                .until(() -> cluster.primary()
                        .filter(primary -> primary.id().equals(node.id()))
                        .isPresent());
    }

    private void change(NodeCluster cluster, Router router, NodeAddress from, NodeAddress to, int timeline)
            throws SQLException {
        roles.scripts.put(from, new Script(false, false, timeline));
        roles.scripts.put(to, new Script(true, true, timeline));
        awaitPrimary(cluster, to);
        try (Connection one = router.primary();
                Connection two = router.primary();
                Statement statement = two.createStatement()) {
            statement.execute("select 1");
            assertThat(one.isClosed()).isFalse();
        }
        roles.scripts.put(from, new Script(true, false, timeline));
        await().pollInSameThread()
                .pollInterval(Duration.ofMillis(1))
                .until(() -> cluster.table().replicas().size() == 1);
    }

    /**
     * What there is at one moment.
     *
     * @param threads of the datasource
     * @param sessions on the server
     * @param heap bytes in use after a collection
     */
    private record Remains(long threads, long sessions, long heap) {

        /** Pools that were just closed end on threads of their own. */
        static Remains settled(Node node) throws SQLException {
            await().until(() -> namedThreads(":shutdown") == 0 && sessions(node) <= 2L * POOL);
            long least = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
            }
            return new Remains(namedThreads(""), sessions(node), least);
        }

        private static long namedThreads(String part) {
            return Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("nexs-") && !name.startsWith("nexs-testing") && name.contains(part))
                    .count();
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
    }
}
