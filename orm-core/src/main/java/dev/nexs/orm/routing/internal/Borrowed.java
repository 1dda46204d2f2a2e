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
 * @param trail where it is noted that the caller used this node, or null if nobody wants to know
 */
public record Borrowed(
        Connection connection,
        @Nullable Route route,
        As as,
        @Nullable Trail trail) {

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

    static Borrowed from(Route route) throws SQLException {
        return new Borrowed(route.borrow(), route, As.REPLICA, null);
    }

    /** For a borrower who may go elsewhere: a node that gives no connection soon is passed over. */
    static Borrowed soonFrom(Route route) throws SQLException {
        return new Borrowed(route.borrowSoon(), route, As.REPLICA, null);
    }

    Borrowed noted(As serves, Trail caller) {
        return new Borrowed(connection, route, serves, caller);
    }

    /** The caller has seen what this connection showed. */
    public void shown() {
        if (trail != null && route != null) {
            trail.used(route, as);
        }
    }

    /** From now until {@link #giveBack()} the caller may see, or write, something at any moment. */
    Borrowed held() {
        if (trail != null && route != null) {
            trail.opened(route, as);
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
        if (trail != null && route != null) {
            trail.closed(route, as);
        }
    }
}
