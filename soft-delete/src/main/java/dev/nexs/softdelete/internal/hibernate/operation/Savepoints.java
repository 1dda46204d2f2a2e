package dev.nexs.softdelete.internal.hibernate.operation;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** Work that may fail without taking the transaction along. */
public final class Savepoints {

    private final SharedSessionContractImplementor session;

    /** In the transaction of this session. */
    public Savepoints(SharedSessionContractImplementor session) {
        this.session = session;
    }

    /** Runs it; if it fails everything that it did is undone, and the connection can be used on. */
    public void within(Runnable work) {
        Connection connection =
                session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
        Savepoint before = set(connection);
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            rollback(connection, before, e);
            throw e;
        }
        try {
            if (before != null) {
                connection.releaseSavepoint(before);
            }
        } catch (SQLException e) {
            throw converted(e);
        }
    }

    private @Nullable Savepoint set(Connection connection) {
        try {
            return connection.getAutoCommit() ? null : connection.setSavepoint();
        } catch (SQLException e) {
            throw converted(e);
        }
    }

    private void rollback(Connection connection, @Nullable Savepoint savepoint, Throwable cause) {
        try {
            if (savepoint != null) {
                connection.rollback(savepoint);
                connection.releaseSavepoint(savepoint);
            }
        } catch (SQLException e) {
            cause.addSuppressed(converted(e));
        }
    }

    private RuntimeException converted(SQLException e) {
        return session.getJdbcServices().getSqlExceptionHelper().convert(e, "could not use a savepoint");
    }
}
