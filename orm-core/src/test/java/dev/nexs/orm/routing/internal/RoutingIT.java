package dev.nexs.orm.routing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.cluster.NodesUnavailableException;
import dev.nexs.orm.cluster.WatchedCluster;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresCluster(replicas = 2)
class RoutingIT {

    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private Cluster servers;
    private WatchedCluster watched;

    @BeforeEach
    void watch(Cluster cluster) {
        servers = cluster;
        servers.primary().execute("create table if not exists written (id bigint generated always as identity)");
        watched = WatchedCluster.of(cluster).awaitActive(3);
    }

    @AfterEach
    void close() {
        watched.close();
    }

    private Set<Integer> replicaPorts() {
        return Set.of(servers.replica(0).port(), servers.replica(1).port());
    }

    private Set<Integer> readFrom(ReadPreference preference) throws SQLException {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            ports.add(watched.readPort(preference));
        }
        return ports;
    }

    @Test
    void eachPreferenceGoesWhereItsNameSays() throws SQLException {
        int primary = servers.primary().port();
        assertThat(readFrom(ReadPreference.PRIMARY)).containsExactly(primary);
        assertThat(readFrom(ReadPreference.PRIMARY_PREFERRED)).containsExactly(primary);
        assertThat(readFrom(ReadPreference.SECONDARY)).isSubsetOf(replicaPorts());
        assertThat(readFrom(ReadPreference.SECONDARY_PREFERRED)).isSubsetOf(replicaPorts());
        assertThat(readFrom(ReadPreference.NEAREST)).isNotEmpty();
    }

    @Test
    void primaryPreferredReadsFromAReplicaWhileThereIsNoPrimary() throws SQLException {
        watched.cluster.drain(WatchedCluster.id(servers.primary()));
        assertThat(readFrom(ReadPreference.PRIMARY_PREFERRED)).isSubsetOf(replicaPorts());
        assertThat(readFrom(ReadPreference.NEAREST)).isSubsetOf(replicaPorts());
    }

    @Test
    void nodesOfTheOwnRegionArePreferredAndOthersServeWhenNoneIsFit() throws SQLException {
        Node near = servers.replica(1);
        try (WatchedCluster regional = WatchedCluster.of(
                servers,
                builder -> builder.regions(List.of("eu"))
                        .node(new NodeAddress(near.host(), near.port()), new NodeOptions(1, "eu")))) {
            regional.awaitActive(3);
            for (int i = 0; i < 30; i++) {
                assertThat(regional.readPort(ReadPreference.SECONDARY)).isEqualTo(near.port());
            }
            regional.cluster.drain(WatchedCluster.id(near));
            assertThat(regional.readPort(ReadPreference.SECONDARY))
                    .isEqualTo(servers.replica(0).port());
        }
    }

    @Test
    void aRoutingConnectionGoesToAReplicaWhenItWasSetReadOnlyAndElseToThePrimary() throws SQLException {
        DataSource routing = new RoutingDataSource(
                (readOnly, serializable) -> watched.router.borrow(
                        HotStandby.preference(readOnly, serializable, ReadPreference.SECONDARY_PREFERRED)),
                true,
                servers.dataSource());
        try (Connection connection = routing.getConnection()) {
            connection.setReadOnly(true);
            assertThat(WatchedCluster.port(connection)).isIn(replicaPorts());
            connection.setReadOnly(false);
            assertThat(WatchedCluster.port(connection))
                    .isEqualTo(servers.primary().port());
        }
        try (Connection connection = routing.getConnection()) {
            assertThat(WatchedCluster.port(connection))
                    .isEqualTo(servers.primary().port());
        }
    }

    private ConsistencyToken write() throws SQLException {
        try (Connection connection = watched.router.primary();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into written default values");
            try (ResultSet row = statement.executeQuery(
                    "select ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int,"
                            + " (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint")) {
                row.next();
                return new ConsistencyToken(0, row.getInt(1), row.getLong(2));
            }
        }
    }

    private static long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from written")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void aReaderSeesItsOwnWritesOnAReplica() throws SQLException {
        int onReplicas = 0;
        for (int i = 0; i < 50; i++) {
            ConsistencyToken written = write();
            long expected;
            try (Connection primary = watched.router.primary()) {
                expected = count(primary);
            }
            try (Connection reader = watched.router
                    .borrow(ReadPreference.SECONDARY_PREFERRED, written, DEADLINE)
                    .connection()) {
                assertThat(count(reader)).isEqualTo(expected);
                onReplicas += replicaPorts().contains(WatchedCluster.port(reader)) ? 1 : 0;
            }
        }
        assertThat(onReplicas).as("reads served by replicas").isGreaterThan(40);
    }

    @Test
    void aReplicaThatHasNotReplayedThePositionIsPassedOverForOneThatHas() throws SQLException {
        Node stale = servers.replica(0);
        stale.pauseReplay();
        try {
            ConsistencyToken written = write();
            for (int i = 0; i < 10; i++) {
                try (Connection reader = watched.router
                        .borrow(ReadPreference.SECONDARY, written, DEADLINE)
                        .connection()) {
                    assertThat(WatchedCluster.port(reader))
                            .isEqualTo(servers.replica(1).port());
                }
            }
        } finally {
            stale.resumeReplay();
        }
    }

    @Test
    void whenNoReplicaHasThePositionInTimeThePrimaryServesOrTheErrorSaysSo() throws SQLException {
        servers.replicas().forEach(Node::pauseReplay);
        try {
            ConsistencyToken written = write();
            try (Connection reader = watched.router
                    .borrow(ReadPreference.SECONDARY_PREFERRED, written, Duration.ofMillis(100))
                    .connection()) {
                assertThat(WatchedCluster.port(reader))
                        .isEqualTo(servers.primary().port());
            }
            assertThatThrownBy(() -> watched.router.borrow(ReadPreference.SECONDARY, written, Duration.ofMillis(100)))
                    .isInstanceOf(NodesUnavailableException.class)
                    .hasMessageContaining("no replica has reached timeline 1 at "
                            + written.position().lsnText());
        } finally {
            servers.replicas().forEach(Node::resumeReplay);
        }
    }

    @Test
    void aTokenOfATimelineThatNoPrimaryHasReachedIsNotReadAnywhere() {
        ConsistencyToken ahead = new ConsistencyToken(0, 77, 1);
        try (WatchedCluster hasty =
                WatchedCluster.of(servers, builder -> builder.failoverTimeout(Duration.ofMillis(300)))) {
            hasty.awaitActive(3);
            assertThatThrownBy(() -> hasty.router.borrow(ReadPreference.SECONDARY_PREFERRED, ahead, Duration.ZERO))
                    .isInstanceOf(NodesUnavailableException.class)
                    .hasMessageContaining("no primary of timeline 77, on which consistency token " + ahead);
        }
    }

    @Test
    void aRecoveredReplicaGetsItsFullShareOnlyAfterItsSlowStart() throws SQLException {
        Node restarted = servers.replica(0);
        try (WatchedCluster slow = WatchedCluster.of(servers, builder -> builder.slowStart(Duration.ofSeconds(30)))) {
            slow.awaitActive(3);
            restarted.kill();
            slow.awaitState(WatchedCluster.id(restarted), dev.nexs.orm.cluster.NodeState.FAILED);
            restarted.start();
            slow.awaitActive(3);
            int onRestarted = 0;
            for (int i = 0; i < 200; i++) {
                onRestarted += slow.readPort(ReadPreference.SECONDARY) == restarted.port() ? 1 : 0;
            }
            assertThat(onRestarted).as("of 200 reads").isLessThan(60);
        }
        await().until(restarted::isRunning);
    }
}
