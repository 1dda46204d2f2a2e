package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.RestoreConflictException;
import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/**
 * A restore may collide with a live row that took the place of the trashed one. A savepoint keeps the connection usable
 * then, so that one can look for the row that is in the way.
 */
public final class Conflicts {

    private Conflicts() {}

    /** Runs the statement that restores a row; a violated unique constraint becomes an exception that names it. */
    public static void watch(SessionImplementor session, SoftDeletePersister persister, Object id, Runnable restore) {
        if (!hasUnique(persister)) {
            restore.run();
            return;
        }
        Connection connection =
                session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
        Savepoint before = set(connection, session);
        try {
            restore.run();
        } catch (ConstraintViolationException e) {
            rollback(connection, before, session, e);
            String constraint = String.valueOf(e.getConstraintName());
            throw new RestoreConflictException(
                    persister.getEntityName(),
                    id,
                    constraint,
                    ConflictingRow.find(session, persister, id, constraint),
                    e);
        }
        release(connection, before, session);
    }

    private static boolean hasUnique(SoftDeletePersister persister) {
        EntityDefinition definition = persister.trash().marker().definition();
        return !definition.unique().isEmpty();
    }

    private static @Nullable Savepoint set(Connection connection, SessionImplementor session) {
        try {
            return connection.getAutoCommit() ? null : connection.setSavepoint();
        } catch (SQLException e) {
            throw converted(e, session);
        }
    }

    private static void rollback(
            Connection connection,
            @Nullable Savepoint savepoint,
            SessionImplementor session,
            ConstraintViolationException cause) {
        try {
            if (savepoint != null) {
                connection.rollback(savepoint);
            }
        } catch (SQLException e) {
            cause.addSuppressed(converted(e, session));
            throw cause;
        }
    }

    private static void release(Connection connection, @Nullable Savepoint savepoint, SessionImplementor session) {
        try {
            if (savepoint != null) {
                connection.releaseSavepoint(savepoint);
            }
        } catch (SQLException e) {
            throw converted(e, session);
        }
    }

    private static RuntimeException converted(SQLException e, SessionImplementor session) {
        return session.getJdbcServices().getSqlExceptionHelper().convert(e, "could not use a savepoint");
    }
}
