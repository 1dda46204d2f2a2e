package dev.nexs.orm.routing.internal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Hands out connections that choose their node later. Borrows nothing itself. It unwraps to the datasource that it belongs
 * to, so that whoever is handed this one finds that one's memory of what was seen.
 */
public final class RoutingDataSource implements DataSource {

    private final NodeChoice choice;
    private final boolean autoCommit;
    private final DataSource owner;

    /**
     * Chooses by {@code choice}.
     *
     * @param autoCommit what {@code getAutoCommit()} says before a node is chosen: the pools' own default
     * @param owner the datasource that this one belongs to
     */
    public RoutingDataSource(NodeChoice choice, boolean autoCommit, DataSource owner) {
        this.choice = choice;
        this.autoCommit = autoCommit;
        this.owner = owner;
    }

    @Override
    public Connection getConnection() {
        return new RoutingConnection(choice, autoCommit);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "a routing datasource has its credentials from the settings; call getConnection()");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // logs go to SLF4J
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("set nexs.failover.timeout instead of a login timeout");
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("logs go to SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        return owner.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || owner.isWrapperFor(type);
    }
}
