package dev.nexs.orm.observe.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Told what a datasource does, on the thread that does it: hooks, metrics, traces and the safety monitor are such. What the
 * beginning of something returns is handed to the calls that belong to it, so an observer needs no map of its own. A
 * beginning that throws keeps what begins from being done; an end does not throw.
 */
public interface Observer {

    /** Whose statement it is. */
    enum Origin {
        /** The application's, or its framework's. */
        APPLICATION,
        /** This module's own: positions, markers, preludes, resets. */
        MODULE
    }

    /** Why a borrower waits. */
    enum Wait {
        /** There is no primary. */
        PRIMARY,
        /** No node that is allowed is fit. */
        NODE,
        /** A replica has not replayed far enough. */
        REPLAY,
        /** A pool had no connection ready: all were in use, or one had to be opened. */
        POOL
    }

    /** What becomes of a transaction whose end was asked for. */
    enum Outcome {
        /** The server said so. */
        COMMITTED,
        /** Its answer was lost, and another connection said so. */
        FOUND_COMMITTED,
        /** It did not take effect. */
        ROLLED_BACK,
        /** Nobody can say. */
        UNKNOWN
    }

    /**
     * Somebody asks for a connection.
     *
     * @param wanted which nodes may serve it, as the read preference is written
     */
    default @Nullable Object borrowing(String wanted) throws SQLException {
        return null;
    }

    /** That borrower has waited. */
    default void waited(@Nullable Object borrow, Wait why, long nanos) {
        // for those who want to know
    }

    /**
     * That borrower has a connection, or an exception.
     *
     * @param connection what it has, or null
     * @param failure why there is none, or null
     */
    default void borrowed(
            @Nullable Object borrow, @Nullable ObservedConnection connection, @Nullable Throwable failure) {
        // for those who want to know
    }

    /** A unit of work begins: what follows until {@link #worked} on this thread is of it. */
    default @Nullable Object working(boolean readOnly) {
        return null;
    }

    /** It has ended, after its last attempt. */
    default void worked(@Nullable Object work, @Nullable Throwable failure) {
        // for those who want to know
    }

    /**
     * A unit is run, the first time or again.
     *
     * @param attempt counted from 1
     */
    default @Nullable Object attempting(boolean readOnly, int attempt) {
        return null;
    }

    /**
     * It ended.
     *
     * @param failure what came of it, or null where it succeeded
     */
    default void attempted(@Nullable Object attempt, @Nullable Throwable failure) {
        // for those who want to know
    }

    /** It will be run again after a pause. */
    default void retrying(@Nullable Object attempt, String reason, long pauseNanos) {
        // for those who want to know
    }

    /** COMMIT is sent, by the module itself or through JDBC. */
    default @Nullable Object committing(Connection connection) throws SQLException {
        return null;
    }

    /** Auto-commit is turned off on a physical connection, so its next statement begins a transaction. */
    default @Nullable Object beginning(Connection connection) throws SQLException {
        return null;
    }

    /** ROLLBACK is sent. */
    default @Nullable Object rollingBack(Connection connection) throws SQLException {
        return null;
    }

    /** What {@link #beginning} or {@link #rollingBack} was told of is done. */
    default void done(@Nullable Object step, @Nullable Throwable failure) {
        // for those who want to know
    }

    /** {@return whether it is to be told when connections are given back, which costs a look at the stack} */
    default boolean wantsReleases() {
        return false;
    }

    /** A connection was given back. */
    default void released(ObservedConnection physical) {
        // for those who want to know
    }

    /** What became of it. */
    default void ended(@Nullable Object commit, Outcome outcome, @Nullable Throwable failure) {
        // for those who want to know
    }

    /** What kind of answer a statement is sent for. */
    enum Kind {
        /** Rows. */
        QUERY,
        /** A count. */
        UPDATE,
        /** Several counts. */
        BATCH,
        /** COPY, in or out. */
        COPY
    }

    /** A statement on its way. Valid during the call. */
    interface Sent {

        /** {@return where its connection leads} */
        String node();

        /** {@return the physical connection} */
        ObservedConnection physical();

        /** {@return its text; null for a batch of several} */
        @Nullable
        String sql();

        /** {@return whose it is} */
        Origin origin();

        /** {@return what it is sent for} */
        Kind kind();

        /** {@return what is bound to its parameters; empty for a batch} */
        List<@Nullable Object> values();
    }

    /** {@return what is sent in the place of a statement's text: the same, with a comment behind it or not} */
    default String text(String sql) {
        return sql;
    }

    /** {@return whether what {@link #text} returned comes again, so that the server is to keep it prepared} */
    default boolean comesAgain(String text) {
        return true;
    }

    /**
     * A statement is about to be sent on a physical connection.
     *
     * @return what {@link #answered} is told of it
     * @throws SQLException to have it not sent
     */
    default @Nullable Object sending(Sent statement) throws SQLException {
        return null;
    }

    /**
     * It was answered.
     *
     * @param rows how many rows it changed; -1 where that is not said
     */
    default void answered(@Nullable Object sent, long rows, @Nullable Exception failure) {
        // for those who want to know
    }

    /** A physical connection is opened. */
    default @Nullable Object connecting(String node) throws SQLException {
        return null;
    }

    /** It is open, or not. */
    default void connected(@Nullable Object connect, @Nullable Throwable failure) {
        // for those who want to know
    }

    /** Why a physical connection is closed. */
    enum Closing {
        /** It broke, or was aborted. */
        BROKEN,
        /** Its node changed its role or files, or somebody asked for it. */
        EVICTED,
        /** It had lived for long enough. */
        LIFETIME,
        /** Nobody needed it. */
        IDLE,
        /** Its pool is closed. */
        SHUTDOWN
    }

    /** A physical connection that was open is closed. */
    default void closed(ObservedConnection physical, Closing why) {
        // for those who want to know
    }

    /** Something happened to the cluster; what, is an event of its public vocabulary. */
    default void happened(Object event) {
        // for those who want to know
    }
}
