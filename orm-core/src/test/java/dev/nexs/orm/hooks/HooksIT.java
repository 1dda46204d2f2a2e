package dev.nexs.orm.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.hooks.spi.HookContributor;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class HooksIT {

    private final List<String> heard = new ArrayList<>();
    private Node node;

    @BeforeEach
    void tables(Node node) {
        this.node = node;
        node.execute(
                "drop table if exists invoice, customer, item, nexs_audit",
                "create table item (n int primary key)",
                "create table customer (id bigint primary key, name text)",
                "create table invoice (id bigint primary key, version int not null, note text, secret text, currency text,"
                        + " cents bigint, customer_id bigint references customer)");
    }

    private Map<String, Object> settings(Object... more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(NexsSettings.URL, node.jdbcUrl());
        settings.put(NexsSettings.USERNAME, node.username());
        settings.put(NexsSettings.PASSWORD, node.password());
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i].toString(), more[i + 1]);
        }
        return settings;
    }

    private void hear(NexsDataSource source, HookPoint... points) {
        source.hooks().on(List.of(points), "ear", context -> heard.add(line(context)), HookOptions::withValues);
    }

    private static String line(HookContext context) {
        String sql = context.sql() == null ? "" : " " + context.sql();
        String values = context.parameters().isEmpty() ? "" : " " + context.parameters();
        return context.point() + sql + values + (context.rows() < 0 ? "" : " = " + context.rows());
    }

    @Test
    void everyKindOfStatementPassesItsPoints() throws SQLException {
        try (NexsDataSource source = NexsDataSource.from(settings())) {
            source.getConnection().close();
            hear(
                    source,
                    HookPoint.AFTER_QUERY,
                    HookPoint.AFTER_UPDATE,
                    HookPoint.AFTER_BATCH,
                    HookPoint.AFTER_BEGIN,
                    HookPoint.AFTER_COMMIT,
                    HookPoint.AFTER_ROLLBACK,
                    HookPoint.ON_ERROR);
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("insert into item values (1)");
                    statement.execute("select 1");
                }
                try (PreparedStatement select = connection.prepareStatement("select n from item where n = ?")) {
                    select.setInt(1, 1);
                    select.executeQuery().close();
                }
                try (PreparedStatement insert = connection.prepareStatement("insert into item values (?)")) {
                    for (int i = 2; i < 5; i++) {
                        insert.setInt(1, i);
                        insert.addBatch();
                    }
                    insert.executeBatch();
                }
                try (CallableStatement call = connection.prepareCall("{? = call abs(?)}")) {
                    call.registerOutParameter(1, java.sql.Types.INTEGER);
                    call.setInt(2, -3);
                    call.execute();
                }
                connection.commit();
                try (Statement statement = connection.createStatement()) {
                    assertThatThrownBy(() -> statement.executeUpdate("insert into item values (1)"))
                            .isInstanceOf(SQLException.class);
                }
                connection.rollback();
            }
        }
        assertThat(heard)
                .containsSubsequence(
                        "after-begin",
                        "after-update insert into item values (1) = 1",
                        "after-query select 1",
                        "after-query select n from item where n = ? [1]",
                        "after-batch insert into item values (?) = 3",
                        "after-commit",
                        "after-update insert into item values (1)",
                        "on-error insert into item values (1)",
                        "after-rollback");
        assertThat(heard).filteredOn(line -> line.contains("abs")).hasSize(1);
    }

    @Test
    void aRefusedStatementIsNotSentAndTheConnectionGoesOn() throws SQLException {
        try (NexsDataSource source = NexsDataSource.from(settings());
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement).isNotNull();
            source.hooks().on(HookPoint.BEFORE_UPDATE, "read-only-today", context -> {
                throw new HookVeto("it is Sunday");
            });
            try (Statement watched = connection.createStatement()) {
                assertThatThrownBy(() -> watched.executeUpdate("insert into item values (9)"))
                        .isInstanceOf(HookVetoException.class)
                        .hasMessage("Hook 'read-only-today' refused this at before-update: it is Sunday");
                try (ResultSet rows = watched.executeQuery("select count(*) from item")) {
                    rows.next();
                    assertThat(rows.getInt(1)).isZero();
                }
            }
        }
    }

    @Test
    void commitsOfUnitsAreHeardAndMayBeRefusedAndOurOwnStatementsAreNotHeard() throws SQLException {
        try (NexsDataSource source = NexsDataSource.from(settings())) {
            hear(source, HookPoint.AFTER_QUERY, HookPoint.AFTER_UPDATE, HookPoint.AFTER_COMMIT);
            Transactions.of(source).run(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("insert into item values (1)");
                }
            });
            assertThat(heard).containsExactly("after-update insert into item values (1) = 1", "after-commit");
            source.hooks().on(HookPoint.BEFORE_COMMIT, "frozen", context -> {
                throw new HookVeto("no changes before the audit");
            });
            assertThatThrownBy(() -> Transactions.of(source).run(connection -> {
                        try (Statement statement = connection.createStatement()) {
                            statement.executeUpdate("insert into item values (2)");
                        }
                    }))
                    .hasRootCauseInstanceOf(HookVeto.class);
        }
        assertThat(count("item")).isEqualTo(1);
    }

    @Test
    void borrowsKnowTheirNodeAndConnectionsAreHeardWhenTheyComeAndGo() throws SQLException {
        try (NexsDataSource source = NexsDataSource.from(settings("nexs.pool.minimum-idle", 0))) {
            source.hooks()
                    .on(
                            List.of(
                                    HookPoint.BEFORE_ACQUIRE,
                                    HookPoint.AFTER_ACQUIRE,
                                    HookPoint.AFTER_CONNECT,
                                    HookPoint.AFTER_RELEASE),
                            "ear",
                            context -> heard.add(context.point() + " " + context.node() + " " + context.role()),
                            options -> {});
            source.getConnection().close();
        }
        String id = node.host() + ":" + node.port();
        assertThat(heard)
                .containsSubsequence("before-acquire null null", "after-acquire " + id + " primary")
                .anyMatch(line -> line.startsWith("after-connect " + id))
                .contains("after-release " + id + " primary");
    }

    @Test
    void theGuardRefusesWhatChangesEveryRowAndWhatChangesTooMany() throws SQLException {
        node.execute("insert into item select generate_series(1, 20)");
        try (NexsDataSource source = NexsDataSource.from(settings(
                        NexsSettings.HOOKS_GUARD, "refuse",
                        NexsSettings.HOOKS_GUARD_MAX_ROWS, "10",
                        NexsSettings.HOOKS_GUARD_DENY, "(?i)pg_sleep"));
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : List.of(
                    "delete from item", "update item set n = n + 100", "drop table item", "select pg_sleep(0)")) {
                assertThatThrownBy(() -> statement.execute(sql))
                        .as(sql)
                        .isInstanceOf(HookVetoException.class)
                        .hasMessageContaining("Hook 'guard' refused");
            }
            statement.executeUpdate("delete from item where n <= 5");
            connection.commit();
            statement.executeUpdate("delete from item where n > 5");
            assertThatThrownBy(connection::commit)
                    .isInstanceOf(HookVetoException.class)
                    .hasMessageContaining("changed 15 rows, more than the 10");
            connection.rollback();
            statement.executeUpdate("delete from item where n = 6");
            connection.commit();
        }
        assertThat(count("item")).isEqualTo(14);
    }

    @Test
    void hooksComeFromSettingsAndWrongOnesAreNamed() throws SQLException {
        try (NexsDataSource source = NexsDataSource.from(
                settings("nexs.hooks.mine", Mine.class.getName(), NexsSettings.HOOKS_SLOW_QUERY_THRESHOLD, "1ms"))) {
            source.getConnection().createStatement().execute("select pg_sleep(0.005)");
            assertThat(source.hooks().find("mine").statistics().calls()).isPositive();
            assertThat(source.hooks().find("slow-query").statistics().calls()).isPositive();
        }
        assertThatThrownBy(() -> NexsDataSource.from(settings("nexs.hooks.typo", "com.example.Missing")))
                .hasMessageContaining("nexs.hooks.typo = 'com.example.Missing'");
    }

    /** Named by a setting. */
    public static final class Mine implements HookContributor {
        @Override
        public void contribute(Hooks hooks) {
            hooks.on(HookPoint.AFTER_QUERY, "mine", context -> {});
        }
    }

    @Test
    void entitiesPassTheirPointsWhenAHookIsThereAndCarryNoListenerBefore() {
        try (NexsDataSource source = NexsDataSource.from(settings());
                SessionFactory factory = factory(source)) {
            factory.inTransaction(session -> session.persist(new Customer(1, "Ada")));
            source.hooks()
                    .on(
                            List.of(HookPoint.LOAD, HookPoint.INSERT, HookPoint.UPDATE, HookPoint.DELETE),
                            "ear",
                            context -> heard.add(context.point() + " " + ((Customer) context.entity()).name),
                            options -> {});
            factory.inTransaction(session -> session.persist(new Customer(2, "Bob")));
            factory.inTransaction(session -> session.find(Customer.class, 2L).name = "Bert");
            factory.inTransaction(session -> session.remove(session.find(Customer.class, 1L)));
            try (StatelessSession stateless = factory.openStatelessSession()) {
                stateless.insert(new Customer(3, "Cleo"));
            }
            assertThat(heard)
                    .containsExactly("insert Bob", "load Bob", "update Bert", "load Ada", "delete Ada", "insert Cleo");
            source.hooks().on(HookPoint.DELETE, "keep", context -> {
                throw new HookVeto("customers stay");
            });
            assertThatThrownBy(() -> factory.inTransaction(session -> session.remove(session.find(Customer.class, 2L))))
                    .isInstanceOf(EntityVetoException.class)
                    .hasMessageContaining("'keep'", "customers stay");
        }
    }

    @Test
    void theAuditTrailHasWhoDidWhatWithBeforeAndAfterInTheSameTransaction() {
        node.execute(Audit.ddl());
        try (NexsDataSource source = NexsDataSource.from(settings(
                        NexsSettings.HOOKS_AUDIT, "true", NexsSettings.HOOKS_AUDIT_ACTOR, Grace.class.getName()));
                SessionFactory factory = factory(source)) {
            factory.inTransaction(session -> {
                Customer ada = new Customer(1, "Ada");
                session.persist(ada);
                session.persist(new Invoice(7, "first", new Money("EUR", 100), ada));
            });
            factory.inTransaction(session -> session.find(Invoice.class, 7L).note = "second \"quoted\"");
            factory.inTransaction(session -> session.find(Invoice.class, 7L).customer = null);
            assertThatThrownBy(() -> factory.inTransaction(session -> {
                        session.find(Invoice.class, 7L).note = "lost";
                        session.flush();
                        throw new IllegalStateException("rolled back");
                    }))
                    .hasMessage("rolled back");
            factory.inTransaction(session -> session.remove(session.find(Invoice.class, 7L)));
        }
        assertThat(rows("select actor, operation, entity_id, before ->> 'note', after ->> 'note' from nexs_audit"
                        + " order by id"))
                .containsExactly(
                        "Grace insert 7 null first",
                        "Grace update 7 first second \"quoted\"",
                        "Grace update 7 second \"quoted\" second \"quoted\"",
                        "Grace delete 7 second \"quoted\" null");
        assertThat(rows("select after -> 'price' ->> 'cents', after ->> 'customer', after ? 'secret' from nexs_audit"
                        + " where operation = 'insert'"))
                .containsExactly("100 1 f");
    }

    @Test
    void withoutItsTableAnAuditedChangeIsRefusedWithASentence() {
        try (NexsDataSource source = NexsDataSource.from(settings(NexsSettings.HOOKS_AUDIT, "Invoice"));
                SessionFactory factory = factory(source)) {
            assertThatThrownBy(() ->
                            factory.inTransaction(session -> session.persist(new Invoice(7, "first", null, null))))
                    .hasStackTraceContaining("create it by a migration with Audit.ddl()");
        }
        assertThat(count("invoice")).isZero();
    }

    @Test
    void aBulkStatementIsAuditedByTheTrigger() {
        node.execute(Audit.ddl(), Audit.triggerDdl("customer", "id"));
        node.execute(
                "insert into customer values (1, 'Ada')", "update customer set name = 'Bob'", "delete from customer");
        assertThat(rows("select operation, entity, entity_id, before ->> 'name', after ->> 'name' from nexs_audit"
                        + " order by id"))
                .containsExactly(
                        "insert customer 1 null Ada", "update customer 1 Ada Bob", "delete customer 1 Bob null");
    }

    private long count(String table) {
        return Long.parseLong(rows("select count(*) from " + table).get(0));
    }

    private List<String> rows(String sql) {
        List<String> lines = new ArrayList<>();
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                StringBuilder line = new StringBuilder();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    line.append(i == 1 ? "" : " ").append(rows.getString(i));
                }
                lines.add(line.toString());
            }
            return lines;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SessionFactory factory(NexsDataSource source) {
        Configuration configuration =
                new Configuration().addAnnotatedClass(Customer.class).addAnnotatedClass(Invoice.class);
        configuration.getProperties().put(NexsSettings.DATASOURCE, source);
        return configuration.buildSessionFactory();
    }

    /** Who acts. */
    public static final class Grace implements Supplier<String> {
        @Override
        public String get() {
            return "Grace";
        }
    }

    @Entity(name = "Customer")
    static class Customer {
        @Id
        Long id;

        String name;

        Customer() {}

        Customer(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    @Embeddable
    record Money(String currency, long cents) {}

    @Audited
    @Entity(name = "Invoice")
    static class Invoice {
        @Id
        Long id;

        @Version
        int version;

        String note;

        @Audited(false)
        String secret = "hidden";

        Money price;

        @ManyToOne
        Customer customer;

        Invoice() {}

        Invoice(long id, String note, Money price, Customer customer) {
            this.id = id;
            this.note = note;
            this.price = price;
            this.customer = customer;
        }
    }
}
