package dev.nexs.orm.observe;

import dev.nexs.orm.cluster.Cluster;
import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.observe.internal.MetricsObserver;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.pool.PoolStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters of a datasource for Micrometer: {@code new NexsMetrics(ds).bindTo(registry)}. Their names are in the guide and do not
 * change; series are bounded, since no tag holds SQL. Until {@link #bindTo} is called, and after {@link #close}, nothing is
 * measured.
 */
public final class NexsMetrics implements MeterBinder, AutoCloseable {

    private static final long FRESH_NANOS = Duration.ofMillis(500).toNanos();

    private final ObservedDataSource source;
    private final List<Runnable> undo = new ArrayList<>();
    private volatile List<NodeSnapshot> nodes = List.of();
    private volatile long readAt = System.nanoTime() - FRESH_NANOS;

    /** Measures nothing yet. */
    public NexsMetrics(ObservedDataSource source) {
        this.source = source;
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        List<Meter> meters = new ArrayList<>();
        Set<String> known = new HashSet<>();
        source.cluster().nodes().forEach(node -> bindNode(registry, node.id(), known, meters));
        bindCluster(registry, meters);
        Cluster.Subscription events = source.cluster().onEvent(event -> {
            if (event instanceof ClusterEvent.NodeAdded added) {
                synchronized (this) {
                    bindNode(registry, added.node(), known, meters);
                }
            }
        });
        Observers observers = observers();
        MetricsObserver observer = new MetricsObserver(registry, this::role);
        observers.add(observer);
        undo.add(() -> {
            observers.remove(observer);
            events.close();
            meters.forEach(registry::remove);
        });
    }

    private Observers observers() {
        try {
            return source.unwrap(Observers.class);
        } catch (SQLException e) {
            throw new IllegalArgumentException(source + " cannot be observed; hand in the NexsDataSource itself", e);
        }
    }

    private void bindNode(MeterRegistry registry, String id, Set<String> known, List<Meter> meters) {
        if (!known.add(id)) {
            return;
        }
        Tags tags = Tags.of("node", id);
        pool(registry, meters, tags, "db.connections.active", "Connections lent out", PoolStatistics::active);
        pool(registry, meters, tags, "db.connections.idle", "Connections ready to lend", PoolStatistics::idle);
        pool(registry, meters, tags, "db.connections.pending", "Borrowers that wait", PoolStatistics::waiting);
        pool(registry, meters, tags, "db.connections.max", "The most that a pool will hold", PoolStatistics::maximum);
        meters.add(Gauge.builder("db.replica.lag", this, self -> self.lag(id))
                .tags(tags)
                .description("How far a replica is behind; not a number where that is not known")
                .baseUnit("seconds")
                .register(registry));
        meters.add(Gauge.builder("db.node.up", this, self -> self.isUsed(id) ? 1 : 0)
                .tags(tags)
                .description("Whether a node is in use")
                .register(registry));
        meters.add(Gauge.builder("db.node.primary", this, self -> self.isPrimary(id) ? 1 : 0)
                .tags(tags)
                .description("Whether a node is the primary")
                .register(registry));
        meters.add(Gauge.builder("db.node.breaker.open", this, self -> self.isBroken(id) ? 1 : 0)
                .tags(tags)
                .description("Whether a node's circuit breaker is open")
                .register(registry));
    }

    private void pool(
            MeterRegistry registry,
            List<Meter> meters,
            Tags tags,
            String name,
            String description,
            ToDoubleFunction<PoolStatistics> figure) {
        String id = tags.stream().iterator().next().getValue();
        meters.add(Gauge.builder(name, this, self -> self.pool(id, figure))
                .tags(tags)
                .description(description)
                .register(registry));
    }

    private void bindCluster(MeterRegistry registry, List<Meter> meters) {
        meters.add(FunctionCounter.builder(
                        "db.failovers", source, ds -> ds.cluster().statistics().failovers())
                .description("How often another node became primary")
                .register(registry));
        meters.add(FunctionCounter.builder(
                        "db.outages", source, ds -> ds.cluster().statistics().outages())
                .description("How often there was no primary")
                .register(registry));
        meters.add(
                Gauge.builder("db.writable", source, ds -> ds.health().health().servesWrites() ? 1 : 0)
                        .description("Whether there is a primary")
                        .register(registry));
    }

    /** One look at the cluster serves all meters of a scrape. */
    private @Nullable NodeSnapshot node(String id) {
        long now = System.nanoTime();
        if (now - readAt > FRESH_NANOS) {
            nodes = source.cluster().nodes();
            readAt = now;
        }
        for (NodeSnapshot node : nodes) {
            if (node.id().equals(id)) {
                return node;
            }
        }
        return null;
    }

    private double pool(String id, ToDoubleFunction<PoolStatistics> figure) {
        NodeSnapshot node = node(id);
        return node == null || node.pool() == null ? 0 : figure.applyAsDouble(node.pool());
    }

    private double lag(String id) {
        NodeSnapshot node = node(id);
        return node == null || node.lag() == null ? Double.NaN : node.lag().toNanos() / 1e9;
    }

    private boolean isUsed(String id) {
        NodeSnapshot node = node(id);
        return node != null && (node.state() == NodeState.ACTIVE || node.state() == NodeState.SUSPECT);
    }

    private boolean isPrimary(String id) {
        return "primary".equals(role(id));
    }

    private boolean isBroken(String id) {
        NodeSnapshot node = node(id);
        return node != null && node.breaker().equals("open");
    }

    private String role(String id) {
        NodeSnapshot node = node(id);
        return node == null ? "unknown" : node.role().name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Takes the meters out of their registries and stops measuring. */
    @Override
    public synchronized void close() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
