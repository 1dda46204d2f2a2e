package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.internal.sqlstate.SqlState;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.TransactionState;
import org.postgresql.core.Tuple;
import org.postgresql.util.PSQLWarning;

/**
 * Sends COMMIT and asks for the log's position in one message, so that a token costs no round trip.
 *
 * <p>JDBC cannot tell which of two statements failed, and a failure after COMMIT is not one of it. So this speaks to the
 * driver's own core, where each answer arrives by itself: once COMMIT is answered, nothing that follows can fail the
 * transaction. The server runs the second statement when the commit is complete, a synchronous standby's answer
 * included. This is the only class that knows the driver's inside.
 */
final class CommitMessage extends ResultHandlerBase {

    private static final String COMMIT = "COMMIT";
    private static final String SHORT = "SELECT " + SystemIdentifiers.SHORT_COLUMNS;
    private static final int FLAGS =
            QueryExecutor.QUERY_SUPPRESS_BEGIN | QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_NO_BINARY_TRANSFER;

    /** The server's function that gives the warning; its text depends on the server's language. */
    private static final String SYNCHRONOUS_WAIT = "SyncRepWaitForLSN";

    private @Nullable String system;
    private boolean committed;
    private boolean rolledBack;
    private boolean unreplicated;
    private @Nullable ConsistencyToken position;

    private CommitMessage(@Nullable String system) {
        this.system = system;
    }

    /**
     * Commits.
     *
     * @param systems what is known of the clusters, and learned, if the position is to be asked as well; else null
     * @throws SQLException if COMMIT failed, or its answer did not arrive
     */
    static CommitAnswer send(BaseConnection connection, @Nullable SystemIdentifiers systems) throws SQLException {
        String known = systems == null ? null : systems.of(connection);
        CommitMessage answer = new CommitMessage(known);
        String sql = systems == null ? COMMIT : COMMIT + ";" + (known == null ? WalQuery.PRIMARY : SHORT);
        Query query = connection.createQuery(sql, false, false).query;
        try {
            connection.getQueryExecutor().execute(query, null, answer, 0, 0, FLAGS);
        } catch (SQLException e) {
            if (!answer.committed) {
                throw e;
            }
        } finally {
            query.close();
        }
        if (answer.rolledBack) {
            throw new SQLException(
                    "The server answered COMMIT with ROLLBACK: a statement had failed before",
                    SqlState.IN_FAILED_SQL_TRANSACTION.code());
        }
        if (systems != null && known == null && answer.system != null) {
            systems.learn(connection, answer.system);
        }
        return new CommitAnswer(answer.position, answer.unreplicated);
    }

    /** Whether a statement of the transaction failed, so that COMMIT would roll back. */
    static boolean hasFailed(BaseConnection connection) {
        return connection.getTransactionState() == TransactionState.FAILED;
    }

    /**
     * {@return the failure because of which COMMIT would roll back, or null} The driver keeps it to itself, but makes it
     * the cause of what each further statement is answered; so one is sent.
     */
    static @Nullable SQLException firstFailure(BaseConnection connection) throws SQLException {
        if (!hasFailed(connection)) {
            return null;
        }
        Query query = connection.createQuery("SELECT 1", false, false).query;
        try {
            connection.getQueryExecutor().execute(query, null, new CommitMessage(null), 0, 0, FLAGS);
            return null;
        } catch (SQLException echo) {
            return echo.getCause() instanceof SQLException first ? first : echo;
        } finally {
            query.close();
        }
    }

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertOid) {
        committed |= status.equals(COMMIT);
        rolledBack |= status.equals("ROLLBACK");
    }

    @Override
    public void handleResultRows(Query fromQuery, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
        Tuple row = tuples.get(0);
        int last = fields.length - 1;
        String identifier = system == null ? text(row, 0) : system;
        position = WalQuery.token(identifier, text(row, last - 1), text(row, last));
        system = identifier;
    }

    private static String text(Tuple row, int column) {
        return new String(row.get(column), StandardCharsets.US_ASCII);
    }

    @Override
    public void handleWarning(SQLWarning warning) {
        if (warning instanceof PSQLWarning notice) {
            unreplicated |= notice.getServerErrorMessage() != null
                    && SYNCHRONOUS_WAIT.equals(notice.getServerErrorMessage().getRoutine());
        }
    }
}
