package dev.nexs.orm.internal.sqlstate;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every SQLSTATE that is not simply "the server would answer the same again": what it says of the connection and of the
 * server behind it, and whether a transaction may be run again, before its COMMIT was sent and after. Pools, the cluster and
 * units of work all ask here, so that they never disagree.
 */
public enum SqlState {

    /** The server rolled back for another transaction. */
    SERIALIZATION_FAILURE("40001", Again.YES, Again.YES, "the server rolled back for another transaction"),
    /** The server rolled back to end a deadlock. */
    DEADLOCK_DETECTED("40P01", Again.YES, Again.YES, "the server rolled back to end a deadlock"),
    /** Whoever sends it does not know. */
    STATEMENT_COMPLETION_UNKNOWN("40003", Again.UNKNOWN, Again.UNKNOWN, "the sender says that it does not know"),
    /** Whoever sends it does not know. */
    TRANSACTION_RESOLUTION_UNKNOWN(
            "08007", Again.UNKNOWN, Again.UNKNOWN, "the sender says that it does not know", Says.CONNECTION_LOST),
    /** A lock timeout. */
    LOCK_NOT_AVAILABLE("55P03", Again.NO, Again.NO, "a lock timeout was asked for; retrying is a matter of policy"),
    /** Canceled, by hand or by a statement timeout. */
    QUERY_CANCELED("57014", Again.NO, Again.NO, "somebody canceled it, or a statement timeout did"),
    /** No session was opened. */
    TOO_MANY_CONNECTIONS(
            "53300",
            Again.ELSEWHERE,
            Again.UNKNOWN,
            "no session was opened; there may be room soon",
            Says.FULL,
            Says.REFUSED,
            Says.HEALS),
    /** The server starts or stops. */
    CANNOT_CONNECT_NOW(
            "57P03", Again.ELSEWHERE, Again.UNKNOWN, "the server starts or stops", Says.SESSION_ENDED, Says.HEALS),
    /** Somebody stopped the server or ended the session. */
    ADMIN_SHUTDOWN(
            "57P01", Again.ELSEWHERE, Again.UNKNOWN, "the server ended the session", Says.SESSION_ENDED, Says.HEALS),
    /** Another server process crashed. */
    CRASH_SHUTDOWN(
            "57P02", Again.ELSEWHERE, Again.UNKNOWN, "another server process crashed", Says.SESSION_ENDED, Says.HEALS),
    /** The session had been idle for too long. */
    IDLE_SESSION_TIMEOUT(
            "57P05",
            Again.ELSEWHERE,
            Again.UNKNOWN,
            "the session was idle before this transaction",
            Says.SESSION_ENDED),
    /** The database is gone. */
    DATABASE_DROPPED("57P04", Again.NO, Again.UNKNOWN, "there is nothing to retry on", Says.SESSION_ENDED),
    /** The unit paused for too long. */
    IDLE_IN_TRANSACTION_SESSION_TIMEOUT(
            "25P03", Again.NO, Again.UNKNOWN, "the unit paused for too long", Says.SESSION_ENDED),
    /** The unit took too long. */
    TRANSACTION_TIMEOUT("25P04", Again.NO, Again.UNKNOWN, "the unit took too long and would again", Says.SESSION_ENDED),
    /**
     * The driver's own word for what it cannot answer a server that is up: it asks for a password and none is set, or it
     * has no TLS and that is required.
     */
    CONNECTION_REJECTED(
            "08004",
            Again.NO,
            Again.UNKNOWN,
            "the server was up and the log-in was refused",
            Says.LOGIN_REFUSED,
            Says.REFUSED),
    /** Driver and server, or a pooler between them, do not understand each other. */
    PROTOCOL_VIOLATION(
            "08P01",
            Again.NO,
            Again.UNKNOWN,
            "driver and server do not understand each other",
            Says.CONNECTION_LOST,
            Says.HEALS),
    /** The connection is closed; whoever closed it knows why. */
    CONNECTION_DOES_NOT_EXIST(
            "08003",
            Again.ELSEWHERE,
            Again.UNKNOWN,
            "the connection was lost or never made",
            Says.CONNECTION_LOST,
            Says.HEALS),
    /** All of class 08 that has no line of its own. */
    CONNECTION_EXCEPTION(
            "08",
            Again.ELSEWHERE,
            Again.UNKNOWN,
            "the connection was lost or never made",
            Says.CONNECTION_LOST,
            Says.HEALS),
    /** A write met a node that takes none, or a transaction that was said to be read-only. */
    READ_ONLY_SQL_TRANSACTION(
            "25006",
            Again.ELSEWHERE,
            Again.ELSEWHERE,
            "the node does not take writes (any more)",
            Says.READ_ONLY,
            Says.HEALS),
    /** An echo. */
    IN_FAILED_SQL_TRANSACTION("25P02", Again.NO, Again.NO, "an echo of an earlier failure, which decides if known"),
    /** The role is unknown, or may not log in. */
    INVALID_AUTHORIZATION_SPECIFICATION("28000", Says.LOGIN_REFUSED, Says.REFUSED),
    /** Wrong password. */
    INVALID_PASSWORD("28P01", Says.LOGIN_REFUSED, Says.REFUSED),
    /** No such database. */
    INVALID_CATALOG_NAME("3D000", Says.LOGIN_REFUSED, Says.REFUSED),
    /** When a connection is opened: no right to connect to the database. */
    INSUFFICIENT_PRIVILEGE("42501", Says.LOGIN_REFUSED, Says.REFUSED),
    /** No such table. */
    UNDEFINED_TABLE("42P01"),
    /** PostgreSQL cannot do what was asked; the connection is as good as before. */
    FEATURE_NOT_SUPPORTED("0A000");

