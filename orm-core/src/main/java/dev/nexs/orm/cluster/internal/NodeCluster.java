package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.Cluster;
import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.ClusterStatistics;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodeConnections;
import dev.nexs.orm.pool.NodePool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A running cluster. Started at once, without waiting for any node; ends with {@link #close()}.
 *
 * <p>Monitors report under one lock; borrowers read the table of their {@link PoolSet}, a volatile field, and wait on the
 * lock's condition only while there is nobody to serve them.
 */
public final class NodeCluster implements Cluster, AutoCloseable {

    private final ClusterSettings settings;
    private final ClusterLock lock = new ClusterLock(this::writeLog);
    private final EventLog events = new EventLog(lock::awaitLock);
    private final PoolCloser closer = new PoolCloser();
    private final TableBuilder tables;
    private final Topology topology;
    private final Watchers watchers;
    private final Roster roster;
    private final @Nullable PatroniWatch patroni;

    /** The cluster's own, and those that were opened over it. Guarded by the lock. */
    private final List<PoolSet> sets = new ArrayList<>();

    private final PoolSet pools;
    private Verdict verdict = Verdict.NONE;

    private NodeCluster(ClusterSettings settings, NodeConnections connections) {
        this.settings = settings;
        this.tables = new TableBuilder(settings.regions(), settings.readTags());
        this.topology = new Topology(settings, this::evict, events);
        this.watchers = new Watchers(settings, connections, lock, topology, this::settle);
        this.pools = PoolSet.eager(this, connections);
        this.sets.add(pools);
        this.roster = new Roster(settings, topology, watchers, events);
        this.patroni = settings.patroni().isEmpty() ? null : new PatroniWatch(settings, this::leader, this::addresses);
    }

    /** Starts one monitor per node and returns without waiting for an answer. */
    public static NodeCluster start(ClusterSettings settings, List<NodeAddress> nodes, NodeConnections connections) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("cluster: no node is given; at least one host is needed");
        }
        NodeCluster cluster = new NodeCluster(settings, connections);
        try {
            cluster.watch(nodes);
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private void watch(List<NodeAddress> nodes) {
        nodes.stream().distinct().forEach(node -> roster.join(node, settings.options(node)));
        watchers.all().forEach(Monitor::start);
        if (patroni != null) {
            patroni.start();
        }
    }

    /** {@return who serves borrowers of the cluster's own pools at this moment} */
    public Table table() {
        return pools.table();
    }

    /** {@return the cluster's own pools} */
    public PoolSet pools() {
        return pools;
    }

    /**
     * Opens another set of pools over the same nodes. It connects nothing before its first borrower.
     *
     * @param connections opens its pools
     * @param rest when those are closed that nobody uses, or null to keep them until it is closed
     */
    public PoolSet open(NodeConnections connections, PoolSet.@Nullable Rest rest) {
        return lock.locked(() -> {
            requireOpen();
            PoolSet set = PoolSet.onDemand(this, connections, rest);
            sets.add(set);
            closeLater(set.follow(topology.members.values(), verdict, tables));
            return set;
        });
    }

    /** Closes a set's pools and forgets it. */
    void dismiss(PoolSet set) {
        lock.locked(() -> {
            if (sets.remove(set)) {
                closeLater(set.end());
            }
        });
    }

    /** {@return how it was set up} */
    public ClusterSettings settings() {
        return settings;
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return lock.isClosed();
    }

    boolean awaitChange(BooleanSupplier changed, long nanos) throws InterruptedException {
        return lock.await(changed, nanos);
    }

    void signal() {
        lock.signal();
    }

    void locked(Runnable action) {
        lock.locked(action);
    }

    <T extends @Nullable Object, E extends Exception> T locked(ClusterLock.Action<T, E> action) throws E {
        return lock.locked(action);
    }

    /** Tells that a borrower got nothing from a node, as far as that was the node's fault and not a busy pool's. */
    public void gaveNothing(Route route, SQLException cause) {
        if (!route.isOver() && Route.isNodesFault(cause)) {
            lock.locked(() -> route.member().error(cause.getCause() == null ? cause : cause.getCause()));
            wake(route.member());
        }
    }

    /** Has a node asked soon: what is known of it seems to be out of date. */
    public void doubt(Route route) {
        wake(route.member());
    }

    /** {@return whether the node answered its latest probe} */
    public boolean isSound(Route route) {
        return !route.isOver() && lock.locked(() -> route.member().sound());
    }

    /** A closed cluster has nothing to settle: whatever is still said of it opens nothing and serves nobody. */
    private void settle() {
        if (lock.isClosed()) {
            return;
        }
        String before = topology.ledger.primary();
        verdict = topology.settle(System.nanoTime());
        sets.forEach(set -> closeLater(set.follow(topology.members.values(), verdict, tables)));
        String after = topology.ledger.primary();
        if (after != null && !after.equals(before)) {
            watchers.wakeAll();
        }
    }

    private void evict(Member member) {
        sets.forEach(set -> set.evict(member));
    }

    private void closeLater(List<PoolSet.Retired> retired) {
        retired.forEach(one -> closeLater(one.pool(), one.mayFinish() ? settings.drainTimeout() : Duration.ZERO));
    }

    /** Away from the caller: a failover must not wait for a dead server. */
    void closeLater(@Nullable NodePool pool, Duration drain) {
        if (pool != null) {
            closer.close(pool, drain);
        }
    }

    private void writeLog() {
        events.write();
    }

    void wake(Member member) {
        watchers.wake(member);
    }

    private void leader(@Nullable String node) {
        lock.locked(() -> {
            topology.patroni(node);
            settle();
        });
    }

    private List<NodeAddress> addresses() {
        return lock.locked(() ->
                topology.members.values().stream().map(member -> member.address).toList());
    }

    @Override
    public List<NodeSnapshot> nodes() {
        return lock.locked(
                () -> topology.members.values().stream().map(this::snapshot).toList());
    }

    @Override
    public Optional<NodeSnapshot> primary() {
        return lock.locked(() ->
                Optional.ofNullable(roster.find(topology.ledger.primary())).map(this::snapshot));
    }

    private NodeSnapshot snapshot(Member member) {
        return member.snapshot(pools.route(member));
    }

    @Override
    public Subscription onEvent(Consumer<? super ClusterEvent> listener) {
        return events.subscribe(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public void drain(String id) {
        drain(id, true);
    }

    @Override
    public void resume(String id) {
        drain(id, false);
    }

    private void drain(String id, boolean drain) {
        lock.locked(() -> {
            requireOpen();
            roster.drain(id, drain);
            settle();
        });
    }

    @Override
    public void add(NodeAddress node, NodeOptions options) {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(options, "options; NodeOptions.DEFAULT has no region and weight 1");
        lock.locked(() -> {
            requireOpen();
            roster.add(node, options);
            settle();
        });
    }

    @Override
    public void remove(String id) {
        lock.locked(() -> {
            requireOpen();
            roster.remove(id);
            settle();
        });
    }

    @Override
    public void weight(String id, double weight) {
        change(id, options -> options.withWeight(weight));
    }

    @Override
    public void tags(String id, Set<String> tags) {
        change(id, options -> options.withTags(tags));
    }

    private void change(String id, UnaryOperator<NodeOptions> change) {
        lock.locked(() -> {
            requireOpen();
            roster.change(id, change);
            settle();
        });
    }

    private void requireOpen() {
        if (lock.isClosed()) {
            throw new IllegalStateException("the cluster is closed, since its datasource is; build another datasource");
        }
    }

    @Override
    public List<ClusterEvent> history() {
        return events.history();
    }

    @Override
    public ClusterStatistics statistics() {
        return lock.locked(() -> topology.statistics(System.nanoTime()));
    }

    /** Ends every thread and closes every pool; borrowers may finish within the drain timeout. */
    @Override
    public void close() {
        List<Monitor> watching = lock.locked(this::closeUnderLock);
        if (patroni != null) {
            patroni.close();
        }
        watching.forEach(Monitor::close);
        try {
            for (Monitor monitor : watching) {
                monitor.join(settings.probeTimeout().plusSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closer.await(settings.drainTimeout().plusSeconds(5));
        events.close();
    }

    private List<Monitor> closeUnderLock() {
        if (lock.isClosed()) {
            return List.of();
        }
        List<Monitor> watching = watchers.dismiss();
        lock.close();
        sets.forEach(set -> closeLater(set.end()));
        sets.clear();
        return watching;
    }
}
