package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.ClusterEvent.NodeFailed;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.FaultProxy;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresCluster(replicas = 1)
class DetectionIT {

    private static final Duration DETECTION = Duration.ofMillis(1_500);

    private Cluster servers;
    private WatchedCluster watched;

    @BeforeEach
    void watch(Cluster cluster) {
        servers = cluster;
        watched = WatchedCluster.throughProxies(cluster).awaitActive(2);
    }

    @AfterEach
    void pass() {
        servers.nodes().forEach(node -> node.proxy().pass());
        watched.close();
    }

    @Test
    void aBlackholedPrimaryIsDetectedWithinOneAndAHalfSeconds() {
        long cut = System.nanoTime();
        servers.proxy().blackhole();

        watched.awaitState(id(servers.proxy()), NodeState.FAILED);
        Duration detection = Duration.ofNanos(System.nanoTime() - cut);

        report("blackholed primary", detection);
        assertThat(detection).isLessThanOrEqualTo(DETECTION);
        assertThat(watched.cluster.primary()).isEmpty();
        assertThat(watched.cluster.statistics().lastDetection()).isLessThanOrEqualTo(DETECTION);
    }

    @Test
    void aStoppedPrimaryIsDetectedWithinOneAndAHalfSeconds() {
        long cut = System.nanoTime();
        servers.primary().pause();
        try {
            watched.awaitState(id(servers.proxy()), NodeState.FAILED);
            Duration detection = Duration.ofNanos(System.nanoTime() - cut);
            report("stopped primary", detection);
            assertThat(detection).isLessThanOrEqualTo(DETECTION);
        } finally {
            servers.primary().resume();
        }
        watched.awaitState(id(servers.proxy()), NodeState.ACTIVE);
    }

    @Test
    void aConnectionStuckOnABlackholedPrimaryIsAborted() throws Exception {
        try (Connection stuck = watched.router.primary()) {
            servers.proxy().blackhole();
            CompletableFuture<Void> query = CompletableFuture.runAsync(() -> {
                try (Statement statement = stuck.createStatement()) {
                    statement.execute("select 1");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThatThrownBy(() -> query.get(3, TimeUnit.SECONDS)).hasRootCauseInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    void aBlackholedReplicaFailsNoReadThatStartsLater() throws Exception {
        FaultProxy replica = servers.replica(0).proxy();
        assertThat(watched.readPort(ReadPreference.SECONDARY_PREFERRED))
                .isEqualTo(servers.replica(0).port());
        replica.blackhole();
        watched.awaitState(id(replica), NodeState.FAILED);

        assertThat(watched.readPort(ReadPreference.SECONDARY_PREFERRED))
                .isEqualTo(servers.primary().port());
        assertThat(watched.awaitEvent(NodeFailed.class).detection()).isLessThanOrEqualTo(DETECTION);
    }

    @Test
    void aBorrowerOfADeadReplicaIsServedByThePrimaryWithoutAnError() throws Exception {
        servers.replica(0).proxy().refuse();

        for (int i = 0; i < 50; i++) {
            assertThat(watched.readPort(ReadPreference.SECONDARY_PREFERRED)).isPositive();
        }
    }

    private static void report(String what, Duration detection) {
        System.out.printf("detection: %s after %d ms%n", what, detection.toMillis());
    }

    private static String id(FaultProxy proxy) {
        return new NodeAddress(proxy.host(), proxy.port()).id();
    }
}
