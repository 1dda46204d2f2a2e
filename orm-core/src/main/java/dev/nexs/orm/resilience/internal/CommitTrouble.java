package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.internal.sqlstate.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * Finds out why a transaction cannot be committed although its work may have returned: the work caught the exception of a
 * statement that failed, or of a connection that was lost. Nothing is watched for that: the driver knows the state of its
 * transaction and remembers the first failure, so a unit in which nothing fails pays a look at a field.
 */
final class CommitTrouble {

    private static final String FAILED = SqlState.IN_FAILED_SQL_TRANSACTION.code();
    private static final String LOST = SqlState.CONNECTION_DOES_NOT_EXIST.code();

    private CommitTrouble() {}

    /** Throws what stands in the way of a COMMIT; its cause is the first failure. Sends nothing where nothing failed. */
    static void check(Connection connection) throws SQLException {
        SQLException first = first(connection);
        if (first != null) {
            String what = LOST.equals(first.getSQLState())
                    ? first.getMessage()
                    : "a statement of the unit failed and its exception was caught, and after a failure PostgreSQL"
                            + " commits nothing. The first failure was " + first.getSQLState() + ", "
                            + first.getMessage();
            throw new SQLException(what, LOST.equals(first.getSQLState()) ? LOST : FAILED, first);
        }
    }

    /**
     * {@return the first failure of the transaction, if {@code thrown} does not tell it, or null} Costs a round trip, once
     * something failed and only if what was thrown says nothing of it.
     */
    static @Nullable SQLException hiddenBy(Throwable thrown, Connection connection) {
        SQLException told = FailureCauses.decisive(thrown);
        if (told != null && (!FailureCauses.isVague(told) || FailureCauses.isLostConnection(told))) {
            return null;
        }
        try {
            return first(connection);
        } catch (SQLException e) {
            return e; // asking failed: the connection is gone
        }
    }

    /** Puts the first failure where whoever reads the exception finds it. */
    static void reveal(SQLException first, Throwable thrown) {
        SQLException told = FailureCauses.decisive(thrown);
        if (told == null || told.getCause() != null) {
            thrown.addSuppressed(first);
            return;
        }
        try {
            told.initCause(first);
        } catch (IllegalStateException causeWasGivenAsNull) {
            thrown.addSuppressed(first);
        }
    }

    private static @Nullable SQLException first(Connection connection) throws SQLException {
        BaseConnection driver = connection.isClosed() ? null : connection.unwrap(BaseConnection.class);
        if (driver == null || driver.isClosed()) {
            return new SQLException("the connection was lost before COMMIT was sent, so the server rolls back", LOST);
        }
        return CommitMessage.firstFailure(driver);
    }
}
