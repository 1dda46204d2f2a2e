package dev.nexs.orm.resilience;

import static dev.nexs.orm.resilience.TransactionPhase.BEFORE_COMMIT;
import static dev.nexs.orm.resilience.TransactionPhase.COMMIT_SENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.CachedQuery;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultHandlerBase;

/** Each failure is provoked on a real server where a server can be made to produce it. */
@PostgresServer
class FailureTableIT {

    private final FailureTable table = FailureTable.standard();

    @BeforeAll
    static void tables(Node node) {
        node.execute(
                "create table item(id int primary key, n int not null)",
                "insert into item select g, 0 from generate_series(1, 5) g",
                "create table child(id int primary key, item int references item deferrable initially deferred)");
    }

    @ParameterizedTest
    @CsvSource({
        "40001, RETRY, RETRY",
        "40P01, RETRY, RETRY",
        "40003, OUTCOME_UNKNOWN, OUTCOME_UNKNOWN",
        "08007, OUTCOME_UNKNOWN, OUTCOME_UNKNOWN",
        "55P03, DO_NOT_RETRY, DO_NOT_RETRY",
        "57014, DO_NOT_RETRY, DO_NOT_RETRY",
        "53300, RETRY_ELSEWHERE, OUTCOME_UNKNOWN",
        "57P01, RETRY_ELSEWHERE, OUTCOME_UNKNOWN",
        "57P02, RETRY_ELSEWHERE, OUTCOME_UNKNOWN",
        "57P03, RETRY_ELSEWHERE, OUTCOME_UNKNOWN",
        "57P04, DO_NOT_RETRY, OUTCOME_UNKNOWN",
        "08000, RETRY_ELSEWHERE, OUTCOME_UNKNOWN",
        "08001, RETRY_ELSEWHERE, OUTCOME_UNKNOWN",
        "08003, RETRY_ELSEWHERE, OUTCOME_UNKNOWN",
        "08006, RETRY_ELSEWHERE, OUTCOME_UNKNOWN",
        "25006, RETRY_ELSEWHERE, RETRY_ELSEWHERE",
        "25P02, DO_NOT_RETRY, DO_NOT_RETRY",
        "23505, DO_NOT_RETRY, OUTCOME_UNKNOWN"
    })
    void aStateMeansDifferentThingsBeforeAndAfterCommit(String state, Recovery before, Recovery after) {
        SQLException failure = new SQLException("told by a driver, not by a server", state);
        assertThat(table.classify(failure, BEFORE_COMMIT).recovery()).isEqualTo(before);
        assertThat(table.classify(failure, COMMIT_SENT).recovery()).isEqualTo(after);
        assertThat(table.classify(new RuntimeException(failure), COMMIT_SENT).recovery())
                .isEqualTo(after);
    }

    @Test
    void anEndOfStreamAndASocketTimeoutAreLostConnections() {
        for (Throwable io : new Throwable[] {new EOFException(), new SocketTimeoutException()}) {
            SQLException failure = new SQLException("no state", io);
            assertThat(table.classify(failure, BEFORE_COMMIT).recovery()).isEqualTo(Recovery.RETRY_ELSEWHERE);
            assertThat(table.classify(failure, COMMIT_SENT).recovery()).isEqualTo(Recovery.OUTCOME_UNKNOWN);
        }
        assertThat(table.classify(new SQLTransientConnectionException("pool is empty"), BEFORE_COMMIT)
                        .recovery())
                .isEqualTo(Recovery.RETRY_ELSEWHERE);
    }

    @Test
    void whatIsNoFailureOfTheDatabaseIsNotRetriedAndUnknownAfterCommit() {
        assertThat(table.classify(new IllegalStateException(), BEFORE_COMMIT).recovery())
                .isEqualTo(Recovery.DO_NOT_RETRY);
        assertThat(table.classify(new IllegalStateException(), COMMIT_SENT).recovery())
                .isEqualTo(Recovery.OUTCOME_UNKNOWN);
    }

    @Test
    void aSerializationFailureIsRetried(Node node) throws SQLException {
        try (Connection one = begin(node);
                Connection other = begin(node)) {
            execute(one, "set transaction isolation level repeatable read", "select * from item");
            execute(other, "update item set n = n + 1 where id = 1");
            other.commit();
            expect(failure(one, "update item set n = n + 1 where id = 1"), "40001", Recovery.RETRY);
        }
    }

    @Test
    void aDeadlockIsRetried(Node node) throws Exception {
        try (Connection one = begin(node);
                Connection other = begin(node)) {
            execute(one, "update item set n = 1 where id = 2");
            execute(other, "update item set n = 1 where id = 3");
            CompletableFuture<Throwable> first =
                    CompletableFuture.supplyAsync(() -> failure(one, "update item set n = 1 where id = 3"));
            Throwable second = failure(other, "update item set n = 1 where id = 2");
            other.rollback();
            Throwable victim = second != null ? second : first.get();
            expect(victim, "40P01", Recovery.RETRY);
            first.join();
        }
    }

    @Test
    void aLockTimeoutIsAMatterOfPolicy(Node node) throws SQLException {
        try (Connection one = begin(node);
                Connection other = begin(node)) {
            execute(one, "select * from item where id = 4 for update");
            Throwable failure = failure(other, "select * from item where id = 4 for update nowait");
            expect(failure, "55P03", Recovery.DO_NOT_RETRY);
            assertThat(table.retryingLockTimeouts()
                            .classify(failure, BEFORE_COMMIT)
                            .recovery())
                    .isEqualTo(Recovery.RETRY);
        }
    }

