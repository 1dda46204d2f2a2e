package dev.nexs.orm.cluster.internal;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what an exception says about the node behind it. */
final class Failures {

    private static final String TOO_MANY_CONNECTIONS = "53300";

    /**
     * Wrong log-in, no such database, no right: all said by a server that is up. 08004 is the driver's own word for what it
     * cannot answer such a server: it asks for a password and none is set, or it has no TLS and that is required.
     */
    private static final Set<String> LOGIN_REFUSALS = Set.of("28000", "28P01", "3D000", "42501", "08004");

    private Failures() {}

    /** The server is up and gave no connection. */
    static boolean refused(Throwable cause) {
        return loginRefused(cause) || TOO_MANY_CONNECTIONS.equals(sqlState(cause));
    }

    /** The server is up and does not let this user into this database. */
    static boolean loginRefused(Throwable cause) {
        String state = sqlState(cause);
        return state != null && LOGIN_REFUSALS.contains(state);
    }

    /** The other side closed the connection, as opposed to saying nothing: all other connections to it are likely dead. */
    static boolean connectionEnded(Throwable cause) {
        String state = sqlState(cause);
        boolean lost = state != null && (state.startsWith("08") || state.startsWith("57P"));
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

    private static @Nullable String sqlState(Throwable cause) {
        return cause instanceof SQLException sql ? sql.getSQLState() : null;
    }
}
