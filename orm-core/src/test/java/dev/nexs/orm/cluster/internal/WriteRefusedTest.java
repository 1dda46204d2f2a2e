package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterEvent.PrimaryLost;
import dev.nexs.orm.cluster.ClusterEvent.WriteRefused;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.internal.ScriptedServers.Script;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodePool;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The monitors ask once a minute here, so whatever happens soon was caused by the refused write. */
class WriteRefusedTest {

    private static final NodeAddress A = new NodeAddress("a", 1);
    private static final NodeAddress B = new NodeAddress("b", 2);

    private final ScriptedServers servers = new ScriptedServers();
    private NodeCluster cluster;

    @BeforeEach
    void start() {
        servers.scripts.put(A, new Script(true, true, 1));
        servers.scripts.put(B, new Script(true, false, 1));
        cluster = NodeCluster.start(
                ClusterSettings.of(settings ->
                        settings.probeInterval(Duration.ofMinutes(1)).drainTimeout(Duration.ZERO)),
                List.of(A, B),
                servers);
        // the election has everybody asked once more
        await().until(() -> cluster.primary().isPresent() && servers.asked(A) >= 2 && servers.asked(B) >= 2);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aWriteRefusedByADemotedPrimaryIsSaidAndTakesItsOffice() {
        servers.scripts.put(A, new Script(true, false, 2));
        servers.refuseWrite(A);

        await().untilAsserted(() -> assertThat(events(WriteRefused.class))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.node()).isEqualTo("a:1");
                    assertThat(event.toString()).contains("25006");
                }));
        await().untilAsserted(() -> assertThat(events(PrimaryLost.class)).hasSize(1));
        assertThat(cluster.primary()).isEmpty();
        assertThat(cluster.nodes().get(0).role()).isEqualTo(NodeRole.REPLICA);
    }

    @Test
    void aWriteRefusedInAReadOnlyTransactionOfThePrimaryIsNoEventAndChangesNothing() {
        Set<NodePool> pools = Set.copyOf(servers.openPools);
        List<ClusterEvent> history = cluster.history();

        refuseWriteAndAwaitTheVerdict();

        assertThat(cluster.primary())
                .hasValueSatisfying(primary -> assertThat(primary.id()).isEqualTo("a:1"));
        assertThat(cluster.history()).isEqualTo(history);
        assertThat(servers.openPools).isEqualTo(pools);
    }

    @Test
    void suchARefusalIsForgottenWhenThePrimaryIsDemotedLater() {
        refuseWriteAndAwaitTheVerdict();

        servers.scripts.put(A, new Script(true, false, 2));
        servers.endSession(A);

        await().untilAsserted(() -> assertThat(events(PrimaryLost.class)).hasSize(1));
        assertThat(events(WriteRefused.class)).isEmpty();
    }

    /** A monitor asks again only after it has reported what it was told before. */
    private void refuseWriteAndAwaitTheVerdict() {
        int before = servers.asked(A);
        servers.refuseWrite(A);
        await().until(() -> servers.asked(A) > before);
        servers.endSession(A);
        await().until(() -> servers.asked(A) > before + 1);
    }

    private <E extends ClusterEvent> List<E> events(Class<E> type) {
        return cluster.history().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
