package dev.nexs.orm.resilience;

import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import org.awaitility.Awaitility;

/** What a cluster manager does. */
final class Failovers {

    private Failovers() {}

    /** The old primary is down, and the replica that has most becomes the new one. */
    static void replacePrimary(Cluster servers) {
        Node old = servers.primary();
        servers.replicas().forEach(Failovers::awaitEndOfStream);
        promoteTheFarthest(servers);
        servers.rejoin(old);
    }

    /** The same where the old one only says nothing any more, and without its coming back. */
    static void promoteTheFarthest(Cluster servers) {
        servers.replicas()
                .forEach(replica -> Awaitility.await()
                        .until(() ->
                                number(replica, "(pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn())::int") == 1));
        servers.replicas().stream()
                .max(Comparator.comparingLong(replica -> number(replica, "pg_last_wal_replay_lsn() - '0/0'")))
                .orElseThrow()
                .promote();
    }

    private static void awaitEndOfStream(Node replica) {
        Awaitility.await()
                .until(() -> number(
                                replica,
                                "(not exists (select from pg_stat_wal_receiver where status = 'streaming'))::int")
                        == 1);
    }

    private static long number(Node node, String expression) {
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select " + expression)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
