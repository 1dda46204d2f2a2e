package dev.nexs.orm.hibernate;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.hibernate.HibernateException;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.dialect.Dialect;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.jdbc.connections.spi.DatabaseConnectionInfo;
import org.hibernate.engine.jdbc.env.spi.ExtractedDatabaseMetaData;
import org.hibernate.exception.JDBCConnectionException;
import org.hibernate.service.UnknownUnwrapTypeException;
import org.hibernate.service.spi.Configurable;
import org.hibernate.service.spi.Stoppable;
import org.jspecify.annotations.Nullable;

/**
 * Hands Hibernate the connections of a {@link NexsDataSource}. It unwraps to that datasource. A datasource that it built
 * from settings is closed with the session factory; one that it was given stays open.
 */
public final class NexsConnectionProvider implements ConnectionProvider, Configurable, Stoppable {

    private @Nullable NexsDataSource opened;
    private boolean owned;
    private boolean autoCommitOff;

    /** Called by Hibernate. */
    public NexsConnectionProvider() {}

    @Override
    public void configure(Map<String, Object> settings) {
        FactorySettings read = new FactorySettings(settings);
        NexsDataSource shared = read.sharedDataSource();
        NexsDataSource source = shared != null ? shared : NexsDataSource.from(read.ownSettings());
        if (read.serverIsNeeded()) {
            requireServer(source, shared == null);
        }
        owned = shared == null;
        opened = source;
        autoCommitOff = read.autoCommitOff();
    }

    /** Else Hibernate would log why it got no connection and then complain of something else, the missing dialect. */
    private static void requireServer(NexsDataSource source, boolean owned) {
        try {
            source.getConnection().close();
        } catch (SQLException e) {
            if (owned) {
                source.close();
            }
            throw new JDBCConnectionException(
                    "No server answered, and the session factory needs one to start: " + e.getMessage()
                            + "\nTo start without one, set " + JdbcSettings.ALLOW_METADATA_ON_BOOT + " to false and "
                            + JdbcSettings.DIALECT + " to org.hibernate.dialect.PostgreSQLDialect",
                    e);
        }
    }

    private NexsDataSource dataSource() {
        if (opened == null) {
            throw new HibernateException(
                    "The connection provider is closed; the session factory that owned it is, too");
        }
        return opened;
    }

    /**
     * A connection that borrows from a node at its first statement, so that Hibernate may ask for it, and switch its
     * auto-commit, as early as it likes: a transaction holds no connection before it needs one, and what is written outside
     * of any commits by itself.
     */
    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = dataSource().routing().getConnection();
        if (autoCommitOff) {
            connection.setAutoCommit(false);
        }
        return connection;
    }

    /** Auto-commit is off, since PostgreSQL refuses writes only to a transaction that is read-only. */
    @Override
    public Connection getReadOnlyConnection() throws SQLException {
        Connection connection = getConnection();
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        return connection;
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public void closeReadOnlyConnection(Connection connection) throws SQLException {
        connection.close();
    }

    /** Connections do not survive being released within a transaction. */
    @Override
    public boolean supportsAggressiveRelease() {
        return false;
    }

    @Override
    public boolean handlesConnectionReadOnly() {
        return true;
    }

    @Override
    public DatabaseConnectionInfo getDatabaseConnectionInfo(Dialect dialect, ExtractedDatabaseMetaData metaData) {
        return new ClusterInfo(dataSource(), dialect);
    }

    @Override
    public boolean isUnwrappableAs(Class<?> type) {
        return type.isInstance(this) || type.isAssignableFrom(NexsDataSource.class);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type.isAssignableFrom(NexsDataSource.class)) {
            return type.cast(dataSource());
        }
        throw new UnknownUnwrapTypeException(type);
    }

    @Override
    public void stop() {
        NexsDataSource source = opened;
        opened = null;
        if (owned && source != null) {
            source.close();
        }
    }

    @Override
    public String toString() {
        return "NexsConnectionProvider[" + (opened == null ? NexsSettings.URL + " closed" : opened) + "]";
    }
}
