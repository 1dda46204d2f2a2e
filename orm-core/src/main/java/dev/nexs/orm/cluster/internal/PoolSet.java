package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.pool.NodeConnections;
import dev.nexs.orm.pool.NodePool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pool for each node of a cluster, for one kind of borrower: the application's own, a tenant's, a role's, a batch's. The
 * cluster watches its nodes once, however many sets stand over it; a set has its own credentials, sizes and session settings,
 * its own circuit breakers, and the table of who serves whom for its borrowers. Thread-safe.
 *
 * <p>The cluster's first set opens a pool as soon as its node serves. Further sets open one for the first borrower, and may
 * close it again when nobody has borrowed for a while; the next borrower finds a new one.
 */
public final class PoolSet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PoolSet.class);

    private final NodeCluster cluster;
    private final NodeConnections connections;
    private final boolean onDemand;
    private final @Nullable ScheduledFuture<?> sweep;

    /** Guarded by the cluster's lock. */
    private final Map<String, Route> routes = new LinkedHashMap<>();

    private volatile Table table = Table.EMPTY;
    private volatile boolean closed;

    private PoolSet(NodeCluster cluster, NodeConnections connections, boolean onDemand, @Nullable Rest rest) {
        this.cluster = cluster;
        this.connections = connections;
        this.onDemand = onDemand;
        this.sweep = rest == null ? null : rest.schedule(this::closeResting);
    }

    /** The cluster's own, whose pools are open as long as their nodes serve. */
    static PoolSet eager(NodeCluster cluster, NodeConnections connections) {
        return new PoolSet(cluster, connections, false, null);
    }

    static PoolSet onDemand(NodeCluster cluster, NodeConnections connections, @Nullable Rest rest) {
        return new PoolSet(cluster, connections, true, rest);
    }

    /**
     * When a set's pools are closed that nobody uses.
     *
     * @param after how long after the last borrower at least; up to twice as long
     * @param timer who looks
     */
    public record Rest(Duration after, ScheduledExecutorService timer) {

        private ScheduledFuture<?> schedule(Runnable look) {
            return timer.scheduleWithFixedDelay(look, after.toNanos(), after.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** {@return the cluster that its nodes belong to} */
    public NodeCluster cluster() {
        return cluster;
    }

    /** {@return who serves whom at this moment} */
    public Table table() {
        return table;
    }

    /** {@return whether it, or its cluster, was closed} */
    public boolean isClosed() {
        return closed;
    }

    /** {@return how long a borrower waits for a connection, over all nodes together} */
    public Duration connectionTimeout() {
        return connections.connectionTimeout();
    }

    NodeConnections connections() {
        return connections;
    }

    /**
     * Waits until the table is another than {@code seen}, the set is closed or the time is up.
     *
     * @return false when the time was up
     */
    public boolean awaitChange(Table seen, long nanos) throws InterruptedException {
        return cluster.awaitChange(() -> !table.equals(seen) || closed, nanos);
    }

    /** Has a node asked soon: what is known of it seems to be out of date. */
    void doubt(Member member) {
        cluster.doubt(member.id);
    }

    NodePool open(Route route) throws SQLException {
        return cluster.locked(() -> route.opened());
    }

    private void closeResting() {
        cluster.locked(() -> routes.values()
                .forEach(route ->
                        cluster.closeLater(route.rest(), cluster.settings().drainTimeout())));
    }

    // What follows is called under the cluster's lock.

    /**
     * A pool that serves nobody any more.
     *
     * @param pool the pool
     * @param mayFinish whether its borrowers may finish: its node is well, and only left
     */
    record Retired(NodePool pool, boolean mayFinish) {}

    /** A node begins to serve, or has another role. */
    void serve(Member member) {
        Route route = routes.computeIfAbsent(
                member.id,
                node -> new Route(member, this, new Breaker(cluster.settings().breaker())));
        route.serveAs(member.role() == NodeRole.PRIMARY);
        if (!onDemand) {
            try {
                NodePool unused = route.opened();
            } catch (SQLException | RuntimeException e) {
                LOG.error("the pool of {} could not be opened; its first borrower tries again", member.id, e);
            }
        }
    }

    /** A node no longer serves as it did. */
    void retire(String node, boolean mayFinish, List<Retired> retired) {
        Route route = routes.remove(node);
        NodePool pool = route == null ? null : route.end();
        if (pool != null) {
            retired.add(new Retired(pool, mayFinish));
        }
    }

    void publish(ClusterState.View view) {
        Table next = new Table(
                view.primary() == null ? null : routes.get(view.primary()),
                routes(view.replicas()),
                routes(view.nearest()),
                view.refusal(),
                view.lockedOut());
        if (!next.equals(table)) {
            table = next;
        }
    }

    private List<Route> routes(List<String> nodes) {
        return nodes.stream().map(routes::get).filter(Objects::nonNull).toList();
    }

    @Nullable
    Route route(String node) {
        return routes.get(node);
    }

    void evict(String node) {
        Route route = routes.get(node);
        if (route != null) {
            route.evictAll();
        }
    }

    /** Nobody is served any more. {@return what is to be closed} */
    List<NodePool> end() {
        closed = true;
        table = Table.EMPTY;
        if (sweep != null) {
            sweep.cancel(false);
        }
        List<NodePool> open = new ArrayList<>();
        for (Route route : routes.values()) {
            NodePool pool = route.end();
            if (pool != null) {
                open.add(pool);
            }
        }
        routes.clear();
        return open;
    }

    /** Closes its pools, after waiting for borrowers up to the drain timeout. The cluster goes on. */
    @Override
    public void close() {
        cluster.dismiss(this);
    }
}
