package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    @PostgresCluster(replicas = 2)
    void killPromoteRejoinKeepsTheData(Cluster cluster) {
        Node old = cluster.primary();
        old.execute("create table item(id int primary key)", "insert into item values (1)");
        cluster.awaitReplication(SOON);

        old.kill();
        cluster.replica(0).promote();
        cluster.primary().execute("insert into item values (2)");
        cluster.rejoin(old);
        cluster.primary().execute("insert into item values (3)");
        cluster.awaitReplication(SOON);

        assertThat(cluster.primary()).isNotEqualTo(old);
        assertThat(cluster.replicas()).hasSize(2).contains(old);
        assertThat(cluster.nodes()).allSatisfy(node -> assertThat(ids(node)).isEqualTo("1,2,3"));
        assertThat(Replication.value(old, "select pg_is_in_recovery()")).isEqualTo("t");
    }

    @Test
    @PostgresCluster(replicas = 1)
    void aPausedReplayHoldsChangesBack(Cluster cluster) {
        Node replica = cluster.replica(0);
        cluster.primary().execute("create table item(id int primary key)");
        cluster.awaitReplication(SOON);
        replica.pauseReplay();
        cluster.primary().execute("insert into item values (1)");

        assertThatThrownBy(() -> cluster.awaitReplication(Duration.ofMillis(300)))
                .hasMessageContaining("has not replayed");
        assertThat(ids(replica)).isEmpty();

        replica.resumeReplay();
        cluster.awaitReplication(SOON);
        assertThat(ids(replica)).isEqualTo("1");
    }

    @Test
    @PostgresCluster(replicas = 1)
    void aDelayedReplicaShowsChangesLater(Cluster cluster) {
        Node replica = cluster.replica(0);
        cluster.primary().execute("create table item(id int primary key)");
        cluster.awaitReplication(SOON);
        replica.delayReplay(Duration.ofSeconds(1));
        long begin = System.nanoTime();
        cluster.primary().execute("insert into item values (1)");
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> ids(replica).equals("1"));

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));

        replica.delayReplay(Duration.ZERO);
        cluster.primary().execute("insert into item values (2)");
        cluster.awaitReplication(Duration.ofMillis(900));
    }

    @Test
    @PostgresCluster(replicas = 0)
    void replicasComeAndGo(Cluster cluster) {
        cluster.primary().execute("create table item(id int primary key)", "insert into item values (7)");
        Node added = cluster.addReplica();
        cluster.awaitReplication(SOON);
        assertThat(ids(added)).isEqualTo("7");
        assertThat(cluster.jdbcUrl()).contains(":" + added.port());

        cluster.removeReplica(added);
        assertThat(cluster.nodes()).isEqualTo(List.of(cluster.primary()));
        assertThat(added.isRunning()).isFalse();
    }

    @Test
    @PostgresCluster(replicas = 1)
    void aPausedNodeAnswersNobodyUntilItResumes(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        String impatient = primary.jdbcUrl() + "?socketTimeout=1&connectTimeout=1&loginTimeout=1";
        primary.pause();
        assertThatThrownBy(
                        () -> java.sql.DriverManager.getConnection(impatient, primary.username(), primary.password()))
                .isInstanceOf(java.sql.SQLException.class);
        primary.resume();
        assertThat(Replication.value(primary, "select 1")).isEqualTo("1");
    }

    @Test
    @PostgresCluster(replicas = 1)
    void aStoppedNodeStartsOnItsOldPort(Cluster cluster) {
        Node primary = cluster.primary();
        String url = primary.jdbcUrl();
        primary.stop();
        assertThat(primary.isRunning()).isFalse();
        primary.start();
        assertThat(primary.jdbcUrl()).isEqualTo(url);
        assertThat(Replication.value(primary, "select 1")).isEqualTo("1");
        assertThat(primary.logs()).contains("database system is shut down");
    }

    private static String ids(Node node) {
        return Replication.value(node, "select coalesce(string_agg(id::text, ',' order by id), '') from item");
    }
}
