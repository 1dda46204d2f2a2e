package dev.nexs.orm.hibernate.transactions;

import dev.nexs.testing.Node;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;

/** A tenant with a schema of its own behind a provider that opens a connection for each session. */
record SchemaTenants(String url, String user, String password) implements MultiTenantConnectionProvider<String> {

    static SessionFactory factory(String url, Node node) {
        node.execute(
                "drop schema if exists acme cascade",
                "create schema acme",
                "create table acme.stock(id bigint primary key, version int, amount int)");
        Configuration configuration = new Configuration().addAnnotatedClass(Stock.class);
        configuration
                .getProperties()
                .put(
                        "hibernate.multi_tenant_connection_provider",
                        new SchemaTenants(url, node.username(), node.password()));
        configuration.setCurrentTenantIdentifierResolver(new CurrentTenantIdentifierResolver<String>() {
            @Override
            public String resolveCurrentTenantIdentifier() {
                return "acme";
            }

            @Override
            public boolean validateExistingCurrentSessions() {
                return true;
            }
        });
        configuration.setProperty("hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect");
        return configuration.buildSessionFactory();
    }

    @Override
    public Connection getAnyConnection() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    @Override
    public void releaseAnyConnection(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public Connection getConnection(String tenant) throws SQLException {
        Connection connection = getAnyConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set search_path to " + tenant + ", public");
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
