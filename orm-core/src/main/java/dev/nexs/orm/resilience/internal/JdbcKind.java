package dev.nexs.orm.resilience.internal;

import java.sql.Connection;
import java.sql.SQLException;

/** The session is the connection. */
public final class JdbcKind implements SessionKind<Connection> {

    @Override
    public Connection open(Connection connection, boolean readOnly) {
        return connection;
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
        connection.rollback();
    }

    @Override
    public void flush(Connection connection) {
        // statements are sent when they are executed
    }

    @Override
    public boolean isRollbackOnly(Connection connection) {
        return false; // the driver knows, and is asked
    }

    @Override
    public void undo(Connection connection) {
        // it gathers nothing
    }

    @Override
    public boolean foundStaleRow(Throwable failure) {
        return false;
    }

    @Override
    public void close(Connection connection) {
        // the unit gives it back
    }
}