    @Test
    void aStatementTimeoutIsNotRetried(Node node) throws SQLException {
        try (Connection one = begin(node)) {
            execute(one, "set local statement_timeout = 20");
            expect(failure(one, "select pg_sleep(5)"), "57014", Recovery.DO_NOT_RETRY);
        }
    }

    @Test
    void anEndedSessionIsRetriedElsewhere(Node node) throws SQLException {
        try (Connection one = begin(node);
                Connection other = node.connect()) {
            execute(one, "select 1");
            int pid = one.unwrap(PGConnection.class).getBackendPID();
            execute(other, "select pg_terminate_backend(" + pid + ", 5000)");
            Throwable failure = failure(one, "select 1");
            assertThat(table.classify(failure, BEFORE_COMMIT).recovery()).isEqualTo(Recovery.RETRY_ELSEWHERE);
            assertThat(table.classify(failure, COMMIT_SENT).recovery()).isEqualTo(Recovery.OUTCOME_UNKNOWN);
        }
    }

    @Test
    void aSessionThatWasIdleForTooLongIsRetriedElsewhere(Node node) throws Exception {
        try (Connection one = node.connect()) {
            execute(one, "set idle_session_timeout = '50ms'");
            awaitEnd(node, one);
            expect(failure(one, "select 1"), "57P05", Recovery.RETRY_ELSEWHERE);
        }
    }

    @Test
    void aUnitThatPausedForTooLongIsNotRetried(Node node) throws Exception {
        try (Connection one = begin(node)) {
            execute(one, "set local idle_in_transaction_session_timeout = '50ms'");
            awaitEnd(node, one);
            Throwable failure = failure(one, "select 1");
            expect(failure, "25P03", Recovery.DO_NOT_RETRY);
            assertThat(table.classify(failure, COMMIT_SENT).recovery()).isEqualTo(Recovery.OUTCOME_UNKNOWN);
        }
    }

    @Test
    void aTransactionThatTookTooLongIsNotRetried(Node node) throws SQLException {
        try (Connection one = begin(node)) {
            execute(one, "set local transaction_timeout = '50ms'");
            Throwable failure = failure(one, "select pg_sleep(5)");
            expect(failure, "25P04", Recovery.DO_NOT_RETRY);
            assertThat(table.classify(failure, COMMIT_SENT).recovery()).isEqualTo(Recovery.OUTCOME_UNKNOWN);
        }
    }

    @Test
    void aServerThatDoesNotUnderstandIsNotAskedAgain(Node node) throws Exception {
        try (Connection one = begin(node)) {
            BaseConnection driver = one.unwrap(BaseConnection.class);
            CachedQuery query = driver.createQuery("select $1::int", false, true, "too few values");
            ResultHandlerBase silent = new ResultHandlerBase() {
                @Override
                public void handleWarning(SQLWarning warning) {
                    // of no interest
                }
            };
            Throwable failure = catchThrowable(() ->
                    driver.getQueryExecutor().execute(query.query, null, silent, 0, 0, QueryExecutor.QUERY_ONESHOT));
            expect(failure, "08P01", Recovery.DO_NOT_RETRY);
        }
    }

    /** Without asking it, which would be the end of its rest. */
    private static void awaitEnd(Node node, Connection resting) throws SQLException {
        int pid = resting.unwrap(PGConnection.class).getBackendPID();
        await().until(() -> {
            try (Connection other = node.connect();
                    Statement statement = other.createStatement();
                    ResultSet row =
                            statement.executeQuery("select count(*) from pg_stat_activity where pid = " + pid)) {
                row.next();
                return row.getInt(1) == 0;
            }
        });
    }

    @Test
    void aWriteInAReadOnlyTransactionIsRetriedElsewhere(Node node) throws SQLException {
        try (Connection one = begin(node)) {
            execute(one, "set transaction read only");
            expect(failure(one, "insert into item values (9, 9)"), "25006", Recovery.RETRY_ELSEWHERE);
        }
    }

    @Test
    void theFirstFailureDecidesNotItsEcho(Node node) throws SQLException {
        try (Connection one = begin(node);
                Connection other = begin(node)) {
            execute(one, "set transaction isolation level repeatable read", "select * from item");
            execute(other, "update item set n = n + 1 where id = 5");
            other.commit();
            assertThat(failure(one, "update item set n = n + 1 where id = 5")).isNotNull();
            Throwable echo = failure(one, "select 1");
            assertThat(((SQLException) echo).getSQLState()).isEqualTo("25P02");
            Failure judged = table.classify(echo, BEFORE_COMMIT);
            assertThat(judged.sqlState()).isEqualTo("40001");
            assertThat(judged.recovery()).isEqualTo(Recovery.RETRY);
        }
    }

    @Test
    void anErrorOfTheServersIsAnAnswerToCommit(Node node) throws SQLException {
        try (Connection one = begin(node)) {
            execute(one, "insert into child values (1, 4711)");
            Throwable failure = catchThrowable(one::commit);
            assertThat(((SQLException) failure).getSQLState()).isEqualTo("23503");
            assertThat(table.classify(failure, COMMIT_SENT).recovery()).isEqualTo(Recovery.DO_NOT_RETRY);
        }
    }

    private void expect(Throwable failure, String state, Recovery recovery) {
        Failure judged = table.classify(failure, BEFORE_COMMIT);
        assertThat(judged.sqlState()).isEqualTo(state);
        assertThat(judged.recovery()).isEqualTo(recovery);
    }

    private static Connection begin(Node node) throws SQLException {
        Connection connection = node.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Throwable failure(Connection connection, String sql) {
        return catchThrowable(() -> execute(connection, sql));
    }
}
