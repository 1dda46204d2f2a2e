package dev.nexs.orm.routing.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Runs a statement of our own on a borrowed connection that may be set to begin transactions, without beginning one. */
final class Aside {

    private Aside() {}

    /** What is to be run. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Statement statement) throws SQLException;
    }

    static <T> T run(Connection connection, Question<T> question) throws SQLException {
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
