package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.CommitOutcomeUnknownException.Reason;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.jdbc.OwnQuery;
import dev.nexs.orm.resilience.CommitMarkers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what became of a COMMIT whose answer was lost. Thread-safe.
 *
 * <p>On the timeline on which it was sent the server knows: {@code pg_xact_status}. On another one only the marker row
 * does. "In progress" is waited for, since the old backend may still commit. What was found to be committed counts only
 * after a small transaction behind it has committed too: under synchronous replication that one waits for a standby, so
 * a commit that was cut off before its standby had it is not mistaken for a safe one.
 */
final class CommitResolver {

    private static final Logger LOG = LoggerFactory.getLogger(CommitResolver.class);
    private static final long PAUSE_MILLIS = 25;

    private final ConnectionSource source;
    private final MarkerSweep sweep = new MarkerSweep();
    private final SystemIdentifiers systems = new SystemIdentifiers();

    CommitResolver(ConnectionSource source) {
        this.source = source;
    }

    /**
     * An outcome.
     *
     * @param committed whether it is committed
     * @param position where the log was when that was known, or null
     * @param reason why it is not known, or null if it is
     */
    record Outcome(
            boolean committed,
            @Nullable ConsistencyToken position,
            @Nullable Reason reason) {

        static final Outcome ROLLED_BACK = new Outcome(false, null, null);

        static Outcome unknown(Reason reason) {
            return new Outcome(false, null, reason);
        }
    }

    /** Who removes the markers of this source. */
    MarkerSweep sweep() {
        return sweep;
    }

    /** What is known of the clusters behind this source. */
    SystemIdentifiers systems() {
        return systems;
    }

    /**
     * Asks until there is an answer or the time is up; what goes wrong meanwhile, whatever it is, is suppressed in
     * {@code failure}: a session factory's connections fail with exceptions of Hibernate's.
     */
    Outcome resolve(TransactionTicket ticket, Deadline deadline, SQLException failure) {
        boolean interrupted = Thread.interrupted();
        try {
            Exception last = null;
            while (!deadline.isOver()) {
                try {
                    Outcome outcome = ask(ticket, deadline);
                    if (outcome != null) {
                        LOG.info("Commit {} was resolved: {}", ticket, outcome);
                        return outcome;
                    }
                } catch (SQLException | RuntimeException e) {
                    last = e;
                }
                if (Thread.interrupted()) {
                    interrupted = true;
                    break;
                }
                pause();
            }
            if (last != null) {
                failure.addSuppressed(last);
            }
            return Outcome.unknown(Reason.UNRESOLVED_IN_TIME);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return null if it is worth asking again} */
    private @Nullable Outcome ask(TransactionTicket ticket, Deadline deadline) throws SQLException {
        Connection connection = source.writerWithin(deadline.left()).connection();
        try {
            int left = (int)
                    Math.min(Integer.MAX_VALUE, Math.max(1, deadline.left().toMillis()));
            int before = connection.getNetworkTimeout();
            boolean autoCommit = connection.getAutoCommit();
            connection.setNetworkTimeout(Runnable::run, left);
            connection.setAutoCommit(true);
            Outcome outcome = ask(connection, ticket);
            connection.setAutoCommit(autoCommit);
            connection.setNetworkTimeout(Runnable::run, before);
            return outcome;
        } catch (SQLException | RuntimeException e) {
            connection.abort(Runnable::run);
            throw e;
        } finally {
            source.release(connection);
        }
    }

    private static @Nullable Outcome ask(Connection connection, TransactionTicket ticket) throws SQLException {
        ConsistencyToken now = OwnQuery.run(connection, WalQuery::primary);
        ConsistencyToken then = ticket.position();
        if (now.systemIdentifier() != then.systemIdentifier()) {
            return Outcome.unknown(Reason.TIMELINE_CHANGED);
        }
        if (now.timeline() < then.timeline()) {
            return null; // an old primary that nobody has fenced yet
        }
        if (now.timeline() == then.timeline()) {
            return byStatus(connection, ticket);
        }
        if (ticket.marker() == null) {
            return Outcome.unknown(Reason.TIMELINE_CHANGED);
        }
        return CommitMarkers.exists(connection, ticket.marker()) ? committed(connection) : Outcome.ROLLED_BACK;
    }

    private static @Nullable Outcome byStatus(Connection connection, TransactionTicket ticket) throws SQLException {
        String status = status(connection, ticket.xid());
        if (status == null) {
            return Outcome.unknown(Reason.STATUS_FORGOTTEN);
        }
        return switch (status) {
            case "committed" -> committed(connection);
            case "aborted" -> Outcome.ROLLED_BACK;
            default -> null;
        };
    }

    private static @Nullable String status(Connection connection, String xid) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(OwnQuery.MARK + "SELECT pg_xact_status(?::xid8)")) {
            statement.setString(1, xid);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** {@return null if somebody canceled the wait for a standby: then ask again} */
    private static @Nullable Outcome committed(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(OwnQuery.MARK + "SELECT pg_logical_emit_message(true, 'nexs', '')");
            SQLWarning warning = statement.getWarnings();
            return warning == null ? new Outcome(true, WalQuery.primary(statement), null) : null;
        }
    }
}
