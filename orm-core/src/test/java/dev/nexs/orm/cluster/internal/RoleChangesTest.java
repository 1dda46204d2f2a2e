package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.cluster.internal.ScriptedServers.Script;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.routing.LoadBalancers;
import dev.nexs.orm.routing.internal.Router;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoleChangesTest {

    private static final NodeAddress A = new NodeAddress("a", 1);
    private static final NodeAddress B = new NodeAddress("b", 2);
    private static final NodeAddress C = new NodeAddress("c", 3);
    private static final int CHANGES = 1_000;

    private final ScriptedServers servers = new ScriptedServers();
    private NodeCluster cluster;
    private Router router;

    @BeforeEach
    void start() {
        servers.scripts.put(A, new Script(true, true, 1));
        servers.scripts.put(B, new Script(true, false, 1));
        servers.scripts.put(C, new Script(true, false, 1));
        cluster = NodeCluster.start(
                ClusterSettings.of(settings -> settings.probeInterval(Duration.ofMillis(10))
                        .searchInterval(Duration.ofMillis(1))
                        .failureThreshold(1)
                        .recoveryThreshold(1)
                        .failoverTimeout(Duration.ofSeconds(10))
                        .drainTimeout(Duration.ZERO)),
                List.of(A, B, C),
                servers);
        router = new Router(cluster, LoadBalancers.roundRobin());
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private String primary() throws SQLException {
        try (Connection connection = router.primary()) {
            return connection.getCatalog();
        }
    }

    private void awaitPrimary(NodeAddress node) {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> cluster.primary()
                        .filter(primary -> primary.id().equals(node.id()))
                        .isPresent());
    }

    private void change(NodeAddress from, NodeAddress to, int timeline) throws SQLException {
        servers.scripts.put(from, new Script(false, false, timeline));
        servers.scripts.put(to, new Script(true, true, timeline));
        awaitPrimary(to);
        assertThat(primary()).isEqualTo(to.id());
        servers.scripts.put(from, new Script(true, false, timeline));
    }

    @Test
    void aThousandRoleChangesLeaveNeitherThreadsNorConnectionsNorHeapBehind() throws SQLException {
        awaitAll();
        awaitPrimary(A);
        NodeAddress from = A;
        NodeAddress to = B;
        int timeline = 1;
        long heap = 0;
        int threads = 0;
        for (int change = 0; change < CHANGES; change++) {
            change(from, to, ++timeline);
            NodeAddress swap = from;
            from = to;
            to = swap;
            if (change == CHANGES / 10) {
                heap = usedHeap();
                threads = Thread.activeCount();
            }
        }
        assertThat(cluster.statistics().failovers()).isEqualTo(CHANGES);
        assertThat(cluster.history()).hasSize(100);
        await().untilAsserted(() -> {
            assertThat(servers.openPools).hasSize(3);
            assertThat(servers.openProbes).hasValue(3);
        });
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 4);
        assertThat(usedHeap() - heap).as("growth of the heap in bytes").isLessThan(4_000_000);
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    @Test
    void aMonitorSurvivesWhateverAProbeThrows() {
        awaitPrimary(A);
        servers.surprise = new IllegalStateException("surprise");
        servers.scripts.put(A, new Script(false, true, 1));
        await().until(() -> cluster.primary().isEmpty());
        servers.scripts.put(A, new Script(true, true, 1));
        servers.surprise = null;
        awaitPrimary(A);
    }

    @Test
    void closingEndsEveryThreadAndConnectionAndBorrowingSaysSo() {
        awaitPrimary(A);
        cluster.close();
        assertThat(servers.openProbes).hasValue(0);
        assertThat(servers.openPools).isEmpty();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("nexs-monitor-") || name.equals("nexs-pool-closer")));
        assertThatThrownBy(router::primary).isInstanceOf(SQLException.class).hasMessageContaining("closed");
    }

    @Test
    void aClosedClusterOpensNothingWhateverIsStillAskedOfIt() {
        awaitAll();
        cluster.close();
        for (Runnable late : List.<Runnable>of(
                () -> cluster.drain("b:2"),
                () -> cluster.resume("b:2"),
                () -> cluster.remove("c:3"),
                () -> cluster.add(new NodeAddress("d", 4), NodeOptions.DEFAULT))) {
            assertThatThrownBy(late::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the cluster is closed");
        }
        assertThat(servers.openPools).isEmpty();
        assertThat(cluster.table()).isEqualTo(Table.EMPTY);
        assertThatThrownBy(router::primary).isInstanceOf(SQLException.class).hasMessageContaining("closed");
    }

    @Test
    void aDrainedNodeGetsNothingNewUntilItIsResumed() throws SQLException {
        awaitAll();
        cluster.drain("b:2");
        assertThat(state("b:2")).isEqualTo(NodeState.DRAINING);
        for (int i = 0; i < 20; i++) {
            assertThat(replica()).isEqualTo("c:3");
        }
        cluster.resume("b:2");
        await().until(() -> replica().equals("b:2"));
        assertThat(cluster.history())
                .extracting(Object::getClass)
                .contains((Class) ClusterEvent.NodeDrained.class, (Class) ClusterEvent.NodeResumed.class);
    }

    @Test
    void nodesComeAndGoAtRunTime() {
        awaitAll();
        NodeAddress d = new NodeAddress("d", 4);
        servers.scripts.put(d, new Script(true, false, 1));
        cluster.add(d, new NodeOptions(2, "eu"));
        await().until(() -> replica().equals("d:4"));
        cluster.weight("d:4", 5);
        assertThat(cluster.nodes())
                .filteredOn(node -> node.id().equals("d:4"))
                .first()
                .satisfies(node -> {
                    assertThat(node.weight()).isEqualTo(5);
                    assertThat(node.region()).isEqualTo("eu");
                    assertThat(node.role()).isEqualTo(NodeRole.REPLICA);
                });
        cluster.remove("d:4");
        assertThat(cluster.nodes()).hasSize(3);
        await().untilAsserted(() -> assertThat(servers.openPools).hasSize(3));
        assertThatThrownBy(() -> cluster.drain("d:4"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'d:4'")
                .hasMessageContaining("a:1");
    }

    @Test
    void listenersHearOfEventsInOrderAndAFailingOneDisturbsNobody() {
        awaitAll();
        List<ClusterEvent> heard = new CopyOnWriteArrayList<>();
        cluster.onEvent(event -> {
            throw new IllegalStateException("listener");
        });
        try (var subscription = cluster.onEvent(heard::add)) {
            servers.scripts.put(A, new Script(false, false, 2));
            servers.scripts.put(B, new Script(true, true, 2));
            awaitPrimary(B);
            await().untilAsserted(() -> assertThat(heard)
                    .anyMatch(event -> event instanceof ClusterEvent.PrimaryElected elected
                            && elected.node().equals("b:2")
                            && "a:1".equals(elected.previous())));
        }
        assertThat(cluster.history()).containsAll(heard);
    }

    private void awaitAll() {
        await().until(() -> cluster.nodes().stream().allMatch(node -> node.state() == NodeState.ACTIVE));
    }

    private NodeState state(String id) {
        return cluster.nodes().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private String replica() throws SQLException {
        try (Connection connection = router.acquire(dev.nexs.orm.ReadPreference.SECONDARY)) {
            return connection.getCatalog();
        }
    }
}
