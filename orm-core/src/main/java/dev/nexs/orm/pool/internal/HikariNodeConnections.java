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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds one HikariCP pool per node and replaces pooled connections when a password or certificate file changes. Owns
 * the thread that looks at the files, if there are any; whoever opens a pool closes it.
 */
public final class HikariNodeConnections implements NodeConnections, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HikariNodeConnections.class);

    /**
     * How long a borrower waits for the word of a connection that has rested, before the next one. HikariCP's five seconds
     * are half of what it is willing to wait at all.
     */
    private static final long VALIDATION_MILLIS = 2_000;

    private final PoolSettings settings;
    private final Map<NodeAddress, Integer> ownSizes;
    private final BiConsumer<HikariConfig, PoolSettings> further;
    private final DriverSettings driver;
    private final ConnectionOpener opener;
    private final FileWatch watch;
    private final Map<NodeAddress, HikariNodePool> pools = new ConcurrentHashMap<>();

    /** Pools with connections that were opened before the files changed. Used by the thread that looks at them. */
    private final Set<HikariNodePool> outdated = new HashSet<>();

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
        this.settings = settings;
        this.ownSizes = Map.copyOf(ownSizes);
        this.further = further;
        this.driver = driver;
        this.opener = new ConnectionOpener(credentials, driver, tls, reset, observers);
        this.watch = FileWatch.start(
                Stream.concat(tls.files().stream(), credentials.watched().stream())
                        .toList(),
                tls.reloadInterval(),
                this::replace);
    }

    @Override
    public NodePool openPool(NodeAddress node, Consumer<SQLException> onFatal) {
        return openPool(node, new PoolListener() {
            @Override
            public void opened(Connection physical) {
                // every connection is welcome
            }

            @Override
            public void fatal(SQLException cause) {
                onFatal.accept(cause);
            }
        });
    }

    @Override
    public NodePool openPool(NodeAddress node, PoolListener listener) {
        int size = size(node, true);
        PacedDoor door = new PacedDoor(node, opener, new FirstConnection(node, size), listener);
        HikariConfig config = config(node, size, door, listener);
        config.validate();
        HikariNodePool pool = config.isRegisterMbeans()
                ? PoolBeans.open(config, named -> new HikariNodePool(node, door, named, pools::remove))
                : new HikariNodePool(node, door, config, pools::remove);
        pools.put(node, pool);
        return pool;
    }

    @Override
    public Connection openUnpooled(NodeAddress node, Duration timeout) throws SQLException {
        return opener.open(node, timeout, driver.applicationName() + "-probe");
    }

    private HikariConfig config(NodeAddress node, int size, PacedDoor door, PoolListener listener) {
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
        config.setPoolName(poolName(config.getPoolName(), node));
        config.setDataSource(door);
        config.setExceptionOverride(new Adjudicator(listener::fatal));
        config.setInitializationFailTimeout(-1);
        return config;
    }

    /** Also the prefix of the names of the pool's threads. HikariCP allows no colon. */
    private static String poolName(String given, NodeAddress node) {
        String name = given == null ? "nexs" : given.startsWith("nexs") ? given : "nexs-" + given;
        return name + "-" + node.id().replace(':', '_');
    }

    private int size(NodeAddress node, boolean primary) {
        Integer own = ownSizes.get(node);
        if (own != null) {
            return own;
        }
        return primary ? settings.maximumSize() : settings.replicaMaximumSize();
    }

    /** Gives a node's pool the size of its role. */
    public void sizeFor(NodeAddress node, boolean primary) {
        HikariNodePool pool = pools.get(node);
        if (pool != null) {
            pool.resize(size(node, primary));
        }
    }

    /**
     * Waits until the pools of reachable nodes hold their minimum.
     *
     * @param deadline as {@link System#nanoTime()} counts
     */
    public void warmUp(long deadline) {
        List<HikariNodePool> now = new ArrayList<>(pools.values());
        now.forEach(pool -> pool.warmUp(deadline));
    }

    private boolean replace(boolean anew) {
        if (anew) {
            outdated.addAll(pools.values());
        }
        outdated.removeIf(pool -> !pools.containsValue(pool) || replaced(pool));
        return outdated.isEmpty();
    }

    /** Files may be ahead of the server: what they hold must open one connection before others are given up for it. */
    private boolean replaced(HikariNodePool pool) {
        try (Connection trial = openUnpooled(pool.address(), driver.connectTimeout())) {
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

    /** Stops looking at files. */
    @Override
    public void close() {
        watch.close();
    }
}
