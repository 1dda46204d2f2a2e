package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.internal.sqlstate.SqlState;
import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Finds the exception that decides in a chain of causes. */
public final class FailureCauses {

    private FailureCauses() {}

    /**
     * {@return the SQLException to classify by, or null} The outermost one with an SQLSTATE; behind an echo (25P02), or a
     * batch's summary, the one that it stands for.
     */
    public static @Nullable SQLException decisive(Throwable failure) {
        SQLException found = null;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable each = failure; each != null && seen.add(each); each = next(each)) {
            if (each instanceof SQLException sql && (found == null || isVague(found))) {
                found = sql;
            }
        }
        return found;
    }

    private static @Nullable Throwable next(Throwable failure) {
        if (failure.getCause() != null) {
            return failure.getCause();
        }
        return failure instanceof BatchUpdateException batch ? batch.getNextException() : null;
    }

    /** Whether it says nothing by itself: no SQLSTATE, or the echo of an earlier failure. */
    static boolean isVague(SQLException failure) {
        return failure.getSQLState() == null || SqlState.IN_FAILED_SQL_TRANSACTION.isOf(failure);
    }

    /**
     * Whether there is no connection, although the SQLSTATE does not say so: an I/O failure is behind it (end of stream,
     * socket timeout), it is a pool's timeout, or it is FATAL. A pooler between says 08P01 of a server that it lost.
     */
    public static boolean isLostConnection(SQLException failure) {
        if (failure instanceof SQLTransientConnectionException) {
            return true;
        }
        if (SqlState.PROTOCOL_VIOLATION.isOf(failure) && "FATAL".equals(severity(failure))) {
            return true;
        }
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the server itself said ERROR: it goes on living and has rolled back. The driver gives severities in the
     * server's language, so under another one this errs on the side of not knowing.
     */
    public static boolean isAnsweredError(SQLException failure) {
        return "ERROR".equals(severity(failure));
    }

    private static @Nullable String severity(SQLException failure) {
        ServerErrorMessage message =
                failure instanceof PSQLException reported ? reported.getServerErrorMessage() : null;
        return message == null ? null : message.getSeverity();
    }
}
