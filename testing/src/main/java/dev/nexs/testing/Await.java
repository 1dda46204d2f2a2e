package dev.nexs.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a condition that only the server knows, by asking it again and again on one connection. */
final class Await {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Await() {}

    /** Waits until a query answers true. */
    static void sql(Node node, String query, Duration timeout, Supplier<String> failure) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (Connection connection = node.connectAs(node.superuser());
                Statement statement = connection.createStatement()) {
            while (!isTrue(statement, query)) {
                if (System.nanoTime() > deadline) {
                    throw new PostgresServerException("After " + timeout.toMillis() + " ms " + failure.get() + ".");
                }
                pause(failure);
            }
        } catch (SQLException e) {
            throw new PostgresServerException(node + " cannot answer '" + query + "': " + e.getMessage(), e);
        }
    }

    /** Waits until a query answers true on a connection that was opened after the asking. */
    static void sqlOnNewConnections(Node node, String query, Duration timeout, Supplier<String> failure) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!Replication.value(node, query).equals("t")) {
            if (System.nanoTime() > deadline) {
                throw new PostgresServerException("After " + timeout.toMillis() + " ms " + failure.get() + ".");
            }
            pause(failure);
        }
    }

    private static void pause(Supplier<String> failure) {
        LockSupport.parkNanos(POLL_NANOS);
        if (Thread.currentThread().isInterrupted()) {
            throw new PostgresServerException("Interrupted while " + failure.get() + ".");
        }
    }

    private static boolean isTrue(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            return result.next() && result.getBoolean(1);
        }
    }
}
