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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running cluster. Started at once, without waiting for any node; ends with {@link #close()}.
 *
 * <p>Monitors report under one lock; borrowers read {@link #table()}, a volatile field, and wait on the lock's condition
 * only while there is nobody to serve them.
 */
public final class NodeCluster implements Cluster, AutoCloseable {

    private final ClusterSettings settings;
    private final Bulletin bulletin = new Bulletin(this::writeLog);
    private final EventLog events = new EventLog(bulletin::awaitLock);
    private final PoolCloser closer = new PoolCloser();
    private final Topology topology;
    private final Watchers watchers;
    private final Roster roster;
    private final @Nullable PatroniWatch patroni;

    private NodeCluster(ClusterSettings settings, NodeConnections connections) {
        this.settings = settings;
        this.topology = new Topology(settings, new Pools(connections, closer, this::wake), events);
        this.watchers = new Watchers(settings, connections, bulletin, topology, this::settle);
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

    /** {@return who serves whom at this moment} */
    public Table table() {
        return bulletin.table();
    }

    /** {@return where the table is published} */
    public Bulletin bulletin() {
        return bulletin;
    }

    /** {@return how it was set up} */
    public ClusterSettings settings() {
        return settings;
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return bulletin.isClosed();
    }

    /**
     * Waits until the table is another than {@code seen}, the cluster is closed or the time is up.
     *
     * @return false when the time was up
     */
    public boolean awaitChange(Table seen, long nanos) throws InterruptedException {
        return bulletin.awaitChange(seen, nanos);
    }

    /** Tells that a borrow failed; {@return whether that was the node's fault, not a busy pool's} */
    public boolean borrowFailed(Route route, SQLException cause) {
        boolean guilty = passedOver(route, cause);
        if (guilty) {
            route.member().breaker.failed();
        }
        return guilty;
    }

    /**
     * Tells that a borrower who did not want to wait went to another node. The circuit breaker does not count that: it
     * would keep borrowers from the connections that the node still serves. {@return whether that was the node's fault}
     */
    public boolean passedOver(Route route, SQLException cause) {
        if (isOver(route) || !Failures.isNodesFault(cause)) {
            return false;
        }
        bulletin.locked(() -> route.member().error(cause.getCause() == null ? cause : cause.getCause()));
        wake(route.member());
        return true;
    }

    /** Has a node asked soon: what is known of it seems to be out of date. */
    public void doubt(Route route) {
        wake(route.member());
    }

    /** {@return whether the node was declared failed, or left, since it was routed to} */
    public boolean isOver(Route route) {
        return route.pool() != route.member().pool;
    }

    /** {@return whether the node answered its latest probe} */
    public boolean isSound(Route route) {
        return !isOver(route) && bulletin.locked(() -> route.member().sound());
    }

    private void settle() {
        List<Runnable> afterwards = new ArrayList<>();
        String before = topology.ledger.primary();
        Table next = topology.settle(System.nanoTime(), afterwards);
        bulletin.publish(next);
        afterwards.forEach(Runnable::run);
        String after = topology.ledger.primary();
        if (after != null && !after.equals(before)) {
            watchers.wakeAll();
        }
    }

    private void writeLog() {
        events.write();
    }

    private void wake(Member member) {
        watchers.wake(member);
    }

    private void leader(@Nullable String node) {
        bulletin.locked(() -> {
            topology.patroni(node);
            settle();
        });
    }

    private List<NodeAddress> addresses() {
        return bulletin.locked(() ->
                topology.members.values().stream().map(member -> member.address).toList());
    }

    @Override
    public List<NodeSnapshot> nodes() {
        return bulletin.locked(
                () -> topology.members.values().stream().map(Member::snapshot).toList());
    }

    @Override
    public Optional<NodeSnapshot> primary() {
        return bulletin.locked(() ->
                Optional.ofNullable(roster.find(topology.ledger.primary())).map(Member::snapshot));
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
        bulletin.locked(() -> {
            roster.drain(id, drain);
            settle();
        });
    }

    @Override
    public void add(NodeAddress node, NodeOptions options) {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(options, "options; NodeOptions.DEFAULT has no region and weight 1");
        bulletin.locked(() -> {
            if (!bulletin.isClosed()) {
                roster.add(node, options);
                settle();
            }
        });
    }

    @Override
    public void remove(String id) {
        bulletin.locked(() -> {
            Member member = roster.remove(id);
            settle();
            roster.retire(member);
        });
    }

    @Override
    public void weight(String id, double weight) {
        bulletin.locked(() -> roster.weight(id, weight));
    }

    @Override
    public List<ClusterEvent> history() {
        return events.history();
    }

    @Override
    public ClusterStatistics statistics() {
        return bulletin.locked(() -> topology.statistics(System.nanoTime()));
    }

    /** Ends every thread and closes every pool; borrowers may finish within the drain timeout. */
    @Override
    public void close() {
        List<Monitor> watching = bulletin.locked(this::closeUnderLock);
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
        if (bulletin.isClosed()) {
            return List.of();
        }
        List<Monitor> watching = watchers.dismiss();
        bulletin.close();
        topology.members.values().forEach(roster::retire);
        return watching;
    }
}
