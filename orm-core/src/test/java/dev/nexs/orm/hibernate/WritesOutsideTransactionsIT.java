package dev.nexs.orm.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written outside a transaction commits by itself, as under plain Hibernate. */
@PostgresServer
class WritesOutsideTransactionsIT {

    private final Node node;

    WritesOutsideTransactionsIT(Node node) {
        this.node = node;
    }

    /** Where a factory's connections come from. */
    enum Setup {
        PLAIN_HIBERNATE,
        URL,
        SHARED,
        SHARED_WITHOUT_AUTO_COMMIT_IN_ITS_POOLS
    }

    @BeforeEach
    void table() {
        node.execute("drop table if exists Product", "create table Product (id bigint primary key, name text)");
    }

    @ParameterizedTest
    @EnumSource(names = "SHARED_WITHOUT_AUTO_COMMIT_IN_ITS_POOLS", mode = EnumSource.Mode.EXCLUDE)
    void aWriteOutsideATransactionCommits(Setup setup) throws SQLException {
        try (NexsDataSource shared = shared(setup);
                SessionFactory factory = factory(setup, shared)) {
            try (StatelessSession session = factory.openStatelessSession()) {
                session.insert(new Product(1, "stateless"));
                session.insertMultiple(List.of(new Product(2, "multiple"), new Product(3, "multiple")));
            }
            try (Session session = factory.openSession()) {
                session.doWork(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("insert into Product values (4, 'work')");
                    }
                });
                session.createNativeQuery("insert into Product values (5, 'returning') returning id", Long.class)
                        .getSingleResult();
            }
            assertThat(count()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(Setup.class)
    void aTransactionIsStillUndoneAsAWholeAndLeavesNothingToTheNextSession(Setup setup) throws SQLException {
        try (NexsDataSource shared = shared(setup);
                SessionFactory factory = factory(setup, shared)) {
            try (Session session = factory.openSession()) {
                session.beginTransaction();
                session.persist(new Product(6, "never"));
                session.flush();
                session.getTransaction().rollback();
            }
            Session abandoned = factory.openSession();
            abandoned.beginTransaction();
            abandoned.persist(new Product(7, "never"));
            abandoned.flush();
            abandoned.close();
            assertThat(count()).isZero();
            factory.inTransaction(session -> session.persist(new Product(8, "kept")));
            assertThat(count()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"URL", "SHARED"},
            value = Setup.class)
    void aTransactionHoldsNoConnectionBeforeItsFirstStatement(Setup setup) {
        try (NexsDataSource shared = shared(setup);
                SessionFactory factory = factory(setup, shared)) {
            NexsDataSource source = factory.unwrap(SessionFactoryImplementor.class)
                    .getServiceRegistry()
                    .requireService(ConnectionProvider.class)
                    .unwrap(NexsDataSource.class);
            factory.inTransaction(session -> {
                assertThat(active(source)).isZero();
                session.find(Product.class, 1L);
                assertThat(active(source)).isOne();
            });
            assertThat(active(source)).isZero();
        }
    }

    private static int active(NexsDataSource source) {
        return source.cluster().nodes().get(0).pool().active();
    }

    private NexsDataSource shared(Setup setup) {
        if (setup == Setup.PLAIN_HIBERNATE || setup == Setup.URL) {
            return null;
        }
        return NexsDataSource.builder()
                .url(node.jdbcUrl())
                .username(node.username())
                .password(node.password())
                .set("nexs.pool.auto-commit", String.valueOf(setup == Setup.SHARED))
                .build();
    }

    private SessionFactory factory(Setup setup, NexsDataSource shared) {
        Configuration configuration = new Configuration().addAnnotatedClass(Product.class);
        switch (setup) {
            case PLAIN_HIBERNATE ->
                configuration.getProperties().put("hibernate.connection.datasource", node.dataSource());
            case URL ->
                configuration
                        .setProperty("nexs.url", node.jdbcUrl())
                        .setProperty("nexs.username", node.username())
                        .setProperty("nexs.password", node.password());
            default -> configuration.getProperties().put("nexs.datasource", shared);
        }
        return configuration.buildSessionFactory();
    }

    private int count() throws SQLException {
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from Product")) {
            row.next();
            return row.getInt(1);
        }
    }
}
