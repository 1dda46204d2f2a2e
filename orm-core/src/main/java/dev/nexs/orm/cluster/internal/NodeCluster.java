package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.Cluster;
import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.ClusterStatistics;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodeConnections;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running cluster. Started at once, without waiting for any node; ends with {@link #close()}.
 *
 * <p>Monitors report under one lock; borrowers read {@link #table()}, a volatile field, and wait on the lock's condition
 * only while there is nobody to serve them.
 */
public final class NodeCluster implements Cluster, AutoCloseable {

    private static final Duration EAGER_SEARCH = Duration.ofSeconds(60);

    private final ClusterSettings settings;
    private final NodeConnections connections;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final EventLog events = new EventLog();
    private final PoolCloser closer = new PoolCloser();
    private final Map<Member, Monitor> monitors = new LinkedHashMap<>();
    private final Topology topology;
    private final Reports reports = new Reports();
    private final @Nullable PatroniWatch patroni;

    private volatile Table table = Table.EMPTY;
    private volatile boolean closed;

    private NodeCluster(ClusterSettings settings, NodeConnections connections) {
        this.settings = settings;
        this.connections = connections;
        this.topology = new Topology(settings, new Pools(connections, closer, this::wake), events);
        this.patroni = settings.patroni().isEmpty() ? null : new PatroniWatch(settings, this::leader, this::addresses);
    }

    /** Starts one monitor per node and returns without waiting for an answer. */
    public static NodeCluster start(ClusterSettings settings, List<NodeAddress> nodes, NodeConnections connections) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("cluster: no node is given; at least one host is needed");
        }
        NodeCluster cluster = new NodeCluster(settings, connections);
        nodes.stream().distinct().forEach(node -> cluster.join(node, settings.options(node)));
        List.copyOf(cluster.monitors.values()).forEach(Monitor::start);
        if (cluster.patroni != null) {
            cluster.patroni.start();
        }
        return cluster;
    }

    private Monitor join(NodeAddress node, NodeOptions options) {
        Member member = new Member(node, options, settings);
        Monitor monitor = new Monitor(member, connections, settings.probeTimeout(), reports);
        topology.members.put(member.id, member);
        monitors.put(member, monitor);
        return monitor;
    }

    /** {@return who serves whom at this moment} */
    public Table table() {
        return table;
    }

    /** {@return how it was set up} */
    public ClusterSettings settings() {
        return settings;
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Waits until the table is another than {@code seen}, the cluster is closed or the time is up.
     *
     * @return false when the time was up
     */
    public boolean awaitChange(Table seen, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (table.equals(seen) && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !table.equals(seen) || closed;
        } finally {
            lock.unlock();
        }
    }

    /** Tells that a borrow failed; {@return whether that was the node's fault, not a busy pool's} */
    public boolean borrowFailed(Route route, SQLException cause) {
        if (route.pool() != route.member().pool || !Failures.isNodesFault(cause)) {
            return false;
        }
        route.member().breaker.failed();
        locked(() -> route.member().error(cause.getCause() == null ? cause : cause.getCause()));
        wake(route.member());
        return true;
    }

    /** {@return whether the node was declared failed, or left, since it was routed to} */
    public boolean isOver(Route route) {
        return route.pool() != route.member().pool;
    }

    /** {@return whether the node answered its latest probe} */
    public boolean isSound(Route route) {
        return !isOver(route) && route.member().sound();
    }

    private void settle() {
        List<Runnable> afterwards = new ArrayList<>();
        String before = topology.ledger.primary();
        Table next = topology.settle(System.nanoTime(), afterwards);
        if (!next.equals(table)) {
            table = next;
            changed.signalAll();
        }
        afterwards.forEach(Runnable::run);
        String after = topology.ledger.primary();
        if (after != null && !after.equals(before)) {
            monitors.values().forEach(Monitor::wake);
        }
    }

    private void wake(Member member) {
        Monitor monitor = locked(() -> monitors.get(member));
        if (monitor != null) {
            monitor.wake();
        }
    }

    private void leader(@Nullable String node) {
        locked(() -> {
            topology.patroni(node);
            settle();
        });
    }

    private List<NodeAddress> addresses() {
        return locked(() ->
                topology.members.values().stream().map(member -> member.address).toList());
    }

    @Override
    public List<NodeSnapshot> nodes() {
        return locked(
                () -> topology.members.values().stream().map(Member::snapshot).toList());
    }

    @Override
    public Optional<NodeSnapshot> primary() {
        return locked(() -> Optional.ofNullable(topology.ledger.primary())
                .map(topology.members::get)
                .map(Member::snapshot));
    }

    @Override
    public Subscription onEvent(Consumer<? super ClusterEvent> listener) {
        return events.subscribe(listener);
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
        locked(() -> {
            Member member = named(id);
            if (member.life.drained() != drain) {
                member.life.drain(drain);
                member.since = Instant.now();
                events.add(
                        drain
                                ? new ClusterEvent.NodeDrained(Instant.now(), id)
                                : new ClusterEvent.NodeResumed(Instant.now(), id));
                settle();
            }
        });
    }

    @Override
    public void add(NodeAddress node, NodeOptions options) {
        locked(() -> {
            Member known = topology.members.get(node.id());
            if (known != null) {
                known.options = options;
            } else if (!closed) {
                Monitor monitor = join(node, options);
                events.add(new ClusterEvent.NodeAdded(Instant.now(), node.id()));
                monitor.start();
            }
            settle();
        });
    }

    @Override
    public void remove(String id) {
        locked(() -> {
            Member member = named(id);
            topology.members.remove(id);
            Monitor monitor = monitors.remove(member);
            if (monitor != null) {
                monitor.close();
            }
            events.add(new ClusterEvent.NodeRemoved(Instant.now(), id));
            settle();
            Runnable retire = topology.retire(member, settings.drainTimeout());
            if (retire != null) {
                retire.run();
            }
        });
    }

    @Override
    public void weight(String id, double weight) {
        locked(() -> {
            Member member = named(id);
            member.options = member.options.withWeight(weight);
        });
    }

    private Member named(String id) {
        Member member = topology.members.get(id);
        if (member == null) {
            throw new IllegalArgumentException(
                    "no node is called '" + id + "'; the nodes are " + topology.members.keySet());
        }
        return member;
    }

    @Override
    public List<ClusterEvent> history() {
        return events.history();
    }

    @Override
    public ClusterStatistics statistics() {
        return locked(() -> {
            Map<String, ClusterStatistics.NodeStatistics> nodes = new HashMap<>();
            long now = System.nanoTime();
            topology.members.values().forEach(member -> nodes.put(member.id, member.statistics(now)));
            return topology.ledger.statistics(nodes);
        });
    }

    /** Ends every thread and closes every pool; borrowers may finish within the drain timeout. */
    @Override
    public void close() {
        List<Monitor> watching = locked(this::closeUnderLock);
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
        if (closed) {
            return List.of();
        }
        closed = true;
        List<Monitor> watching = List.copyOf(monitors.values());
        monitors.clear();
        table = Table.EMPTY;
        changed.signalAll();
        for (Member member : topology.members.values()) {
            Runnable retire = topology.retire(member, settings.drainTimeout());
            if (retire != null) {
                retire.run();
            }
        }
        return watching;
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T locked(java.util.function.Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private final class Reports implements Monitor.Reports {

        @Override
        public void answered(Member member, ProbeResult result, long nanos) {
            report(member, () -> topology.answered(member, result, nanos, System.nanoTime()));
        }

        @Override
        public void missed(Member member, Exception cause, long started) {
            report(member, () -> topology.missed(member, cause, started, System.nanoTime()));
        }

        private void report(Member member, Runnable news) {
            locked(() -> {
                if (monitors.containsKey(member)) {
                    news.run();
                    settle();
                }
            });
        }

        /** Searching for a primary is worth more questions; for how long, is bounded. */
        @Override
        public Duration pause(Member member) {
            return locked(() -> {
                long since = topology.searchingSince();
                if (since != 0) {
                    boolean eager = System.nanoTime() - since < EAGER_SEARCH.toNanos();
                    return eager
                            ? settings.searchInterval()
                            : shorter(settings.searchInterval().multipliedBy(5));
                }
                return member.life.failing() ? settings.searchInterval() : settings.probeInterval();
            });
        }

        private Duration shorter(Duration other) {
            return other.compareTo(settings.probeInterval()) < 0 ? other : settings.probeInterval();
        }
    }
}
