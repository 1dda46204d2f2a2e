package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of tokens when the primary dies and a replica takes its place. */
@PostgresCluster(replicas = 2)
class FailoverTokensIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void afterAPromotionReplicasServeOldTokensAgainThoughTheirHoldersWriteNothing(Cluster servers) throws Exception {
        try (NexsDataSource source = open(servers)) {
            prepare(servers);
            TransactionRunner<Connection> tx = Transactions.of(source);
            tx.run(connection -> execute(connection, "insert into kept values (1)"));
            ConsistencyToken old = tx.token();
            servers.awaitReplication(SOON);
            try (ConsistencyScope scope = ConsistencyScope.open(old)) {
                assertThat(rows(tx)).isEqualTo(1);
                fail(servers);
                assertThat(rows(tx)).isEqualTo(1);
                await().untilAsserted(() -> assertThat(onReplica(tx)).isTrue());
                ConsistencyToken reissued = scope.token().orElseThrow();
                assertThat(reissued.timeline()).isEqualTo(old.timeline() + 1);
                assertThat(reissued.systemIdentifier()).isEqualTo(old.systemIdentifier());
            }
            TransactionRunner<Connection> handed =
                    tx.with(o -> o.consistency(Consistency.TOKEN)).withToken(old);
            assertThat(rows(handed)).isEqualTo(1);
            await().untilAsserted(() -> assertThat(onReplica(handed)).isTrue());
            try (ConsistencyScope ignored = ConsistencyScope.open(old);
                    Connection plain = source.getConnection(ReadPreference.SECONDARY)) {
                assertThat(rows(plain)).isEqualTo(1);
            }
        }
    }

    @Test
    void aReissuedTokenIsNoLicenceToShowLess(Cluster servers) throws Exception {
        try (NexsDataSource source = open(servers)) {
            prepare(servers);
            TransactionRunner<Connection> tx = Transactions.of(source, o -> o.replicaWait(Duration.ofMillis(20)));
            try (ConsistencyScope ignored = ConsistencyScope.open(tx.token())) {
                fail(servers);
                await().untilAsserted(() -> assertThat(onReplica(tx)).isTrue());
                servers.replica(0).pauseReplay();
                servers.primary().execute("insert into kept values (2)");
                int onPrimary = tx.read(o -> o.readPreference(ReadPreference.PRIMARY), FailoverTokensIT::rows);
                assertThat(onPrimary).isEqualTo(1);
                for (int i = 0; i < 50; i++) {
                    assertThat(rows(tx)).isEqualTo(1);
                }
            } finally {
                servers.replica(0).resumeReplay();
            }
        }
    }

    @Test
    void aTokenOfATimelineThatIsNotKnownHereYetIsWaitedFor(Cluster servers) throws Exception {
        try (NexsDataSource source = open(servers)) {
            prepare(servers);
            TransactionRunner<Connection> tx = Transactions.of(source);
            ConsistencyToken now = tx.token();
            ConsistencyToken next = new ConsistencyToken(now.systemIdentifier(), now.timeline() + 1, now.lsn());
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> rows(tx.withToken(next)));
            assertThat(read).isNotDone();
            fail(servers);
            assertThat(read.get()).isZero();
        }
    }

    @Test
    void aTokenOfAnotherClusterIsRefused(Cluster servers) throws Exception {
        try (NexsDataSource source = open(servers)) {
            prepare(servers);
            TransactionRunner<Connection> tx = Transactions.of(source);
            ConsistencyToken now = tx.token();
            ConsistencyToken foreign = new ConsistencyToken(4711, now.timeline(), 1);
            assertThatThrownBy(() -> rows(tx.withToken(foreign)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("was issued by the cluster with system identifier 4711")
                    .hasMessageContaining(Long.toUnsignedString(now.systemIdentifier()));
            try (ConsistencyScope scope = ConsistencyScope.open(foreign)) {
                assertThat(rows(tx)).isZero();
                assertThat(scope.token(4711)).contains(foreign);
            }
        }
    }

    /** The old primary comes back as a replica, so that the next test has two again. */
    private static void fail(Cluster servers) {
        Node old = servers.primary();
        old.kill();
        servers.replica(0).promote();
        servers.rejoin(old);
    }

    private static void prepare(Cluster servers) {
        servers.primary().execute("drop table if exists kept", "create table kept(n int)");
        servers.awaitReplication(SOON);
    }

    private static NexsDataSource open(Cluster servers) {
        NexsDataSource source = NexsDataSource.builder()
                .url(servers.jdbcUrl())
                .username(servers.username())
                .password(servers.password())
                .pool(p -> p.maximumSize(4))
                .build();
        return source;
    }

    private static int rows(TransactionRunner<Connection> tx) {
        try {
            return tx.read(FailoverTokensIT::rows);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static int rows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from kept")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static boolean onReplica(TransactionRunner<Connection> tx) throws SQLException {
        return tx.read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
