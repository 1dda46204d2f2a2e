package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@PostgresCluster(replicas = 1, synchronous = true)
class SynchronousIT {

    private static final String WAITING = "select count(*) from pg_stat_activity where wait_event = 'SyncRep'";

    @Test
    void aCommitWaitsForTheReplicaAndIsNotLostByAKill(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        Node replica = cluster.replica(0);
        primary.execute("create table item(id int)");
        replica.pause();
        CompletableFuture<Void> insert =
                CompletableFuture.runAsync(() -> primary.execute("insert into item values (1)"));
        Awaitility.await().until(() -> Replication.value(primary, WAITING).equals("1"));
        assertThat(insert).isNotDone();

        replica.resume();
        insert.get(10, TimeUnit.SECONDS);
        primary.kill();
        replica.promote();
        assertThat(Replication.value(replica, "select count(*) from item")).isEqualTo("1");

        assertThat(Replication.value(replica, "show synchronous_standby_names"))
                .as("nobody is left to wait for")
                .isEmpty();
        cluster.rejoin(primary);
        assertThat(Replication.value(replica, "show synchronous_standby_names")).isEqualTo("ANY 1 (*)");
        replica.execute("insert into item values (2)");
        assertThat(Replication.value(primary, "select count(*) from item")).isEqualTo("2");
    }

    @Test
    @PostgresCluster(replicas = 1, synchronous = true)
    void nobodyIsWaitedForWhenTheLastReplicaIsRemoved(Cluster cluster) {
        cluster.removeReplica(cluster.replica(0));
        cluster.primary().execute("create table alone(id int)");
        cluster.addReplica();
        assertThat(Replication.value(cluster.primary(), "show synchronous_standby_names"))
                .isEqualTo("ANY 1 (*)");
    }

    @Test
    void aReplicaRefusesWrites(Cluster cluster) throws SQLException {
        try (Connection connection = cluster.replica(0).connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("create table nowhere(id int)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
        }
    }

    @Test
    void theCommonUrlFindsThePrimary(Cluster cluster) throws SQLException {
        try (Connection connection = cluster.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table by_url(id int)");
        }
        cluster.awaitReplication(Duration.ofSeconds(10));
    }
}
