package dev.nexs.softdelete.internal.hibernate;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.hibernate.engine.jdbc.spi.JdbcCoordinator;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** Runs a statement of our own the way Hibernate runs its own: logged, inspected, and released with the transaction. */
public final class NativeStatements {

    /** Sets the parameters of a statement. */
    @FunctionalInterface
    public interface Binder {
        /** Sets them. */
        void bind(PreparedStatement statement) throws SQLException;
    }

    private NativeStatements() {}

    /** Runs it and returns the number of rows. */
    public static int execute(SharedSessionContractImplementor session, String sql, Binder binder) {
        JdbcCoordinator coordinator = session.getJdbcCoordinator();
        return execute(
                session,
                sql,
                binder,
                statement -> coordinator.getResultSetReturn().executeUpdate(statement, sql));
    }

    /**
     * Runs it under a savepoint of the caller. A failure does not mark the transaction for rollback then, which Hibernate
     * does after any other failed statement.
     */
    static int attempt(SharedSessionContractImplementor session, String sql, Binder binder) {
        return execute(session, sql, binder, PreparedStatement::executeUpdate);
    }

    private static int execute(SharedSessionContractImplementor session, String sql, Binder binder, Execution run) {
        JdbcCoordinator coordinator = session.getJdbcCoordinator();
        PreparedStatement statement = coordinator.getStatementPreparer().prepareStatement(sql);
        try {
            binder.bind(statement);
            return run.rows(statement);
        } catch (SQLException e) {
            throw session.getJdbcServices().getSqlExceptionHelper().convert(e, "could not execute", sql);
        } finally {
            coordinator.getLogicalConnection().getResourceRegistry().release(statement);
            coordinator.afterStatementExecution();
        }
    }

    @FunctionalInterface
    private interface Execution {
        int rows(PreparedStatement statement) throws SQLException;
    }
}
