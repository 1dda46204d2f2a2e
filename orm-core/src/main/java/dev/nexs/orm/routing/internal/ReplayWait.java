package dev.nexs.orm.routing.internal;

import dev.nexs.orm.cluster.WalPosition;
import dev.nexs.orm.cluster.internal.Member;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits on a borrowed connection until its replica has replayed a position. PostgreSQL 19 waits by itself; older servers
 * are asked again and again, as is a server that refuses the statement. Thread-safe.
 */
final class ReplayWait {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayWait.class);

    /** The first one with {@code WAIT FOR LSN}. */
    private static final int WAITING_SERVER = 190_000;

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private volatile boolean refused;

    /**
     * Waits.
     *
     * @param end until when, as {@link System#nanoTime()}; the replica is asked at least once
     * @param goOn asked between questions
     * @return whether the replica has it
     */
    boolean reaches(Member replica, Connection connection, WalPosition position, long end, BooleanSupplier goOn)
            throws SQLException {
        if (replica.serverVersion() >= WAITING_SERVER && !refused) {
            try {
                return told(replica, connection, position, end);
            } catch (SQLException e) {
                if (!isRefusal(e)) {
                    throw e;
                }
                refused = true;
                LOG.warn("{}: WAIT FOR LSN was refused, so replicas are asked again and again", replica.id(), e);
            }
        }
        return asked(replica, connection, position, end, goOn);
    }

    /** The server answered and lives: it does not know the statement, or not here. */
    private static boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        return state != null
                && (state.startsWith("42")
                        || state.startsWith("0A")
                        || state.startsWith("25")
                        || state.startsWith("22")
                        || state.startsWith("55"));
    }

    private static boolean told(Member replica, Connection connection, WalPosition position, long end)
            throws SQLException {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        String answer = PositionQuery.aside(connection, statement -> answer(statement, statementFor(position, millis)));
        boolean reached = answer.equals("success");
        if (reached) {
            replica.replayed(position.lsn());
        }
        return reached;
    }

    /** A time of 0 would be none. On time-out and after a promotion the server answers with another word. */
    static String statementFor(WalPosition position, long millis) {
        return "WAIT FOR LSN '" + position.lsnText() + "' WITH (TIMEOUT '" + Math.max(1, millis) + "ms', NO_THROW)";
    }

    private static String answer(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static boolean asked(
            Member replica, Connection connection, WalPosition position, long end, BooleanSupplier goOn)
            throws SQLException {
        for (long pause = FIRST_PAUSE_NANOS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS)) {
            PositionQuery.Answer answer = PositionQuery.ask(connection);
            if (!answer.isReplica()) {
                return false;
            }
            replica.replayed(answer.lsn());
            if (Long.compareUnsigned(answer.lsn(), position.lsn()) >= 0) {
                return true;
            }
            if (System.nanoTime() + pause - end >= 0
                    || Thread.currentThread().isInterrupted()
                    || !goOn.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(pause);
        }
    }
}
