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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.AbstractDataSource;

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
    void aTransactionThatIsStillInProgressIsWaitedFor(Cluster own) throws Exception {
        own.primary().execute("create table ledger(n int)");
        own.replica(0).pause(); // so COMMIT waits, and goes on waiting when its client is gone
        CommitCut cut = own.primary().proxy().cutAfterCommitSent();
        AtomicInteger asked = new AtomicInteger(-1);
        AtomicInteger attempts = new AtomicInteger();
        DataSource source = source(() -> {
            if (asked.incrementAndGet() == 3) {
                own.replica(0).resume();
            }
            return asked.get() == 0 ? through(own.primary()) : own.primary().connect();
        });
        Transactions.of(source, o -> o.commitResolution(CommitResolution.XID))
                .run(connection -> insert(connection, attempts.incrementAndGet()));
        assertThat(cut.happened()).isTrue();
        assertThat(asked.get()).as("asked while it was in progress").isGreaterThanOrEqualTo(3);
        assertThat(attempts).hasValue(1);
        try (Connection connection = own.primary().connect()) {
            assertThat(count(connection, "select count(*) from ledger")).isOne();
        }
    }

    /** A server forgets a status after a million transactions and more; one that has is played by a function. */
    @Test
    void aTransactionThatTheServerHasForgottenIsReported() throws Exception {
        cluster.primary()
                .execute(
                        "create schema if not exists forgetful",
                        "create or replace function forgetful.pg_xact_status(xid8) returns text language sql"
                                + " as $$ select null::text $$");
        CommitCut cut = cluster.primary().proxy().cutAfterCommitSent();
        AtomicInteger asked = new AtomicInteger();
        DataSource source = source(() -> {
            if (asked.getAndIncrement() == 0) {
                return through(cluster.primary());
            }
            Connection connection = cluster.primary().connect();
            try (Statement statement = connection.createStatement()) {
                statement.execute("set search_path to forgetful, pg_catalog");
            }
            return connection;
        });
        CommitOutcomeUnknownException unknown = catchThrowableOfType(
                CommitOutcomeUnknownException.class,
                () -> Transactions.of(source, o -> o.commitResolution(CommitResolution.XID))
                        .run(connection -> insert(connection, 1)));
        assertThat(cut.happened()).isTrue();
        assertThat(unknown.reason()).isEqualTo(Reason.STATUS_FORGOTTEN);
        assertThat(unknown.transactionId()).isNotNull();
        assertThat(asked).hasValue(2);
    }

    @Test
    void theDeadlineBoundsTheResolutionToo() throws Exception {
        AtomicInteger borrowed = new AtomicInteger();
        CommitCut cut = cluster.primary().proxy().cutAfterCommitSent();
        DataSource source = source(() -> {
            if (borrowed.getAndIncrement() == 0) {
                return through(cluster.primary());
            }
            throw new SQLException("nobody there", "08001");
        });
        long begin = System.nanoTime();
        CommitOutcomeUnknownException unknown = catchThrowableOfType(
                CommitOutcomeUnknownException.class,
                () -> Transactions.of(
                                source,
                                o -> o.commitResolution(CommitResolution.XID).deadline(Duration.ofSeconds(2)))
                        .run(connection -> insert(connection, 1)));
        assertThat(cut.happened()).isTrue();
        assertThat(unknown.reason()).isEqualTo(Reason.UNRESOLVED_IN_TIME);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_900));
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

    @ParameterizedTest
    @EnumSource(
            names = {"XID", "MARKER"},
            value = CommitResolution.class)
    void aUnitThatOnlyNotifiesIsHeardOnce(CommitResolution resolution) throws Exception {
        for (String notify : new String[] {"notify news", "select pg_notify('news', '')", "select tell()"}) {
            cluster.primary()
                    .execute("create or replace function tell() returns void language sql as $$ notify news $$");
            try (Connection listener = cluster.primary().connect();
                    Statement listen = listener.createStatement()) {
                listen.execute("listen news");
                AtomicInteger attempts = new AtomicInteger();
                CommitCut cut = cluster.primary().proxy().cutAfterCommitSent();
                tx(resolution).run(connection -> {
                    attempts.incrementAndGet();
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(notify);
                    }
                });
                assertThat(cut.happened()).isTrue();
                assertThat(attempts).as(notify).hasValue(1);
                assertThat(listener.unwrap(PGConnection.class).getNotifications(500))
                        .as(notify)
                        .hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"XID", "MARKER"},
            value = CommitResolution.class)
    void aUnitThatOnlyReadNotesNothing(CommitResolution resolution) throws Exception {
        cluster.primary().execute("truncate nexs_commit_marker");
        tx(resolution).run(connection -> {
            assertThat(count(connection, "select count(*) from ledger")).isZero();
            try (PreparedStatement prepared = connection.prepareStatement("select n from ledger where n = ?")) {
                prepared.setInt(1, 1);
                prepared.executeQuery().close();
            }
        });
        assertThat(count("select count(*) from nexs_commit_marker")).isZero();
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
        return new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                return connections.next();
            }

            @Override
            public Connection getConnection(String username, String password) throws SQLException {
                return connections.next();
            }
        };
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
