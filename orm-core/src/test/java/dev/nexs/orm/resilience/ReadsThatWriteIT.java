package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.CommitCut;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a query does behind the text that is sent: a read unit writes nothing, and so nothing twice. */
@PostgresServer
class ReadsThatWriteIT {

    private final Node node;

    ReadsThatWriteIT(Node node) {
        this.node = node;
    }

    @BeforeEach
    void tables() {
        node.execute(
                "drop schema public cascade",
                "create schema public",
                "create table written(n int)",
                "create table item(n int)",
                "insert into item values (1)",
                "create function note() returns int language sql as $$ insert into written values (1) returning 1 $$",
                "create view noting as select n, note() as noted from item",
                "create view over_noting as select * from noting",
                "create view quiet as select n, abs(n) as positive from item",
                "create view timed as select now() as at");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from noting",
                "select * from public.noting",
                "select * from \"noting\"",
                "select o.n from over_noting o join item i on i.n = o.n and o.noted = 1"
            })
    void aViewWhoseFunctionWritesIsRefusedAndNothingIsWritten(String sql) throws SQLException {
        try (NexsDataSource source = source(node.jdbcUrl())) {
            AtomicInteger attempts = new AtomicInteger();
            Throwable refused = catchThrowable(() -> Transactions.of(source).read(connection -> {
                attempts.incrementAndGet();
                return query(connection, sql);
            }));
            assertThat(refused).isInstanceOf(SQLException.class).hasMessageContaining("read-only transaction");
            assertThat(attempts).hasValue(1);
            assertThat(count("select count(*) from written")).isZero();
        }
    }

    @Test
    void aPolicyAndAnOperatorThatWriteAreFoundToo() throws SQLException {
        node.execute(
                "create table guarded(n int)",
                "insert into guarded values (1)",
                "alter table guarded enable row level security",
                "alter table guarded force row level security",
                "create policy noted on guarded using (note() = 1)");
        try (NexsDataSource source = source(node.jdbcUrl())) {
            assertThat(catchThrowable(() ->
                            Transactions.of(source).read(connection -> query(connection, "select n from guarded"))))
                    .hasMessageContaining("read-only transaction");
        }
        node.execute(
                "create function noted(int, int) returns bool language sql as"
                        + " $$ insert into written values (2) returning true $$",
                "create operator === (leftarg = int, rightarg = int, function = noted)");
        try (NexsDataSource source = source(node.jdbcUrl())) {
            assertThat(catchThrowable(() -> Transactions.of(source)
                            .read(connection -> query(connection, "select n from item where n === 1"))))
                    .hasMessageContaining("read-only transaction");
        }
        assertThat(count("select count(*) from written")).isZero();
    }

    @Test
    void aViewThatDoesNoneOfThisIsStillReadWithoutATransactionAndOneThatTellsTheTimeIsNot() throws SQLException {
        try (NexsDataSource source = source(node.jdbcUrl())) {
            TransactionRunner<Connection> tx = Transactions.of(source);
            tx.read(connection -> {
                query(connection, "select * from quiet");
                assertThat(transactions()).isZero();
                return 1;
            });
            tx.read(connection -> {
                assertThat(transactions()).isZero();
                String first = text(connection, "select at::text from timed");
                assertThat(text(connection, "select at::text from timed")).isEqualTo(first);
                assertThat(transactions()).isOne();
                return 1;
            });
        }
    }

    /** Whether a session of the pool is in a transaction, seen from another one. */
    private int transactions() throws SQLException {
        return count("select count(*) from pg_stat_activity where state like 'idle in transaction%'"
                + " and application_name = 'reads-that-write'");
    }

    @Test
    void aReadThatIsCutIsRunAgainAndStillWritesNothing() throws Exception {
        try (NexsDataSource source = source(node.proxy().jdbcUrl())) {
            AtomicInteger attempts = new AtomicInteger();
            CommitCut cut = node.proxy().cutAfterCommitSent();
            int n = Transactions.of(source, o -> o.transaction(true).readPreference(ReadPreference.PRIMARY))
                    .read(connection -> {
                        attempts.incrementAndGet();
                        return query(connection, "select n from item");
                    });
            assertThat(cut.happened()).isTrue();
            assertThat(n).isEqualTo(1);
            assertThat(attempts).hasValue(2);
            assertThat(count("select count(*) from written")).isZero();
        }
    }

    private NexsDataSource source(String url) {
        return NexsDataSource.builder()
                .url(url)
                .username(node.username())
                .password(node.password())
                .set("nexs.application-name", "reads-that-write")
                .build();
    }

    private static int query(Connection connection, String sql) throws SQLException {
        return Integer.parseInt(text(connection, sql));
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private int count(String sql) throws SQLException {
        try (Connection connection = node.connect()) {
            return query(connection, sql);
        }
    }
}