    private static final String CLASS_OF_CONNECTIONS = "08";

    private static final Map<String, SqlState> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(SqlState::code, Function.identity()));

    private final String code;
    private final Again beforeCommit;
    private final Again commitSent;
    private final String reason;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable set
    private final Set<Says> says;

    /** Of a transaction it says nothing but that the server would answer the same again. */
    SqlState(String code, Says... says) {
        this(code, Again.NOT_SAID, Again.NOT_SAID, "the server would answer the same again", says);
    }

    SqlState(String code, Again beforeCommit, Again commitSent, String reason, Says... says) {
        this.code = code;
        this.beforeCommit = beforeCommit;
        this.commitSent = commitSent;
        this.reason = reason;
        this.says = Set.of(says);
    }

    /** Whether a transaction may be run again. */
    public enum Again {
        /** On the same node. */
        YES,
        /** On another connection, to whichever node is right then. */
        ELSEWHERE,
        /** It may have been committed. */
        UNKNOWN,
        /** It would fail again. */
        NO,
        /** The state alone does not tell. */
        NOT_SAID
    }

    /** What a state says of the connection and the server. */
    private enum Says {
        CONNECTION_LOST,
        SESSION_ENDED,
        REFUSED,
        LOGIN_REFUSED,
        FULL,
        READ_ONLY,
        HEALS
    }

    /** {@return the line of a SQLSTATE: its own, else that of its class; null where nothing particular is known} */
    public static @Nullable SqlState of(@Nullable String state) {
        if (state == null) {
            return null;
        }
        SqlState own = BY_CODE.get(state);
        return own == null && state.startsWith(CLASS_OF_CONNECTIONS) ? CONNECTION_EXCEPTION : own;
    }

    /** {@return the line of what was thrown, or null} */
    public static @Nullable SqlState of(Throwable thrown) {
        return thrown instanceof SQLException failure ? of(failure.getSQLState()) : null;
    }

    /** {@return whether {@code thrown} has this state} */
    public boolean isOf(Throwable thrown) {
        return of(thrown) == this;
    }

    /** {@return the SQLSTATE, or the first two characters of a whole class} */
    public String code() {
        return code;
    }

    /** {@return what may be done if COMMIT had not been sent} */
    public Again beforeCommit() {
        return beforeCommit;
    }

    /** {@return what may be done if it had} */
    public Again commitSent() {
        return commitSent;
    }

    /** {@return why, in a sentence} */
    public String reason() {
        return reason;
    }

    /** {@return whether there is no connection (any more): it broke, or could not be made} */
    public boolean isConnectionLost() {
        return says.contains(Says.CONNECTION_LOST);
    }

    /** {@return whether the server said that it ends the session} */
    public boolean isSessionEnded() {
        return says.contains(Says.SESSION_ENDED);
    }

    /** {@return whether the server is up and gave no connection} */
    public boolean isRefused() {
        return says.contains(Says.REFUSED);
    }

    /** {@return whether the server is up and does not let this user into this database} */
    public boolean isLoginRefused() {
        return says.contains(Says.LOGIN_REFUSED);
    }

    /** {@return whether the server has no room} */
    public boolean isFull() {
        return says.contains(Says.FULL);
    }

    /** {@return whether a write was refused because of where, or in what, it was sent} */
    public boolean isReadOnly() {
        return says.contains(Says.READ_ONLY);
    }

    /** {@return whether waiting may help: the network, a server that starts or is full, a role that changes} */
    public boolean heals() {
        return says.contains(Says.HEALS);
    }

    /** {@return whether the connection that said it is of no more use, whatever the role of its node} */
    public boolean endsConnection() {
        return isConnectionLost() || isSessionEnded();
    }
}
