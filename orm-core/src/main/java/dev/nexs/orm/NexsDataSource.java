package dev.nexs.orm;

import dev.nexs.orm.cluster.Cluster;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.cluster.internal.PoolSet;
import dev.nexs.orm.hooks.Hooks;
import dev.nexs.orm.internal.Catalogue;
import dev.nexs.orm.internal.ClusterFactory;
import dev.nexs.orm.internal.ConfigurationReader;
import dev.nexs.orm.internal.EnvironmentSettings;
import dev.nexs.orm.internal.NexsConfiguration;
import dev.nexs.orm.internal.PoolFactory;
import dev.nexs.orm.internal.TransactionSettings;
import dev.nexs.orm.internal.WarmUp;
import dev.nexs.orm.observe.HealthReport;
import dev.nexs.orm.observe.ObservedDataSource;
import dev.nexs.orm.observe.SafetyReport;
import dev.nexs.orm.observe.internal.HealthLog;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.observe.internal.SafetyMonitor;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.internal.ConnectionBudget;
import dev.nexs.orm.pool.internal.HikariNodeConnections;
import dev.nexs.orm.routing.internal.Router;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A pooled datasource over a PostgreSQL primary and its replicas. {@link #getConnection()} leads to the primary,
 * wherever it is now; {@link #getConnection(ReadPreference)} and {@link #routing()} read from replicas. Thread-safe.
 * Close it when the application ends.
 */
public final class NexsDataSource implements ObservedDataSource, AutoCloseable {

    private final NexsConfiguration configuration;
    private final ReadPreference readPreference;
    private final Observation observation;
    private final HikariNodeConnections connections;
    private final NodeCluster cluster;
    private final PoolSet pools;
    private final Router router;
    private final Seen seen;
    private final ScopedConnections connectionsOfScopes;
    private final DataSource routing;

    /** How it did. Of the datasource that others were made from, for those, too. */
    final HealthLog health;

    private NexsDataSource(NexsConfiguration configuration) {
        this.configuration = configuration;
        this.readPreference = PoolFactory.readPreference(configuration);
        this.observation = new Observation();
        this.connections = PoolFactory.connections(configuration, observation.observers());
        try {
            this.cluster =
                    NodeCluster.start(ClusterFactory.settings(configuration), configuration.nodes(), connections);
        } catch (RuntimeException | Error e) {
            connections.close();
            throw e;
        }
        try {
            this.pools = cluster.pools();
            this.router = new Router(pools, ClusterFactory.balancer(configuration));
            this.seen = new Seen(router);
            this.connectionsOfScopes = new ScopedConnections(
                    router, seen, transactionOptions(), PoolFactory.autoCommit(configuration), observation.observers());
            this.routing = connectionsOfScopes.routing(readPreference, this);
            this.health = new HealthLog(this::health);
            observation.begin(this, configuration.values(), connections.housekeepers());
            if (configuration.pool().warmUp()) {
                WarmUp.run(cluster, connections, configuration.pool().connectionTimeout());
            }
        } catch (RuntimeException | Error e) {
            cluster.close();
            connections.close();
            throw e;
        }
    }

    /** One that borrows from other pools of the same cluster. */
    private NexsDataSource(NexsDataSource from, PoolSetOptions options) {
        this.configuration = options.configuration(from.configuration, from.connections);
        this.readPreference = from.readPreference;
        this.observation = from.observation;
        this.cluster = from.cluster;
        this.seen = from.seen;
        this.health = from.health;
        this.connections = options.connections(configuration, from.connections);
        try {
            this.pools = cluster.open(connections, options.rest(connections));
            this.router = new Router(pools, ClusterFactory.balancer(configuration));
        } catch (RuntimeException | Error e) {
            connections.close();
            throw e;
        }
        this.connectionsOfScopes = new ScopedConnections(
                router, seen, transactionOptions(), PoolFactory.autoCommit(configuration), observation.observers());
        this.routing = connectionsOfScopes.routing(readPreference, this);
    }

    /**
     * Opens another set of pools over the nodes of this datasource, for a tenant, a role or a batch: with a login, sizes and
     * session settings of its own, opened for its first borrower and closed when nobody has borrowed for a while. The nodes
     * are watched once for all sets, and what a thread or a {@link ConsistencyScope} has seen counts in all of them.
     *
     * <p>What it returns is a datasource in all respects. Closing it closes its pools and leaves the nodes' monitors alone;
     * closing this one ends them all.
     *
     * @param name what its pools and their threads are called in logs and messages
     * @param options what is different from this datasource
     * @throws NexsConfigurationException naming every option that is wrong
     * @throws IllegalStateException if this datasource is closed
     */
    public NexsDataSource poolSet(String name, Consumer<PoolSetOptions> options) {
        PoolSetOptions chosen = new PoolSetOptions(name);
        options.accept(chosen);
        return new NexsDataSource(this, chosen);
    }

    /** {@return a builder with nothing set} */
    public static NexsDataSourceBuilder builder() {
        return new NexsDataSourceBuilder();
    }

    /**
     * Opens a datasource from settings by their names. Names that do not begin with {@code nexs.} are passed over.
     *
     * @param settings names of {@link NexsSettings} to texts or objects
     * @throws NexsConfigurationException naming every setting that is wrong
     */
    public static NexsDataSource from(Map<String, ?> settings) {
        return new NexsDataSource(ConfigurationReader.read(settings));
    }

    /**
     * Opens a datasource from environment variables: {@code NEXS_URL} and the like, or {@code DATABASE_URL}.
     *
     * @throws NexsConfigurationException naming every variable that is wrong
     */
    public static NexsDataSource fromEnvironment() {
        return from(EnvironmentSettings.read(System.getenv()));
    }

    /**
     * Borrows a connection to the primary.
     *
     * @throws SQLException when none could be had in time
     */
    @Override
    public Connection getConnection() throws SQLException {
        if (observation.observers().current() != null) {
            return getConnection(ReadPreference.PRIMARY);
        }
        return ConsistencyScope.bound() == null
                ? router.primary()
                : connectionsOfScopes.connection(ReadPreference.PRIMARY);
    }

    /**
     * Borrows a connection for reading. Inside a {@link ConsistencyScope} it leads to a node that shows all that the scope
     * has seen.
     *
     * @param preference which nodes may answer
     * @throws SQLException when none of them could in time
     */
    public Connection getConnection(ReadPreference preference) throws SQLException {
        return connectionsOfScopes.connection(preference);
    }

    /**
     * {@return a datasource whose connections choose their node at the first statement: a replica after {@code
     * setReadOnly(true)}, as {@link #readPreference()} says, else the primary} Closing its connections gives them back. A
     * {@link ConsistencyScope} that is open then is honoured as by {@link #getConnection(ReadPreference)}.
     */
    public DataSource routing() {
        return routing;
    }

    /** {@return its hooks, to register and to look at} */
    public Hooks hooks() {
        return observation.hooks();
    }

    /**
     * Opens a connection to the current primary outside all pools, such as for LISTEN, which would be lost on a pooled one.
     * The caller closes it; nothing moves it when another node becomes the primary.
     *
     * @param timeout bounds the connect, the log-in and every later reply
     * @throws SQLException if there is no primary at this moment, or it cannot be reached
     */
    @Override
    public Connection openUnpooled(Duration timeout) throws SQLException {
        return openUnpooled(
                cluster.primary()
                        .orElseThrow(() -> new SQLException("There is no primary at this moment", "08001"))
                        .id(),
                timeout);
    }

    /**
     * Opens a connection to one node outside all pools, whatever its role and state.
     *
     * @param id of the node, as {@link Cluster#nodes()} has it
     * @param timeout bounds the connect, the log-in and every later reply
     * @throws SQLException if it cannot be reached
     * @throws IllegalArgumentException if there is no such node
     */
    public Connection openUnpooled(String id, Duration timeout) throws SQLException {
        List<String> known = cluster.nodes().stream().map(NodeSnapshot::id).toList();
        if (!known.contains(id)) {
            throw new IllegalArgumentException("There is no node " + id + "; there are " + String.join(", ", known));
        }
        int colon = id.lastIndexOf(':');
        String host = id.startsWith("[") ? id.substring(1, colon - 1) : id.substring(0, colon);
        return connections.openUnpooled(new NodeAddress(host, Integer.parseInt(id.substring(colon + 1))), timeout);
    }

    /** {@return the nodes behind this datasource, to look at and to steer} */
    @Override
    public Cluster cluster() {
        return cluster;
    }

    @Override
    public String database() {
        return connections.driver().database();
    }

    /** {@return how it does now, from what is known already: no round trip} */
    @Override
    public HealthReport health() {
        return HealthReport.of(cluster.nodes(), Instant.now());
    }

    /**
     * {@return how it did: a report each time that its verdict or the number of its reasons changed, the last hundred, oldest
     * first} Looked at after each event of the cluster, and every {@link NexsSettings#HEALTH_INTERVAL}.
     */
    public List<HealthReport> healthHistory() {
        return health.reports();
    }

    @Override
    public SafetyReport safety() {
        SafetyMonitor monitor = observation.find(SafetyMonitor.class);
        return monitor == null
                ? SafetyMonitor.unwatched(this, configuration.values().get(Catalogue.SAFETY_THRESHOLD))
                : monitor.report();
    }

    /** Who finds a node that shows what a reader has to see. */
    Router router() {
        return router;
    }

    /** Who is told what goes on here. */
    Observers observers() {
        return observation.observers();
    }

    /** What callers have seen of the cluster. */
    Seen seen() {
        return seen;
    }

    /** {@return how units of work on it are run unless they say otherwise} */
    TransactionOptions transactionOptions() {
        return TransactionSettings.read(configuration.values()).with(options -> options.readPreference(readPreference));
    }

    /**
     * {@return the codec of {@link NexsSettings#TRANSACTIONS_TOKEN_SECRET}, for tokens that clients carry}
     *
     * @throws IllegalStateException if no secret is set
     */
    public TokenCodec tokenCodec() {
        return configuration
                .values()
                .find(Catalogue.TOKEN_SECRET)
                .map(secret -> TokenCodec.signedWith(secret.getBytes(StandardCharsets.UTF_8)))
                .orElseThrow(() -> new IllegalStateException(NexsSettings.TRANSACTIONS_TOKEN_SECRET
                        + " is not set, so tokens cannot be signed; set it to the same random text in all instances"));
    }

    /** {@return where read-only sessions read: {@link NexsSettings#READ_PREFERENCE}} */
    public ReadPreference readPreference() {
        return readPreference;
    }

    /** Not supported: pooled connections belong to the configured role. */
    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("Connections are pooled for the configured role; set "
                + NexsSettings.USERNAME + " and " + NexsSettings.PASSWORD + ", or build another NexsDataSource");
    }

    /**
     * Closes every pool, after waiting up to {@link NexsSettings#POOL_DRAIN_TIMEOUT} for borrowed connections. Closing
     * again does nothing. What {@link #poolSet} returned closes its own pools only, and does not wait.
     */
    @Override
    public void close() {
        boolean whole = pools.equals(cluster.pools());
        if (whole) {
            cluster.close();
        } else {
            pools.close();
        }
        connections.close();
        if (whole) {
            observation.close();
        }
    }

    /** {@return null: logs go to SLF4J} */
    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    /** Does nothing: logs go to SLF4J. */
    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // said above
    }

    /** Not supported: {@link NexsSettings#POOL_CONNECTION_TIMEOUT} bounds the wait. */
    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("Set " + NexsSettings.POOL_CONNECTION_TIMEOUT + " instead");
    }

    /** {@return how long a borrower waits, in whole seconds} */
    @Override
    public int getLoginTimeout() {
        return Math.toIntExact(configuration.pool().connectionTimeout().toSeconds());
    }

    /** Not supported: logs go to SLF4J. */
    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Logs go to SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type == ConnectionBudget.class) {
            return type.cast(connections.budget());
        }
        T part = observation.find(type);
        if (part != null) {
            return part;
        }
        throw new SQLException("A NexsDataSource is no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public String toString() {
        return "NexsDataSource" + configuration.nodes();
    }
}
