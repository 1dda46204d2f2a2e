package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nexs.orm.CommitOutcomeUnknownException;
import dev.nexs.orm.CommitOutcomeUnknownException.Reason;
import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.CommitCut;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresCluster(replicas = 1)
class CommitOutcomeIT {

    private final Cluster cluster;

    CommitOutcomeIT(Cluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void tables() {
        cluster.primary()
                .execute("create table if not exists ledger(n int)", "truncate ledger", CommitMarkers.CREATE_TABLE);
    }

    @Test
    void aLostAnswerIsFoundOutToBeACommitAndTheUnitIsNotRunAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        CommitCut cut = cluster.primary().proxy().cutAfterCommitSent();
        tx(CommitResolution.XID).run(connection -> insert(connection, attempts.incrementAndGet()));
        assertThat(cut.happened()).isTrue();
        assertThat(attempts).hasValue(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void theConnectionThatWasAskedKeepsTheNetworkTimeoutOfItsPool() throws Exception {
        try (Connection asked = cluster.primary().connect()) {
            asked.setNetworkTimeout(Runnable::run, 7_000);
            DataSource second = SingleConnection.of(asked);
            AtomicInteger borrowed = new AtomicInteger();
            DataSource pool =
                    source(() -> borrowed.getAndIncrement() == 0 ? through(cluster.primary()) : second.getConnection());
            CommitCut cut = cluster.primary().proxy().cutAfterCommitSent();

            Transactions.of(pool, o -> o.commitResolution(CommitResolution.XID))
                    .run(connection -> insert(connection, 1));

            assertThat(cut.happened()).isTrue();
            assertThat(borrowed).hasValue(2);
            assertThat(asked.getNetworkTimeout()).isEqualTo(7_000);
        }
    }

    @Test
    void withoutResolutionALostAnswerIsReportedAndNothingIsRunAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        cluster.primary().proxy().cutAfterCommitSent();
        CommitOutcomeUnknownException unknown = catchThrowableOfType(
                CommitOutcomeUnknownException.class,
                () -> tx(CommitResolution.NONE).run(connection -> insert(connection, attempts.incrementAndGet())));
        assertThat(unknown.reason()).isEqualTo(Reason.NOT_RECORDED);
        assertThat(unknown).hasMessageContaining("commitResolution").hasCauseInstanceOf(SQLException.class);
        assertThat(attempts).hasValue(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    @PostgresCluster(replicas = 1, synchronous = true)
    void anotherTimelineIsResolvedByTheMarkerOnly(Cluster own) throws Exception {
        own.primary().execute("create table ledger(n int)", CommitMarkers.CREATE_TABLE);
        own.awaitReplication(Duration.ofSeconds(10));
        for (CommitResolution resolution : new CommitResolution[] {CommitResolution.MARKER, CommitResolution.XID}) {
            Node old = own.primary();
            CommitCut cut = old.proxy().cutAfterCommitSent();
            AtomicInteger borrowed = new AtomicInteger();
            DataSource source = source(() -> {
                if (borrowed.getAndIncrement() == 0) {
                    return through(old);
                }
                if (old.equals(own.primary())) {
                    old.kill();
                    own.replica(0).promote();
                }
                return own.primary().connect();
            });
            TransactionRunner<Connection> tx = Transactions.of(source, o -> o.commitResolution(resolution));
            CommitOutcomeUnknownException unknown = catchThrowableOfType(
                    CommitOutcomeUnknownException.class, () -> tx.run(connection -> insert(connection, 1)));
            assertThat(cut.happened()).isTrue();
            if (resolution == CommitResolution.MARKER) {
                assertThat(unknown).isNull();
                own.rejoin(old);
            } else {
                assertThat(unknown.reason()).isEqualTo(Reason.TIMELINE_CHANGED);
                assertThat(unknown.transactionId()).isNotNull();
            }
        }
    }

    @Test
    @PostgresCluster(replicas = 1, synchronous = true)
    void aCommitThatNoStandbyConfirmedIsReported(Cluster own) throws Exception {
        own.primary().execute("create table ledger(n int)");
        own.replica(0).pause();
        TransactionRunner<Connection> tx = Transactions.of(own.primary().dataSource());
        CompletableFuture<CommitOutcomeUnknownException> outcome =
                CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                        CommitOutcomeUnknownException.class,
                        () -> tx.run(
                                o -> o.statementTimeout(Duration.ofMillis(100)), connection -> insert(connection, 1))));
        try (Connection admin = own.primary().connect();
                Statement statement = admin.createStatement()) {
            org.awaitility.Awaitility.await().until(() -> {
                try (ResultSet waiting =
                        statement.executeQuery("select count(*) from pg_stat_activity where wait_event = 'SyncRep'"
                                + " and now() - query_start > interval '500 ms'")) {
                    return waiting.next() && waiting.getInt(1) == 1;
                }
            });
            assertThat(outcome).isNotDone(); // the statement timeout did not cancel COMMIT
            statement.execute("select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'");
        }
        assertThat(outcome.get().reason()).isEqualTo(Reason.NOT_REPLICATED);
        own.replica(0).resume();
    }

    @Test
    void markersAreWrittenOnlyByUnitsThatWriteAndAreSwept() throws SQLException {
        TransactionRunner<Connection> tx = tx(CommitResolution.MARKER);
        tx.write(connection -> count(connection, "select 1"));
        assertThat(count("select count(*) from nexs_commit_marker")).isZero();
        tx.run(connection -> insert(connection, 1));
        assertThat(count("select count(*) from nexs_commit_marker")).isEqualTo(1);
        try (Connection connection = cluster.primary().connect()) {
            assertThat(CommitMarkers.sweep(connection, Duration.ofHours(1))).isZero();
            assertThat(CommitMarkers.sweep(connection, Duration.ZERO)).isEqualTo(1);
        }
    }

    private TransactionRunner<Connection> tx(CommitResolution resolution) {
        return Transactions.of(source(() -> through(cluster.primary())), o -> o.commitResolution(resolution));
    }

    private static Connection through(Node node) throws SQLException {
        return DriverManager.getConnection(
                node.proxy().jdbcUrl() + "?sslmode=disable", node.username(), node.password());
    }

    @FunctionalInterface
    private interface Connections {
        Connection next() throws SQLException;
    }

    private static DataSource source(Connections connections) {
        return (DataSource) Proxy.newProxyInstance(
                CommitOutcomeIT.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (self, method, arguments) -> connections.next());
    }

    private static void insert(Connection connection, int n) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into ledger values (" + n + ")");
        }
    }

    private int count() {
        return count("select count(*) from ledger");
    }

    private int count(String sql) {
        try (Connection connection = cluster.primary().connect()) {
            return count(connection, sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static int count(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
