package dev.nexs.orm.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Stands beside the statements of one connection. Used by whoever uses that connection, so by one thread at a time. */
public interface StatementWatcher {

    /** For what does not say how many rows it changed. */
    long NOT_COUNTED = -1;

    /** How a statement is sent. */
    enum Use {
        /** Its kind is not known: {@code execute}. */
        ANY,
        /** It is to return rows. */
        QUERY,
        /** It is to return a count. */
        UPDATE,
        /** Several at once. */
        BATCH
    }

    /** What is done with a statement short of sending it. */
    enum Reach {
        /** Rows are to be fetched piece by piece. */
        CURSOR,
        /** Something is added to a batch. */
        BATCH,
        /** The driver's own statement is asked for. */
        DRIVER
    }

    /**
     * A statement is about to be sent.
     *
     * @param sql its text, or null where it was prepared before
     * @return what {@link #answered} is told of it, or null
     * @throws SQLException to have it not sent
     */
    @Nullable
    Object sending(Statement statement, @Nullable String sql, Use use) throws SQLException;

    /**
     * What came of it.
     *
     * @param sent what {@link #sending} returned
     * @param rows how many rows it changed, or {@link #NOT_COUNTED}
     * @param failure what it threw, or null
     */
    default void answered(@Nullable Object sent, long rows, @Nullable Exception failure) {
        // as a rule nobody wants to know
    }

    /** {@return what is sent for a text: the same, or with a comment} */
    default String text(String sql) {
        return sql;
    }

    /** Something is bound to a parameter of a prepared statement. */
    default void bound(int index, @Nullable Object value) {
        // as a rule nobody wants to know
    }

    /** Something else is done with a statement. */
    default void reaching(Reach how) throws SQLException {
        // as a rule nobody wants to know
    }

    /** {@return what the statement says its connection is} */
    Connection connection() throws SQLException;
}
