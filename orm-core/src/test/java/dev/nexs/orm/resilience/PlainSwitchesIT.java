package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Consistency;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.jdbc.PgConnection;

/** Each use of a read unit that needs a real transaction gets one: BEGINs on the wire are counted. */
@PostgresServer
class PlainSwitchesIT {

    private static final String PLAIN = "select name from good where id = 1";

    private final CountingProxy proxy;
    private final Connection only;
    private final TransactionRunner<Connection> tx;
    private final SessionFactory factory;

    PlainSwitchesIT(Node node) throws Exception {
        node.execute(
                "create table if not exists good(id bigint primary key, name text)",
                "insert into good values (1, 'one'), (2, 'two') on conflict do nothing");
        node.execute(CommitMarkers.CREATE_TABLE);
        proxy = CountingProxy.to(node.host(), node.port());
        Properties login = new Properties();
        login.setProperty("user", node.username());
        login.setProperty("password", node.password());
        login.setProperty("sslmode", "disable");
        login.setProperty("gssEncMode", "disable");
        only = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + node.database(), login);
        tx = Transactions.of(SingleConnection.of(only));
        Configuration configuration = new Configuration().addAnnotatedClass(Good.class);
        configuration.getProperties().put("hibernate.connection.datasource", SingleConnection.of(only));
        factory = configuration.buildSessionFactory();
        tx.read(connection -> Sql.text(connection, PLAIN)); // learns the default isolation
    }

    @AfterEach
    void close() throws Exception {
        factory.close();
        only.close();
        proxy.close();
    }

    /** What work does with a connection, and how many BEGINs that is. */
    enum Use {
        PLAIN_QUERIES(0, c -> {
            Sql.text(c, PLAIN);
            Sql.text(c, PLAIN);
        }),
        A_WRITE(1, c -> Sql.update(c, "update good set name = 'x' where id = 1")),
        A_PREPARED_WRITE(1, c -> {
            try (PreparedStatement statement = c.prepareStatement("update good set name = 'x'")) {
                statement.executeUpdate();
            }
        }),
        A_BATCH(1, c -> {
            try (Statement statement = c.createStatement()) {
                statement.addBatch("update good set name = 'x'");
                statement.executeBatch();
            }
        }),
        GENERATED_KEYS(1, c -> {
            try (PreparedStatement statement = c.prepareStatement(PLAIN, Statement.RETURN_GENERATED_KEYS)) {
                statement.executeQuery().close();
            }
        }),
        A_LOCK(1, c -> Sql.text(c, PLAIN + " for update")),
        AN_ADVISORY_LOCK(1, c -> Sql.text(c, "select pg_advisory_xact_lock(7)::text")),
        A_TENANT_VARIABLE(1, c -> Sql.text(c, "select set_config('app.tenant', 'acme', true)")),
        A_TENANT_VARIABLE_SET(1, c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("set local app.tenant = 'acme'");
            }
        }),
        A_CURSOR(1, c -> {
            try (Statement statement = c.createStatement()) {
                statement.setFetchSize(1);
                statement.executeQuery(PLAIN).close();
            }
        }),
        A_DECLARED_CURSOR(1, c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("declare names cursor for select name from good");
            }
        }),
        AN_UPDATABLE_RESULT(1, c -> {
            try (Statement statement =
                    c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
                statement.executeQuery("select id, name from good").close();
            }
        }),
        A_SAVEPOINT(1, c -> c.releaseSavepoint(c.setSavepoint())),
        AN_ISOLATION_LEVEL(1, c -> {
            c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Sql.text(c, PLAIN);
        }),
        THE_DRIVER_ITSELF(1, c -> Sql.text(c.unwrap(PgConnection.class), PLAIN)),
        A_PROCEDURE(1, c -> {
            try (CallableStatement statement = c.prepareCall("select 1")) {
                statement.execute();
            }
        });

        private final int begins;
        private final Work<Connection> work;

        Use(int begins, Work<Connection> work) {
            this.begins = begins;
            this.work = work;
        }
    }

    @FunctionalInterface
    interface Work<S> {
        void run(S session) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void aConnectionIsInATransactionWhereItsUseNeedsOne(Use use) {
        begins(use.begins, options -> {}, use.work);
    }

    @Test
    void optionsThatNeedATransactionGetOne() {
        begins(1, o -> o.lockTimeout(Duration.ofSeconds(5)), c -> Sql.text(c, PLAIN));
        begins(1, o -> o.statementTimeout(Duration.ofSeconds(5)), c -> Sql.text(c, PLAIN));
        begins(0, options -> {}, c -> tx.read(inner -> Sql.text(inner, PLAIN)));
        begins(1, options -> {}, c -> tx.read(o -> o.savepoint(true), inner -> Sql.text(inner, PLAIN)));
    }

    private void begins(int expected, Consumer<TransactionOptions.Builder> options, Work<Connection> work) {
        proxy.reset();
        run(() -> tx.<Boolean, SQLException>read(options, connection -> {
            work.run(connection);
            return true;
        }));
        assertThat(proxy.begins()).isEqualTo(expected);
        assertThat(proxy.roundTrips()).isPositive();
    }

    /** What work does with a session. */
    enum SessionUse {
        FINDS_AND_QUERIES(0, session -> {
            session.find(Good.class, 1L);
            session.createSelectionQuery("from Good where name like 'o%'", Good.class)
                    .getResultList();
            session.createSelectionQuery("select count(*) from Good", Long.class)
                    .getSingleResult();
        }),
        A_LOCK(1, session -> session.find(Good.class, 1L, LockModeType.PESSIMISTIC_WRITE)),
        A_LOCKING_QUERY(
                1,
                session -> session.createSelectionQuery("from Good", Good.class)
                        .setLockMode(LockModeType.PESSIMISTIC_READ)
                        .getResultList()),
        A_STREAM(1, session -> {
            try (Stream<Good> goods = session.createSelectionQuery("from Good", Good.class)
                    .setFetchSize(1)
                    .getResultStream()) {
                assertThat(goods).hasSize(2);
            }
        }),
        A_WRITE(1, session -> {
            session.persist(new Good());
            session.flush();
        }),
        A_BULK_WRITE(
                1,
                session -> session.createMutationQuery("update Good set name = 'x'")
                        .executeUpdate()),
        A_TENANT_VARIABLE(
                1,
                session -> session.createNativeQuery("select set_config('app.tenant', 'acme', true)", String.class)
                        .getSingleResult()),
        JDBC_WORK(1, session -> session.doWork(c -> Sql.update(c, "update good set name = 'x'")));

        private final int begins;
        private final Work<Session> work;

        SessionUse(int begins, Work<Session> work) {
            this.begins = begins;
            this.work = work;
        }
    }

    @ParameterizedTest
    @EnumSource(SessionUse.class)
    void aSessionIsInATransactionWhereItsUseNeedsOne(SessionUse use) {
        Transactions sessions = Transactions.of(factory);
        sessions.read(session -> session.find(Good.class, 1L)); // learns the default isolation
        proxy.reset();
        run(() -> sessions.<Boolean, SQLException>read(session -> {
            use.work.run(session);
            return true;
        }));
        assertThat(proxy.begins()).isEqualTo(use.begins);
    }

    @Test
    void aWriteUnitCostsTheRoundTripsOfABareTransactionAndResolutionOneMore() {
        Transactions session = Transactions.of(factory);
        Transactions none = session.with(o -> o.consistency(Consistency.NONE));
        only(() -> session.run(PlainSwitchesIT::rename)); // learns isolation and cluster
        assertThat(only(() -> factory.inTransaction(PlainSwitchesIT::rename))).isEqualTo(3); // select, update, COMMIT
        assertThat(only(() -> none.run(PlainSwitchesIT::rename))).isEqualTo(3);
        assertThat(only(() -> session.run(PlainSwitchesIT::rename))).isEqualTo(3);
        for (CommitResolution resolution : new CommitResolution[] {CommitResolution.XID, CommitResolution.MARKER}) {
            assertThat(only(() -> session.run(o -> o.commitResolution(resolution), PlainSwitchesIT::rename)))
                    .isEqualTo(4);
        }
    }

    private int only(Runnable unit) {
        proxy.reset();
        unit.run();
        assertThat(proxy.begins()).isEqualTo(1);
        return proxy.roundTrips();
    }

    private static void rename(Session session) {
        Good good = session.find(Good.class, 1L);
        good.name = good.name + "'";
    }

    /** A read unit refuses what writes or locks, once it is in its transaction. */
    private static void run(Unit unit) {
        try {
            unit.run();
        } catch (SQLException | RuntimeException refused) {
            assertThat(refused).hasStackTraceContaining("read-only transaction");
        }
    }

    @FunctionalInterface
    private interface Unit {
        void run() throws SQLException;
    }

    /** A row that is read. */
    @Entity(name = "Good")
    static class Good {

        @Id
        Long id = 9L;

        String name = "nine";
    }
}
