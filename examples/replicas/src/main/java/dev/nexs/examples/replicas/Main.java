package dev.nexs.examples.replicas;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.testing.Cluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Writes to the primary, spreads reads over the replicas, and takes one replica out of service and back. */
public final class Main {

    private static final int READS = 200;

    private Main() {}

    /** Runs against the servers of {@code NEXS_URL}, or against a primary and two replicas that it starts. */
    public static void main(String[] arguments) throws Exception {
        if (System.getenv("NEXS_URL") != null) {
            try (NexsDataSource source = NexsDataSource.fromEnvironment()) {
                run(source);
            }
            return;
        }
        try (Cluster servers = Cluster.start(c -> c.replicas(2));
                NexsDataSource source = NexsDataSource.builder()
                        .url(servers.jdbcUrl())
                        .username(servers.username())
                        .password(servers.password())
                        .build()) {
            run(source);
        }
    }

    private static void run(NexsDataSource source) throws SQLException {
        awaitNodes(source);
        write(source);
        System.out.println("the write went to the " + roleOf(source, address(source.getConnection())));
        System.out.println("reads: " + reads(source));

        String drained = replica(source);
        source.cluster().drain(drained);
        System.out.println("reads while " + drained + " is drained: " + reads(source));
        source.cluster().resume(drained);

        try (Connection connection = source.routing().getConnection()) {
            connection.setReadOnly(true);
            System.out.println("a read-only routing connection reads from the " + roleOf(source, id(connection)));
        }
        source.cluster()
                .nodes()
                .forEach(node -> System.out.println(
                        node.id() + " is " + node.role() + ", " + node.state() + ", lag " + node.lag()));
    }

    private static void awaitNodes(NexsDataSource source) {
        while (source.cluster().nodes().stream().anyMatch(node -> node.state() == NodeState.UNKNOWN)) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static void write(NexsDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists replicas_example (at timestamptz default now())");
            statement.execute("insert into replicas_example default values");
        }
    }

    private static Map<NodeRole, Integer> reads(NexsDataSource source) throws SQLException {
        Map<NodeRole, Integer> reads = new TreeMap<>();
        for (int i = 0; i < READS; i++) {
            String node = address(source.getConnection(ReadPreference.SECONDARY_PREFERRED));
            reads.merge(roleOf(source, node), 1, Integer::sum);
        }
        return reads;
    }

    private static String replica(NexsDataSource source) {
        return source.cluster().nodes().stream()
                .filter(node -> node.role() == NodeRole.REPLICA)
                .map(NodeSnapshot::id)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this example needs a replica in NEXS_URL"));
    }

    private static NodeRole roleOf(NexsDataSource source, String id) {
        return source.cluster().nodes().stream()
                .filter(node -> node.id().endsWith(id))
                .map(NodeSnapshot::role)
                .findFirst()
                .orElse(NodeRole.UNKNOWN);
    }

    private static String address(Connection connection) throws SQLException {
        try (connection) {
            return id(connection);
        }
    }

    /** The port tells the nodes of one machine apart. */
    private static String id(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select ':' || inet_server_port()")) {
            row.next();
            return row.getString(1);
        }
    }
}
