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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running cluster: it hands what monitors, Patroni, borrowers and operators say to the {@link ClusterState}, one fact at a
 * time under one lock, and does what comes of it. Started at once, without waiting for any node; ends with {@link #close()}.
 *
 * <p>Borrowers read the table of their {@link PoolSet}, a volatile field, and wait on the lock's condition only while there
 * is nobody to serve them.
 */
public final class NodeCluster implements Cluster, AutoCloseable {

    private final ClusterSettings settings;
    private final NodeConnections connections;
    private final ClusterLock lock = new ClusterLock(this::writeLog);
    private final EventLog events = new EventLog(lock::awaitLock);
    private final PoolCloser closer = new PoolCloser();
    private final Instant since = Instant.now();
    private final PoolSet pools;
    private final @Nullable PatroniWatch patroni;

    // Guarded by the lock.
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, Monitor> monitors = new LinkedHashMap<>();
    private final List<PoolSet> sets = new ArrayList<>();

    /** Changed under the lock only. */
    private volatile ClusterState state;

    private NodeCluster(ClusterSettings settings, NodeConnections connections) {
        this.settings = settings;
        this.connections = connections;
        this.state = ClusterState.of(settings, Moment.now());
        this.pools = PoolSet.eager(this, connections);
        this.sets.add(pools);
        this.patroni = settings.patroni().isEmpty()
                ? null
                : new PatroniWatch(settings, node -> learn(new Fact.LeaderNamed(node)), this::addresses);
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
        // no monitor reports before all are known
        lock.locked(() ->
                nodes.stream().distinct().forEach(node -> learn(new Fact.Joined(node, settings.options(node), false))));
        if (patroni != null) {
            patroni.start();
        }
    }

    // What is learned, and what comes of it

    private void learn(Fact fact) {
        lock.locked(() -> {
            ClusterState.Step step = state.after(fact, Moment.now());
            state = step.state();
            state.nodes().forEach((id, record) -> {
                Member member = members.get(id);
                if (member != null) {
                    member.become(record);
                }
            });
            List<PoolSet.Retired> retired = new ArrayList<>();
            step.effects().forEach(effect -> apply(effect, retired));
            retired.forEach(one -> closeLater(one.pool(), one.mayFinish() ? settings.drainTimeout() : Duration.ZERO));
        });
    }

    private void apply(Effect effect, List<PoolSet.Retired> retired) {
        if (effect instanceof Effect.Retire retire) {
            sets.forEach(set -> set.retire(retire.node(), retire.mayFinish(), retired));
        } else if (effect instanceof Effect.Open open) {
            sets.forEach(set -> set.serve(member(open.node())));
        } else if (effect instanceof Effect.Evict evict) {
            sets.forEach(set -> set.evict(evict.node()));
        } else if (effect instanceof Effect.Watch watch) {
            watch(state.named(watch.node()));
        } else if (effect instanceof Effect.Unwatch unwatch) {
            members.remove(unwatch.node());
            Monitor monitor = monitors.remove(unwatch.node());
            if (monitor != null) {
                monitor.close();
            }
        } else if (effect instanceof Effect.StartSlowly slowly) {
            member(slowly.node()).startSlowly(settings.slowStart(), System.nanoTime());
        } else if (effect instanceof Effect.AskAll) {
            monitors.values().forEach(Monitor::wake);
        } else if (effect instanceof Effect.Tell tell) {
            events.add(tell.event());
        } else if (effect instanceof Effect.Wake) {
            ClusterState.View view = state.view();
            sets.forEach(set -> set.publish(view));
            lock.signal();
        }
    }

    private Member member(String id) {
        return Objects.requireNonNull(members.get(id), id);
    }

    private void watch(NodeRecord record) {
        Member member = new Member(record);
        members.put(member.id, member);
        Monitor monitor = new Monitor(member, connections, settings.probeTimeout(), new Reports());
        monitors.put(member.id, monitor);
        monitor.start();
    }

    /** Hears the monitors of nodes that still belong. */
    private final class Reports implements Monitor.Reports {

        @Override
        public void answered(Member member, ProbeResult result, long started, long nanos) {
            report(member, () -> {
                member.tookToAnswer(nanos);
                learn(new Fact.Answered(member.id, result, started));
            });
        }

        @Override
        public void missed(Member member, Exception cause, long started) {
            report(member, () -> learn(new Fact.Missed(member.id, Fact.Failure.of(cause), started)));
        }

        private void report(Member member, Runnable news) {
            lock.locked(() -> {
                if (member.equals(members.get(member.id))) {
                    news.run();
                }
            });
        }

        @Override
        public Duration pause(Member member) {
            return state.pause(member.id, System.nanoTime());
        }
    }

    // For borrowers

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
     * @param others opens its pools
     * @param rest when those are closed that nobody uses, or null to keep them until it is closed
     */
    public PoolSet open(NodeConnections others, PoolSet.@Nullable Rest rest) {
        return lock.locked(() -> {
            requireOpen();
            PoolSet set = PoolSet.onDemand(this, others, rest);
            sets.add(set);
            state.nodes().values().stream()
                    .filter(NodeRecord::serves)
                    .forEach(record -> set.serve(member(record.id())));
            set.publish(state.view());
            return set;
        });
    }

    /** Closes a set's pools and forgets it. */
    void dismiss(PoolSet set) {
        lock.locked(() -> {
            if (sets.remove(set)) {
                set.end().forEach(pool -> closeLater(pool, settings.drainTimeout()));
                lock.signal();
            }
        });
    }

    /** {@return how it was set up} */
    public ClusterSettings settings() {
        return settings;
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return state.closed();
    }

    boolean awaitChange(BooleanSupplier changed, long nanos) throws InterruptedException {
        return lock.await(changed, nanos);
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
            Throwable said = cause.getCause() == null ? cause : cause.getCause();
            learn(new Fact.GaveNothing(route.id(), Failures.text(said)));
            doubt(route.id());
        }
    }

    void writeRefused(String node) {
        learn(new Fact.WriteRefused(node));
    }

    /** Has a node asked soon: what is known of it seems to be out of date. */
    public void doubt(Route route) {
        doubt(route.id());
    }

    void doubt(String node) {
        lock.locked(() -> {
            Monitor monitor = monitors.get(node);
            if (monitor != null) {
                monitor.wake();
            }
        });
    }

    /** {@return whether the node answered its latest probe} */
    public boolean isSound(Route route) {
        return !route.isOver() && route.member().isSound();
    }

    /** {@return whether an operator had it forget that this timeline exists: see {@link #forget()}} */
    public boolean isForgotten(int timeline) {
        ClusterState.Identity known = state.identity();
        return timeline > known.highestTimeline() && timeline <= known.forgotten();
    }

    /** {@return the system identifier of the cluster that was settled, or 0} */
    public long system() {
        String settled = state.identity().systemIdentifier();
        return settled == null ? 0 : Long.parseUnsignedLong(settled);
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

    private List<NodeAddress> addresses() {
        return state.nodes().values().stream().map(NodeRecord::address).toList();
    }

    // For operators

    @Override
    public List<NodeSnapshot> nodes() {
        return lock.locked(() -> members.values().stream().map(this::snapshot).toList());
    }

    @Override
    public Optional<NodeSnapshot> primary() {
        return lock.locked(() -> {
            String primary = state.office().primary();
            return Optional.ofNullable(primary == null ? null : members.get(primary))
                    .map(this::snapshot);
        });
    }

    private NodeSnapshot snapshot(Member member) {
        return member.snapshot(pools.route(member.id));
    }

    @Override
    public Subscription onEvent(Consumer<? super ClusterEvent> listener) {
        return events.subscribe(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public void drain(String id) {
        order(new Fact.Drained(id, true));
    }

    @Override
    public void resume(String id) {
        order(new Fact.Drained(id, false));
    }

    @Override
    public void add(NodeAddress node, NodeOptions options) {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(options, "options; NodeOptions.DEFAULT has no region and weight 1");
        order(new Fact.Joined(node, options, true));
    }

    @Override
    public void remove(String id) {
        order(new Fact.Left(id));
    }

    @Override
    public void weight(String id, double weight) {
        lock.locked(() -> order(new Fact.Changed(id, state.named(id).options().withWeight(weight))));
    }

    @Override
    public void tags(String id, Set<String> tags) {
        lock.locked(() -> order(new Fact.Changed(id, state.named(id).options().withTags(tags))));
    }

    @Override
    public void forget() {
        order(new Fact.Forgotten());
    }

    private void order(Fact fact) {
        lock.locked(() -> {
            requireOpen();
            learn(fact);
        });
    }

    private void requireOpen() {
        if (state.closed()) {
            throw new IllegalStateException("the cluster is closed, since its datasource is; build another datasource");
        }
    }

    @Override
    public List<ClusterEvent> history() {
        return events.history();
    }

    @Override
    public ClusterStatistics statistics() {
        return state.statistics(since, System.nanoTime());
    }

    /** Ends every thread and closes every pool; borrowers may finish within the drain timeout. */
    @Override
    public void close() {
        List<Monitor> watching = lock.locked(() -> {
            List<Monitor> all = List.copyOf(monitors.values());
            learn(new Fact.Closed());
            sets.forEach(set -> set.end().forEach(pool -> closeLater(pool, settings.drainTimeout())));
            sets.clear();
            lock.signal();
            return all;
        });
        if (patroni != null) {
            patroni.close();
        }
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
}
