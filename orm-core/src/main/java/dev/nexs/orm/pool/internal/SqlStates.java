package dev.nexs.orm.pool.internal;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a pool concludes from an SQLSTATE. */
final class SqlStates {

    /** A write that met a replica: the connection leads to what is no longer the primary. */
    static final String READ_ONLY = "25006";

    private static final String CANNOT_CONNECT_NOW = "57P03";
    private static final String TOO_MANY = "53300";

    /** The server has ended the session; HikariCP does not know these. */
    private static final Set<String> SESSION_ENDED = Set.of("57P04", "57P05", "25P03", "25P04");

    private static final Set<String> SHUTDOWN = Set.of("57P01", "57P02", CANNOT_CONNECT_NOW);

    private SqlStates() {}

    /** {@return whether waiting may help: the network, a server that starts or is full, a role that changes} */
    static boolean heals(SQLException failure) {
        String state = failure.getSQLState();
        return isConnection(state)
                || SHUTDOWN.contains(state == null ? "" : state)
                || READ_ONLY.equals(state)
                || isFull(failure);
    }

    static boolean isFull(SQLException failure) {
        return TOO_MANY.equals(failure.getSQLState());
    }

    /** {@return whether the connection is of no more use} */
    static boolean isFatal(@Nullable String state) {
        return state != null
                && (READ_ONLY.equals(state)
                        || isConnection(state)
                        || SHUTDOWN.contains(state)
                        || SESSION_ENDED.contains(state));
    }

    /** {@return whether the connection could not be made or is lost} */
    static boolean isConnection(@Nullable String state) {
        return state != null && state.startsWith("08");
    }
}
