package dev.nexs.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * A client's connection as its server sees it.
 *
 * @param node the server
 * @param description user, application, state and last statement
 * @param openedAt when it was opened
 */
record OpenConnection(Node node, String description, Instant openedAt) {

    private static final String QUERY = """
            SELECT format('%s of %s, %s, last statement: %s', usename, coalesce(nullif(application_name, ''), '?'),
                          state, left(query, 100)), backend_start
            FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            ORDER BY backend_start""";

    static List<OpenConnection> on(Node node) {
        List<OpenConnection> open = new ArrayList<>();
        try (Connection connection = node.connectAs(node.superuser());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(QUERY)) {
            while (result.next()) {
                Instant openedAt = result.getObject(2, OffsetDateTime.class).toInstant();
                open.add(new OpenConnection(node, result.getString(1), openedAt));
            }
            return open;
        } catch (SQLException e) {
            throw new PostgresServerException(node + " cannot list its connections: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "connection to " + node + " by " + description;
    }
}
