package dev.nexs.orm.observe.internal;

import dev.nexs.orm.observe.ObservedDataSource;
import dev.nexs.orm.observe.SafetyReport.Concern;
import dev.nexs.orm.observe.SafetyReport.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the primary's sessions in this database do: who waits for whom, what takes long, what is idle inside a transaction. */
final class ServerSessions {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String SESSIONS = "/* nexs */ SELECT pid, state, coalesce(usename, ''),"
            + " coalesce(application_name, ''), left(query, 2000),"
            + " extract(epoch FROM clock_timestamp() - query_start),"
            + " extract(epoch FROM clock_timestamp() - state_change), pg_blocking_pids(pid)::int[]"
            + " FROM pg_catalog.pg_stat_activity"
            + " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state IS NOT NULL";

    private static final String NOTIFICATIONS = "/* nexs */ SELECT pg_catalog.pg_notification_queue_usage(),"
            + " (SELECT count(*) FROM pg_catalog.pg_locks WHERE locktype = 'object' AND database = 0"
            + " AND classid = 1262 AND objid = 0 AND NOT granted)";

    private static final double FULL = 0.5;

    private ServerSessions() {}

    private record Session(
            int pid,
            String state,
            String who,
            String statement,
            double running,
            double inState,
            List<Integer> blockers) {}

    static List<Finding> ask(ObservedDataSource source, Duration threshold, Map<Integer, String> borrowers) {
        try (Connection connection = source.openUnpooled(PATIENCE)) {
            List<Finding> findings = judge(sessions(connection), threshold.toMillis() / 1_000.0, borrowers);
            notifications(connection, findings);
            return findings;
        } catch (SQLException e) {
            return List.of(new Finding(
                    Concern.NOT_ASKED, "The primary could not be asked: " + e.getMessage(), null, List.of()));
        }
    }

    private static Map<Integer, Session> sessions(Connection connection) throws SQLException {
        Map<Integer, Session> sessions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SESSIONS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Session session = new Session(
                        rows.getInt(1),
                        rows.getString(2),
                        rows.getString(3) + "@" + rows.getString(4),
                        QueryText.shown(rows.getString(5)),
                        rows.getDouble(6),
                        rows.getDouble(7),
                        List.of((Integer[]) rows.getArray(8).getArray()));
                sessions.put(session.pid(), session);
            }
        }
        return sessions;
    }

    private static List<Finding> judge(Map<Integer, Session> sessions, double limit, Map<Integer, String> borrowers) {
        List<Finding> findings = new ArrayList<>();
        for (Session session : sessions.values()) {
            String subject = subject(session, borrowers);
            if (!session.blockers().isEmpty()) {
                findings.add(finding(
                        Concern.LOCK_WAIT,
                        subject + " waits for a lock with: " + session.statement()
                                + chain(session, sessions, borrowers),
                        session.running()));
            } else if (session.state().equals("active") && session.running() >= limit) {
                findings.add(finding(
                        Concern.LONG_STATEMENT,
                        subject + " runs for " + (long) session.running() + " s: " + session.statement(),
                        session.running()));
            }
            if (session.state().startsWith("idle in transaction") && session.inState() >= limit) {
                findings.add(finding(
                        Concern.IDLE_IN_TRANSACTION,
                        subject + " is idle in its transaction for " + (long) session.inState() + " s, last: "
                                + session.statement(),
                        session.inState()));
            }
        }
        return findings;
    }

    private static Finding finding(Concern kind, String text, double seconds) {
        return new Finding(kind, text, Duration.ofMillis((long) (seconds * 1_000)), List.of());
    }

    private static String subject(Session session, Map<Integer, String> borrowers) {
        String thread = borrowers.get(session.pid());
        return "Process " + session.pid() + " (" + session.who()
                + (thread == null ? "" : ", thread " + thread + " of this JVM") + ")";
    }

    /** From who waits to who waits for nobody; who is met twice ends it. */
    private static String chain(Session from, Map<Integer, Session> sessions, Map<Integer, String> borrowers) {
        StringBuilder chain = new StringBuilder();
        List<Integer> seen = new ArrayList<>(List.of(from.pid()));
        Session at = from;
        while (at != null && !at.blockers().isEmpty()) {
            int blocker = at.blockers().get(0);
            at = sessions.get(blocker);
            chain.append("; held up by ");
            if (at == null) {
                chain.append("process ").append(blocker).append(", of another database or a prepared transaction");
            } else {
                chain.append(subject(at, borrowers))
                        .append(", ")
                        .append(at.state())
                        .append(": ")
                        .append(at.statement());
            }
            if (seen.contains(blocker)) {
                break;
            }
            seen.add(blocker);
        }
        return chain.toString();
    }

    private static void notifications(Connection connection, List<Finding> findings) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NOTIFICATIONS)) {
            row.next();
            double full = row.getDouble(1);
            long waiting = row.getLong(2);
            @Nullable
            String text = waiting > 1
                    ? waiting
                            + " commits wait for the server's notification lock; send with Delivery.COALESCED, or less"
                    : full >= FULL
                            ? "The server's notification queue is full to " + Math.round(full * 100) + " per cent"
                            : null;
            if (text != null) {
                findings.add(new Finding(Concern.NOTIFICATIONS, text, null, List.of()));
            }
        }
    }
}
