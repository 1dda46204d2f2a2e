package dev.nexs.orm.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Statements of the module's own. Each begins with a mark, by which observers, and whoever reads the server's log, tell them
 * from the application's.
 */
public final class OwnQuery {

    /** What each of them begins with. */
    public static final String MARK = "/* nexs */ ";

    private OwnQuery() {}

    /** What is to be run. */
    @FunctionalInterface
    public interface Question<T> {
        /** Asks. */
        T ask(Statement statement) throws SQLException;
    }

    /** {@return whether a statement is one of these} */
    public static boolean isOwn(String sql) {
        return sql.startsWith(MARK);
    }

    /** Runs one on a borrowed connection that may be set to begin transactions, without beginning one. */
    public static <T> T run(Connection connection, Question<T> question) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        if (!autoCommit) {
            connection.setAutoCommit(true);
        }
        try (Statement statement = connection.createStatement()) {
            return question.ask(statement);
        } finally {
            if (!autoCommit) {
                connection.setAutoCommit(false);
            }
        }
    }
}
