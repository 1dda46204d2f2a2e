package dev.nexs.softdelete.internal.hibernate.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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

    /** Makes something of the current row. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads it. */
        T read(ResultSet row) throws SQLException;
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
    public static int attempt(SharedSessionContractImplementor session, String sql, Binder binder) {
        return execute(session, sql, binder, PreparedStatement::executeUpdate);
    }

    /** Runs a query and returns what the reader makes of each row. */
    public static <T> List<T> query(
            SharedSessionContractImplementor session, String sql, Binder binder, Reader<T> reader) {
        return execute(session, sql, binder, statement -> {
            List<T> read = new ArrayList<>();
            ResultSet rows = session.getJdbcCoordinator().getResultSetReturn().extract(statement, sql);
            while (rows.next()) {
                read.add(reader.read(rows));
            }
            return read;
        });
    }

    private static <R> R execute(
            SharedSessionContractImplementor session, String sql, Binder binder, Execution<R> run) {
        JdbcCoordinator coordinator = session.getJdbcCoordinator();
        PreparedStatement statement = coordinator.getStatementPreparer().prepareStatement(sql);
        try {
            binder.bind(statement);
            return run.result(statement);
        } catch (SQLException e) {
            throw session.getJdbcServices().getSqlExceptionHelper().convert(e, "could not execute", sql);
        } finally {
            coordinator.getLogicalConnection().getResourceRegistry().release(statement);
            coordinator.afterStatementExecution();
        }
    }

    @FunctionalInterface
    private interface Execution<R> {
        R result(PreparedStatement statement) throws SQLException;
    }
}
