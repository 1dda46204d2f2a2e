package dev.nexs.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The SQL side of replication: who streams, how far, and the change of roles. */
final class Replication {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Replication() {}

    static void awaitStreaming(Node primary, List<Node> replicas) {
        String names = replicas.stream().map(Node::name).collect(Collectors.joining(","));
        String sql = "SELECT count(DISTINCT application_name) = " + replicas.size()
                + " FROM pg_stat_replication WHERE state = 'streaming' AND application_name = ANY(string_to_array('"
                + names + "', ','))";
        Await.sql(primary, sql, LIMIT, () -> "the replicas " + replicas + " do not stream from " + primary);
    }

    static void awaitReplay(Node primary, List<Node> replicas, Duration timeout) {
        String position = value(primary, "SELECT pg_current_wal_lsn()");
        for (Node replica : replicas) {
            String sql = "SELECT pg_last_wal_replay_lsn() >= '" + position + "'";
            Await.sql(replica, sql, timeout, () -> replica + " has not replayed " + position + " of " + primary);
        }
    }

    /** Applied by reload: the promoted node gets it as well, as soon as somebody follows. */
    static void waitForAnyReplica(Node primary, boolean synchronous) {
        String names = synchronous ? "ANY 1 (*)" : "";
        if (!value(primary, "SHOW synchronous_standby_names").equals(names)) {
            primary.configure(Map.of("synchronous_standby_names", names));
        }
    }

    /** Asks for the end of recovery in short intervals; the server's own wait would look every 100 ms only. */
    static void promote(Node node) {
        if (value(node, "SELECT pg_is_in_recovery()").equals("f")) {
            throw new IllegalStateException("Cannot promote " + node + ": it is a primary already.");
        }
        value(node, "SELECT pg_promote(false)");
        Await.sql(
                node,
                "SELECT NOT pg_is_in_recovery()",
                LIMIT,
                () -> node + " is not promoted. Its log:\n" + node.logs());
    }

    static String value(Node node, String sql) {
        try (Connection connection = node.connectAs(node.superuser());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        } catch (SQLException e) {
            throw new PostgresServerException(node + " cannot answer '" + sql + "': " + e.getMessage(), e);
        }
    }
}
