package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionFailedException;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.routing.LoadBalancers;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@PostgresCluster(replicas = 2)
class ConsistencyIT {

    /** The figure is a million; a build takes fewer. */
    private static final int READS = Integer.getInteger("nexs.test.tokened-reads", 5_000);

    private static final int CLIENTS = 8;

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Cluster cluster;

    ConsistencyIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void tokenedReadsAreNeverStaleAndOthersAre() throws Exception {
        try (NexsDataSource source = open()) {
            cluster.primary()
                    .execute(
                            "drop table if exists counter",
                            TokenedReaders.CREATE_TABLE,
                            "insert into counter select client, 0 from generate_series(0, " + (CLIENTS - 1)
                                    + ") client");
            cluster.awaitReplication(SOON);
            cluster.replica(0).delayReplay(Duration.ofMillis(20));
            cluster.replica(1).delayReplay(Duration.ofMillis(25));
            TransactionRunner<Connection> tx = Transactions.of(source, o -> o.replicaWait(Duration.ofMillis(200)));
            long started = System.nanoTime();
            TokenedReaders.Count count = new TokenedReaders(tx, CLIENTS, READS).run();
            System.out.println("tokened reads in " + Duration.ofNanos(System.nanoTime() - started) + ": " + count);
            assertThat(count.reads()).isGreaterThanOrEqualTo(READS);
            assertThat(count.stale()).isZero();
            assertThat(count.wentBack()).isZero();
            assertThat(count.staleControls()).isPositive();
            assertThat(count.byPort()).containsKeys(port(0), port(1));
        } finally {
            cluster.replicas().forEach(replica -> replica.delayReplay(Duration.ZERO));
        }
    }

    private String port(int replica) {
        return Integer.toString(cluster.replica(replica).port());
    }

    @Test
    void oneReplicaThatCaughtUpDoesNotUnstickReadsFromAnother() throws SQLException {
        try (NexsDataSource source = open()) {
            prepare("counter");
            cluster.replica(1).pauseReplay();
            TransactionRunner<Connection> tx = Transactions.of(source, o -> o.replicaWait(Duration.ofMillis(200)));
            tx.run(connection -> execute(connection, "update counter set n = 77"));
            for (int i = 0; i < 200; i++) {
                assertThat(tx.read(ConsistencyIT::numberAndRole)[0]).isEqualTo(77);
            }
        } finally {
            cluster.replica(1).resumeReplay();
        }
    }

    @Test
    void strictSecondaryFailsWhereNoReplicaHasIt() throws SQLException {
        try (NexsDataSource source = open()) {
            prepare("counter");
            cluster.replicas().forEach(replica -> replica.pauseReplay());
            TransactionRunner<Connection> tx = Transactions.of(
                    source, o -> o.replicaWait(Duration.ofMillis(50)).maxAttempts(1));
            tx.run(connection -> execute(connection, "update counter set n = 5"));
            assertThat(tx.read(ConsistencyIT::numberAndRole)).containsExactly(5, 0);
            assertThatThrownBy(() ->
                            tx.read(o -> o.readPreference(ReadPreference.SECONDARY), ConsistencyIT::numberAndRole))
                    .isInstanceOf(TransactionFailedException.class)
                    .hasMessageContaining("no replica has reached");
        } finally {
            cluster.replicas().forEach(replica -> replica.resumeReplay());
        }
    }

    @Test
    void aTokenAndAScopeCarryWhatWasSeenToOtherThreads() throws Exception {
        try (NexsDataSource source = open()) {
            prepare("counter");
            cluster.replicas().forEach(replica -> replica.pauseReplay());
            TransactionRunner<Connection> tx = Transactions.of(source, o -> o.replicaWait(Duration.ofMillis(20)));
            try (ConsistencyScope scope = ConsistencyScope.open()) {
                tx.run(connection -> execute(connection, "update counter set n = 9"));
                ConsistencyToken token = ConsistencyToken.parse(tx.token().toString());
                assertThat(scope.token()).contains(token);
                int[] scoped = CompletableFuture.supplyAsync(
                                () -> call(tx), ConsistencyScope.wrap(task -> new Thread(task).start()))
                        .get();
                int[] handed = CompletableFuture.supplyAsync(() -> call(tx.withToken(token)))
                        .get();
                int[] neither = CompletableFuture.supplyAsync(() -> call(tx)).get();
                assertThat(scoped[0]).isEqualTo(9);
                assertThat(handed[0]).isEqualTo(9);
                assertThat(neither[0]).isZero();
            }
        } finally {
            cluster.replicas().forEach(replica -> replica.resumeReplay());
        }
    }

    private static int[] call(TransactionRunner<Connection> tx) {
        try {
            return tx.read(ConsistencyIT::numberAndRole);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private NexsDataSource open() {
        return NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .pool(p -> p.maximumSize(CLIENTS))
                .loadBalancer(LoadBalancers.roundRobin())
                .build();
    }

    private void prepare(String table) {
        cluster.primary()
                .execute(
                        "drop table if exists " + table,
                        "create table " + table + "(n int)",
                        "insert into " + table + " values (0)");
        cluster.awaitReplication(SOON);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int[] numberAndRole(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select n, pg_is_in_recovery()::int from counter")) {
            row.next();
            return new int[] {row.getInt(1), row.getInt(2)};
        }
    }
}
