package dev.nexs.orm.cluster;

import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.internal.ConfigurationReader;
import dev.nexs.orm.internal.NexsConfiguration;
import dev.nexs.orm.internal.PoolFactory;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.internal.HikariNodeConnections;
import dev.nexs.orm.routing.LoadBalancers;
import dev.nexs.orm.routing.internal.Router;
import dev.nexs.testing.Node;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The cluster and the router over real servers and real pools, as the datasource puts them together. */
public final class WatchedCluster implements AutoCloseable {

    public final NodeCluster cluster;
    public final Router router;
    private final HikariNodeConnections connections;

    private WatchedCluster(Map<String, Object> settings, Consumer<ClusterSettingsBuilder> changes) {
        NexsConfiguration configuration = ConfigurationReader.read(settings);
        connections = PoolFactory.connections(configuration, new Observers());
        cluster = NodeCluster.start(
                ClusterSettings.of(builder -> changes.accept(fast(builder))), configuration.nodes(), connections);
        router = new Router(cluster, LoadBalancers.latency());
    }

    /** What the guide calls the fast settings. */
    public static ClusterSettingsBuilder fast(ClusterSettingsBuilder builder) {
        return builder.probeInterval(Duration.ofMillis(250))
                .probeTimeout(Duration.ofMillis(400))
                .failureThreshold(2);
    }

    public static WatchedCluster of(dev.nexs.testing.Cluster servers) {
        return of(servers, builder -> {});
    }

    public static WatchedCluster of(dev.nexs.testing.Cluster servers, Consumer<ClusterSettingsBuilder> changes) {
        return of(servers.jdbcUrl(), servers.nodes().get(0), Map.of(), changes);
    }

    public static WatchedCluster throughProxies(dev.nexs.testing.Cluster servers) {
        return of(
                servers.proxiedJdbcUrl(),
                servers.nodes().get(0),
                Map.of("nexs.pool.connection-timeout", "1s"),
                builder -> {});
    }

    public static WatchedCluster of(
            String url, Node login, Map<String, Object> more, Consumer<ClusterSettingsBuilder> changes) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("nexs.url", url);
        settings.put("nexs.username", login.username());
        settings.put("nexs.password", login.password());
        settings.put("nexs.pool.maximum-size", "4");
        settings.putAll(more);
        return new WatchedCluster(settings, changes);
    }

    public static String id(Node node) {
        return new NodeAddress(node.host(), node.port()).id();
    }

    public NodeSnapshot node(Node node) {
        return node(id(node));
    }

    public NodeSnapshot node(String id) {
        return cluster.nodes().stream()
                .filter(candidate -> candidate.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    public WatchedCluster awaitActive(int nodes) {
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> cluster.nodes().stream()
                                .filter(node -> node.state() == NodeState.ACTIVE)
                                .count()
                        >= nodes);
        return this;
    }

    public void awaitState(String id, NodeState state) {
        await().pollInterval(Duration.ofMillis(5)).until(() -> node(id).state() == state);
    }

    /** What was begun before counts as in flight: HikariCP lends a connection unchecked that was just in use. */
    public void awaitDeathKnown(Node killed) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> node(killed).state() != NodeState.ACTIVE);
    }

    public <E extends ClusterEvent> E awaitEvent(Class<E> type) {
        return await().pollInterval(Duration.ofMillis(5))
                .until(() -> events(type), events -> !events.isEmpty())
                .get(0);
    }

    public <E extends ClusterEvent> List<E> events(Class<E> type) {
        return cluster.history().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The port of the server that answers. */
    public int readPort(ReadPreference preference) throws SQLException {
        try (Connection connection = router.acquire(preference)) {
            return port(connection);
        }
    }

    public static int port(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('port')::int")) {
            row.next();
            return row.getInt(1);
        }
    }

    public void write() throws SQLException {
        try (Connection connection = router.primary();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into written default values");
        }
    }

    @Override
    public void close() {
        cluster.close();
        connections.close();
    }
}
