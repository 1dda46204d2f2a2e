package dev.nexs.orm.routing.internal;

import dev.nexs.orm.cluster.internal.Route;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A borrowed connection and where it leads.
 *
 * @param connection the connection
 * @param route its node, or null where there is only one
 * @param as what the node serves as
 * @param caller on whose behalf it was borrowed: what it shows and what is written by it is noted there; null if nobody
 *     wants to know
 */
public record Borrowed(
        Connection connection,
        @Nullable Route route,
        As as,
        @Nullable CallerMemory caller) {

    /** What a node serves as. */
    enum As {
        /** A replica. */
        REPLICA,
        /** The primary, as it was asked for, or is the only node. */
        PRIMARY,
        /** The primary, because no replica would do. */
        PRIMARY_INSTEAD
    }

    /** A connection to the only node there is. */
    public static Borrowed of(Connection connection) {
        return new Borrowed(connection, null, As.PRIMARY, null);
    }

    static Borrowed of(Connection connection, Route route) {
        return new Borrowed(connection, route, As.REPLICA, null);
    }

    Borrowed noted(As serves, CallerMemory memory) {
        return new Borrowed(connection, route, serves, memory);
    }

    /** The same connection, dressed as another. */
    public Borrowed with(Connection dressed) {
        return new Borrowed(dressed, route, as, caller);
    }

    /** The caller has seen what this connection showed. */
    public void shown() {
        if (caller != null && route != null) {
            caller.used().used(route, as);
        }
    }

    /** From now until {@link #giveBack()} the caller may see, or write, something at any moment. */
    Borrowed held() {
        if (caller != null && route != null) {
            caller.used().opened(route, as);
        }
        return this;
    }

    void giveBack() throws SQLException {
        try {
            connection.close();
        } finally {
            left();
        }
    }

    /** The connection is closed, or soon will be. */
    void left() {
        if (caller != null && route != null) {
            caller.used().closed(route, as);
        }
    }
}
