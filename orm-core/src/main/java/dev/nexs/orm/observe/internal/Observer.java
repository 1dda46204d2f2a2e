package dev.nexs.orm.observe.internal;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Told what a datasource does, on the thread that does it: hooks, metrics, traces and the safety monitor are such. What the
 * beginning of something returns is handed to the calls that belong to it, so an observer needs no map of its own. None but
 * {@link #sending} may throw.
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
        /** All connections are in use. */
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
    default @Nullable Object borrowing(String wanted) {
        return null;
    }

    /** That borrower has waited. */
    default void waited(@Nullable Object borrow, Wait why, long nanos) {
        // for those who want to know
    }

    /**
     * That borrower has a connection, or an exception.
     *
     * @param node where it leads, or null
     * @param failure why there is none, or null
     */
    default void borrowed(@Nullable Object borrow, @Nullable String node, @Nullable Throwable failure) {
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
    default @Nullable Object committing(Connection connection) {
        return null;
    }

    /** What became of it. */
    default void ended(@Nullable Object commit, Outcome outcome, @Nullable Throwable failure) {
        // for those who want to know
    }

    /**
     * A statement is about to be sent on a physical connection.
     *
     * @param node where it leads
     * @param sql its text; null for a batch of several
     * @return what {@link #answered} is told of it
     * @throws SQLException to have it not sent
     */
    default @Nullable Object sending(String node, Connection physical, @Nullable String sql, Origin origin)
            throws SQLException {
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

    /** A physical connection was opened. */
    default void opened(String node, Connection physical) {
        // for those who want to know
    }

    /** Something happened to the cluster; what, is an event of its public vocabulary. */
    default void happened(Object event) {
        // for those who want to know
    }
}
