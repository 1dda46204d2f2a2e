package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.internal.sqlstate.SqlState;
import java.net.SocketTimeoutException;
import java.sql.SQLException;

/** Tells what an exception says about the node behind it. */
final class Failures {

    private Failures() {}

    /** The server is up and gave no connection. */
    static boolean refused(Throwable cause) {
        SqlState state = SqlState.of(cause);
        return state != null && state.isRefused();
    }

    /** The server is up and does not let this user into this database. */
    static boolean loginRefused(Throwable cause) {
        SqlState state = SqlState.of(cause);
        return state != null && state.isLoginRefused();
    }

    /** The other side closed the connection, as opposed to saying nothing: all other connections to it are likely dead. */
    static boolean connectionEnded(Throwable cause) {
        SqlState state = SqlState.of(cause);
        boolean lost = state != null && state.endsConnection();
        for (Throwable reason = cause; reason != null && lost; reason = reason.getCause()) {
            lost = !(reason instanceof SocketTimeoutException);
        }
        return lost;
    }

    /** The other side said nothing, as opposed to anything else. */
    static boolean silent(Throwable cause) {
        Throwable reason = cause;
        while (reason != null && !(reason instanceof SocketTimeoutException)) {
            reason = reason.getCause();
        }
        return reason != null;
    }

    /** A pool gave up because its node did not give it connections, as opposed to being busy or closed. */
    static boolean isNodesFault(SQLException borrowing) {
        return borrowing.getCause() instanceof SQLException;
    }

    /** What went wrong, with its root where the message keeps that to itself. */
    static String text(Throwable cause) {
        Throwable root = cause;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        String said = said(cause);
        return root.equals(cause) || said.contains(said(root)) ? said : said + " (" + root + ")";
    }

    private static String said(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message.strip();
    }
}
