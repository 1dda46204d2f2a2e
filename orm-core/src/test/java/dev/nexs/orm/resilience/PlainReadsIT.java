package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Consistency;
import dev.nexs.orm.Isolation;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.TransactionWork;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts round trips and BEGINs on the wire, through a proxy that reads the protocol. */
@PostgresServer
class PlainReadsIT {

    private final CountingProxy proxy;
    private final Connection only;
    private final TransactionRunner<Connection> tx;

    PlainReadsIT(Node node) throws Exception {
        proxy = CountingProxy.to(node.host(), node.port());
        Properties login = new Properties();
        login.setProperty("user", node.username());
        login.setProperty("password", node.password());
        login.setProperty("sslmode", "disable");
        login.setProperty("gssEncMode", "disable");
        only = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + node.database(), login);
        tx = Transactions.of(SingleConnection.of(only));
        node.execute("create table if not exists item(id int primary key, name text)");
        node.execute("insert into item values (1, 'one') on conflict do nothing");
        tx.read(connection -> text(connection, "select name from item where id = 1")); // learns the default isolation
    }

    @BeforeEach
    void zero() {
        proxy.reset();
    }

    @AfterEach
    void close() throws Exception {
        only.close();
        proxy.close();
    }

    @Test
    void aReadUnitOfPlainQueriesCostsOneRoundTripEach() throws SQLException {
        tx.read(connection -> text(connection, "select name from item where id = 1"));
        assertThat(proxy.roundTrips()).isEqualTo(1);
        assertThat(proxy.begins()).isZero();
        tx.read(connection ->
                text(connection, "select name from item where id = 1") + text(connection, "select count(*) from item"));
        assertThat(proxy.roundTrips()).isEqualTo(3);
        assertThat(proxy.begins()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select name from item where id = 1 for update",
                "select name from item where id = 1 for share",
                "select set_config('app.tenant', 'acme', true)",
                "select now()::text",
                "select current_timestamp::text",
                "select nextval('numbers')",
                "select pg_advisory_xact_lock(1)::text",
                "with new as (insert into item values (2, 'two') returning name) select name from new",
                "select name from item; select 1",
                "select \"lower\"('X')",
                "select unknown_function()",
                "set local work_mem = '8MB'"
            })
    void aStatementThatIsNotPlainGetsATransaction(String sql) throws SQLException {
        try {
            tx.<String, SQLException>read(o -> o.maxAttempts(1), connection -> text(connection, sql));
        } catch (SQLException refused) {
            assertThat(refused.getSQLState()).isIn("25006", "42P01", "42883", "02000", "0100E");
        }
        assertThat(proxy.begins()).isEqualTo(1);
    }

    @Test
    void aCursorGetsATransaction() throws SQLException {
        tx.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select name from item")) {
                statement.setFetchSize(10);
                return statement.executeQuery().next();
            }
        });
        assertThat(proxy.begins()).isEqualTo(1);
    }

    @Test
    void anUnpreparedStatementIsJudgedToo() throws SQLException {
        TransactionWork<Connection, Boolean, SQLException> locking = connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement
                        .executeQuery("select name from item where id = 1 for update")
                        .next();
            }
        };
        assertThatThrownBy(() -> tx.read(locking)).extracting("SQLState").isEqualTo("25006");
        assertThat(proxy.begins()).isEqualTo(1);
    }

    @Test
    void isolationOrAnExplicitWishGetsATransaction() throws SQLException {
        expectTransaction(o -> o.isolation(Isolation.REPEATABLE_READ));
        expectTransaction(o -> o.isolation(Isolation.SERIALIZABLE));
        expectTransaction(o -> o.statementTimeout(java.time.Duration.ofSeconds(5)));
        expectTransaction(o -> o.transaction(true));
    }

    private void expectTransaction(Consumer<TransactionOptions.Builder> options) throws SQLException {
        proxy.reset();
        TransactionWork<Connection, String, SQLException> work =
                connection -> text(connection, "select name from item where id = 1");
        assertThat(tx.read(options, work)).isEqualTo("one");
        assertThat(proxy.begins()).isEqualTo(1);
    }

    @Test
    void aTransactionLastsForTheRestOfTheUnit() throws SQLException {
        tx.read(connection -> {
            text(connection, "select name from item where id = 1");
            assertThat(proxy.begins()).isZero();
            String first = text(connection, "select now()::text");
            text(connection, "select name from item where id = 1");
            assertThat(text(connection, "select now()::text")).isEqualTo(first);
            return null;
        });
        assertThat(proxy.begins()).isEqualTo(1);
        assertThat(proxy.roundTrips()).isEqualTo(5); // four queries, BEGIN sent with the second, and COMMIT
    }

    @Test
    void aTokenCostsNoRoundTripOnTheWritePathAndTheTransactionIdOne() throws SQLException {
        assertThat(roundTripsOfAWrite(o -> o.consistency(Consistency.NONE))).isEqualTo(2);
        assertThat(roundTripsOfAWrite(o -> o.consistency(Consistency.SESSION))).isEqualTo(2);
        assertThat(roundTripsOfAWrite(o -> o.commitResolution(CommitResolution.XID)))
                .isEqualTo(3);
    }

    private int roundTripsOfAWrite(Consumer<TransactionOptions.Builder> options) throws SQLException {
        proxy.reset();
        tx.<SQLException>run(options, connection -> {
            try (PreparedStatement statement = connection.prepareStatement("update item set name = 'one'")) {
                statement.executeUpdate();
            }
        });
        return proxy.roundTrips();
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
