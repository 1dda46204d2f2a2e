package dev.nexs.orm.pool.internal;

import com.zaxxer.hikari.HikariConfig;
import dev.nexs.orm.jdbc.SessionReset;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodeConnections;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.PoolListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the HikariCP pools of one set: one per node, with the set's own credentials, sizes and session settings. Sets that
 * are made {@linkplain #another from one another} share what is the datasource's: the threads that look after resting
 * connections, the budget of connections, the watch over files. Whoever opens a pool closes it.
 */
public final class HikariNodeConnections implements NodeConnections, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HikariNodeConnections.class);

    /**
     * How long a borrower waits for the word of a connection that has rested, before the next one. HikariCP's five seconds
     * are half of what it is willing to wait at all.
     */
    private static final long VALIDATION_MILLIS = 2_000;

    private final String name;
    private final PoolSettings settings;
    private final Map<NodeAddress, Integer> ownSizes;
    private final BiConsumer<HikariConfig, PoolSettings> further;
    private final DriverSettings driver;
    private final TlsSettings tls;
    private final CredentialsSource credentials;
    private final ConnectionOpener opener;
    private final Common common;
    private final FileWatch watch;
    private final Set<HikariNodePool> pools = ConcurrentHashMap.newKeySet();

    /** Pools with connections that were opened before the files changed. Used by the thread that looks at them. */
    private final Set<HikariNodePool> outdated = new HashSet<>();

    /** What all sets of one datasource have in common. */
    private static final class Common {
        private final ConnectionBudget budget;
        private final SessionReset reset;
        private final Observers observers;
        private final ScheduledThreadPoolExecutor housekeepers;

        Common(int budget, SessionReset reset, Observers observers) {
            this.reset = reset;
            this.observers = observers;
            this.budget = new ConnectionBudget(budget);
            // two, so that one that waits for the word of a silent node does not keep all other pools waiting
            this.housekeepers = new ScheduledThreadPoolExecutor(2, task -> {
                Thread thread = new Thread(task, "nexs-housekeeper");
                thread.setDaemon(true);
                return thread;
            });
            housekeepers.setRemoveOnCancelPolicy(true);
            housekeepers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }
    }

    /**
     * Opens nothing yet.
     *
     * @param credentials who logs in
     * @param driver what the driver is told
     * @param tls how connections are encrypted
     * @param settings what pools are built from
     * @param ownSizes sizes that single nodes have in either role
     * @param further applies HikariCP properties that have no setting of their own
     * @param reset how connections are made good for the next borrower
     * @param observers who is told what is sent
     */
    public HikariNodeConnections(
            CredentialsSource credentials,
            DriverSettings driver,
            TlsSettings tls,
            PoolSettings settings,
            Map<NodeAddress, Integer> ownSizes,
            BiConsumer<HikariConfig, PoolSettings> further,
            SessionReset reset,
            Observers observers) {
        this(
                "",
                credentials,
                driver,
                tls,
                settings,
                ownSizes,
                further,
                new Common(settings.budget(), reset, observers));
    }

    private HikariNodeConnections(
            String name,
            CredentialsSource credentials,
            DriverSettings driver,
            TlsSettings tls,
            PoolSettings settings,
            Map<NodeAddress, Integer> ownSizes,
            BiConsumer<HikariConfig, PoolSettings> further,
            Common common) {
        this.name = name;
        this.settings = settings;
        this.ownSizes = Map.copyOf(ownSizes);
        this.further = further;
        this.driver = driver;
        this.tls = tls;
        this.credentials = credentials;
        this.common = common;
        this.opener = new ConnectionOpener(credentials, driver, tls, common.reset, common.observers);
        this.watch = FileWatch.start(
                Stream.concat(tls.files().stream(), credentials.watched().stream())
                        .toList(),
                tls.reloadInterval(),
                this::replace);
    }

    /**
     * Another set of pools to the same nodes. Closing this one does not end what both have in common; close it last.
     *
     * @param other its name, which its pools and their threads carry
     * @param login who logs in, or null for the same as here
     * @param session what the driver is told for its connections
     * @param sizes what its pools are built from; sizes of single nodes are not taken over
     */
    public HikariNodeConnections another(
            String other, @Nullable CredentialsSource login, DriverSettings session, PoolSettings sizes) {
        return new HikariNodeConnections(
                other, login == null ? credentials : login, session, tls, sizes, Map.of(), further, common);
    }

    /** {@return what its pools are built from} */
    public PoolSettings settings() {
        return settings;
    }

    /** {@return how many connections all sets may have together} */
    public ConnectionBudget budget() {
        return common.budget;
    }

    /** {@return what the driver is told} */
    public DriverSettings driver() {
        return driver;
    }

    /** {@return the threads that look after the pools of all sets} */
    public ScheduledExecutorService housekeepers() {
        return common.housekeepers;
    }

    @Override
    public Duration connectionTimeout() {
        return settings.connectionTimeout();
    }

    @Override
    public NodePool openPool(NodeAddress node, boolean primary, PoolListener listener) {
        int size = size(node, primary);
        PacedConnector connector = new PacedConnector(
                node,
                opener,
                new FirstConnection(node, Math.max(size, size(node, true))),
                listener,
                common.budget,
                settings.maxLifetime());
        HikariConfig config = config(node, size, connector, listener);
        config.validate();
        HikariNodePool pool = config.isRegisterMbeans()
                ? PoolBeans.open(config, named -> open(node, connector, named))
                : open(node, connector, config);
        common.budget.join(pool);
        pools.add(pool);
        return pool;
    }

    private HikariNodePool open(NodeAddress node, PacedConnector connector, HikariConfig config) {
        return new HikariNodePool(node, connector, config, role -> size(node, role), this::closed);
    }

    private void closed(HikariNodePool pool) {
        pools.remove(pool);
        common.budget.leave(pool);
    }

    @Override
    public Connection openUnpooled(NodeAddress node, Duration timeout) throws SQLException {
        return opener.open(node, timeout, driver.applicationName() + "-probe");
    }

    private HikariConfig config(NodeAddress node, int size, PacedConnector connector, PoolListener listener) {
        HikariConfig config = new HikariConfig();
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(settings.minimumIdle(), size));
        config.setConnectionTimeout(settings.connectionTimeout().toMillis());
        config.setMaxLifetime(settings.maxLifetime().toMillis());
        config.setIdleTimeout(settings.idleTimeout().toMillis());
        config.setKeepaliveTime(settings.keepalive().toMillis());
        config.setLeakDetectionThreshold(settings.leakDetection().toMillis());
        config.setValidationTimeout(Math.min(VALIDATION_MILLIS, config.getConnectionTimeout()));
        further.accept(config, settings);
        if (config.getScheduledExecutor() == null) {
            config.setScheduledExecutor(common.housekeepers);
        }
        config.setPoolName(poolName(config.getPoolName(), node));
        config.setDataSource(connector);
        config.setExceptionOverride(new EvictionRule(listener::fatal, connector::rolesAreTold));
        config.setInitializationFailTimeout(-1);
        return config;
    }

    /** Also the prefix of the names of the pool's threads. HikariCP allows no colon. */
    private String poolName(@Nullable String given, NodeAddress node) {
        String prefix = given == null ? "nexs" : given.startsWith("nexs") ? given : "nexs-" + given;
        return prefix + (name.isEmpty() ? "" : "-" + name) + "-" + node.id().replace(':', '_');
    }

    private int size(NodeAddress node, boolean primary) {
        Integer own = ownSizes.get(node);
        if (own != null) {
            return own;
        }
        return primary ? settings.maximumSize() : settings.replicaMaximumSize();
    }

    /**
     * Waits until the pools of reachable nodes hold their minimum.
     *
     * @param deadline as {@link System#nanoTime()} counts
     */
    public void warmUp(long deadline) {
        List.copyOf(pools).forEach(pool -> pool.warmUp(deadline));
    }

    private boolean replace(boolean anew) {
        if (anew) {
            outdated.addAll(pools);
        }
        outdated.removeIf(pool -> !pools.contains(pool) || replaced(pool));
        return outdated.isEmpty();
    }

    /** Files may be ahead of the server: what they hold must open one connection before others are given up for it. */
    private boolean replaced(HikariNodePool pool) {
        try (Connection trial = pool.openTrial(driver.connectTimeout())) {
            LOG.debug("Node {}: {} was opened with the changed files", pool.address(), trial);
            pool.evictAll();
            return true;
        } catch (SQLException | RuntimeException e) {
            LOG.warn(
                    "Node {}: no connection can be opened with the changed files; those that are open are kept until one"
                            + " can: {}",
                    pool.address(),
                    e.getMessage());
            return false;
        }
    }

    /** Stops looking at files; the first of several sets ends what they have in common, too. */
    @Override
    public void close() {
        watch.close();
        if (name.isEmpty()) {
            common.housekeepers.shutdownNow();
        }
    }
}
