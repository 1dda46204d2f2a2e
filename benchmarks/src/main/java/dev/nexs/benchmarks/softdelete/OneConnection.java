package dev.nexs.benchmarks.softdelete;

import dev.nexs.testing.Cluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;

/**
 * One connection for all contenders, so that all are served by the same process of the server. With one each, the
 * scheduler puts some of these on the client's core and some on the other, which makes a round trip take 90 or 170
 * microseconds for as long as they stay there.
 */
final class OneConnection implements ConnectionProvider, AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient Connection connection;

    OneConnection(Cluster cluster) throws SQLException {
        connection = cluster.primary().connect();
        connection.setAutoCommit(false);
    }

    /** Each statement that the server has prepared, how often it was planned anew or not, and the plan it has now. */
    List<String> plans() throws SQLException {
        List<String> plans = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                Statement explain = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select name, statement, custom_plans, generic_plans"
                                + " from pg_prepared_statements where statement like '%from document%' order by prepare_time")) {
            while (rows.next()) {
                String sql = rows.getString("statement");
                String argument = sql.contains("owner=") ? "'owner 1'" : "2";
                plans.add("Server: `" + sql + "`: " + rows.getLong("custom_plans") + " custom plans, "
                        + rows.getLong("generic_plans") + " generic; "
                        + plan(explain, rows.getString("name"), argument) + ".");
            }
        }
        connection.commit();
        return plans;
    }

    private static String plan(Statement explain, String name, String argument) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (ResultSet plan = explain.executeQuery("explain (costs off) execute \"" + name + "\"(" + argument + ")")) {
            while (plan.next()) {
                lines.add(plan.getString(1).trim());
            }
        }
        return String.join(", ", lines);
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public void closeConnection(Connection any) {
        // It stays open for the next contender.
    }

    @Override
    public boolean supportsAggressiveRelease() {
        return false;
    }

    @Override
    public boolean isUnwrappableAs(Class<?> type) {
        return false;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException(type.getName());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
