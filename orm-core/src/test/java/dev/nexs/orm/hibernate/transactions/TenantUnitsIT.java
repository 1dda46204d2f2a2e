package dev.nexs.orm.hibernate.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.context.spi.TenantSchemaMapper;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A schema for each tenant, by the two ways that Hibernate has for it: units see their own tenant's only. */
@PostgresServer
class TenantUnitsIT {

    private static final ThreadLocal<String> TENANT = ThreadLocal.withInitial(() -> "acme");

    private final Node node;

    TenantUnitsIT(Node node) {
        this.node = node;
    }

    @BeforeEach
    void schemas() {
        for (String tenant : new String[] {"acme", "zenith"}) {
            node.execute(
                    "drop schema if exists " + tenant + " cascade",
                    "create schema " + tenant,
                    "create table " + tenant + ".stock(id bigint primary key, version int, amount int)");
        }
    }

    @Test
    void aMultiTenantConnectionProviderServesUnits() throws Exception {
        AtomicInteger lent = new AtomicInteger();
        Configuration configuration = new Configuration().addAnnotatedClass(Stock.class);
        configuration
                .getProperties()
                .put("hibernate.multi_tenant_connection_provider", new Schemas(node.dataSource(), lent));
        configuration.setCurrentTenantIdentifierResolver(new Current());
        configuration.setProperty("hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect");
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            check(Transactions.of(factory));
        }
        assertThat(lent).as("connections that were not given back").hasValue(0);
    }

    @Test
    void aSchemaMapperServesUnits() throws Exception {
        Configuration configuration = Factories.ofStock(node);
        configuration.setProperty("hibernate.hbm2ddl.auto", "none").setProperty("nexs.pool.maximum-size", "2");
        configuration.setCurrentTenantIdentifierResolver(new Current());
        configuration.getProperties().put("hibernate.multi_tenant.schema_mapper", (TenantSchemaMapper<String>)
                tenant -> tenant);
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            check(Transactions.of(factory));
        }
    }

    private void check(Transactions tx) throws SQLException {
        AtomicInteger attempts = new AtomicInteger();
        as(
                "acme",
                () -> tx.run(session -> {
                    session.persist(new Stock(1, 7));
                    if (attempts.incrementAndGet() == 1) {
                        throw new SQLException("made up", "40001");
                    }
                }));
        as("zenith", () -> tx.stateless().run(session -> session.insert(new Stock(1, 8))));
        for (int i = 0; i < 3; i++) {
            as(
                    "acme",
                    () -> assertThat(tx.<Integer, RuntimeException>read(s -> s.find(Stock.class, 1L).amount))
                            .isEqualTo(7));
            as(
                    "zenith",
                    () -> assertThat(tx.<Integer, RuntimeException>read(s -> s.find(Stock.class, 1L).amount))
                            .isEqualTo(8));
        }
        assertThat(attempts).hasValue(2);
    }

    private static void as(String tenant, Work work) throws SQLException {
        TENANT.set(tenant);
        try {
            work.run();
        } finally {
            TENANT.remove();
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    /** The tenant of this thread. */
    private static final class Current implements CurrentTenantIdentifierResolver<String> {

        @Override
        public String resolveCurrentTenantIdentifier() {
            return TENANT.get();
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return true;
        }
    }

    /** Sets the search path when it lends. */
    private record Schemas(DataSource source, AtomicInteger lent) implements MultiTenantConnectionProvider<String> {

        @Override
        public Connection getAnyConnection() throws SQLException {
            lent.incrementAndGet();
            return source.getConnection();
        }

        @Override
        public void releaseAnyConnection(Connection connection) throws SQLException {
            lent.decrementAndGet();
            connection.close();
        }

        @Override
        public Connection getConnection(String tenant) throws SQLException {
            Connection connection = getAnyConnection();
            try (Statement statement = connection.createStatement()) {
                statement.execute("set search_path to " + tenant);
            }
            return connection;
        }

        @Override
        public void releaseConnection(String tenant, Connection connection) throws SQLException {
            releaseAnyConnection(connection);
        }

        @Override
        public boolean supportsAggressiveRelease() {
            return false;
        }

        @Override
        public boolean isUnwrappableAs(Class<?> type) {
            return false;
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new UnsupportedOperationException(type.getName());
        }
    }
}
