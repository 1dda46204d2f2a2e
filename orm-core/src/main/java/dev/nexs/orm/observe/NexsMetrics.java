package dev.nexs.orm.observe;

import dev.nexs.orm.cluster.Cluster;
import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.hooks.HookStatistics;
import dev.nexs.orm.hooks.internal.HookTable;
import dev.nexs.orm.observe.internal.MetricsObserver;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.observe.internal.Roles;
import dev.nexs.orm.observe.internal.SafetyMonitor;
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
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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
    private final Roles roles;
    private final List<Runnable> undo = new ArrayList<>();
    private volatile List<NodeSnapshot> nodes = List.of();
    private volatile long readAt = System.nanoTime() - FRESH_NANOS;

    /** Measures nothing yet. */
    public NexsMetrics(ObservedDataSource source) {
        this.source = source;
        this.roles = new Roles(source.cluster()::nodes);
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        List<Meter> meters = new CopyOnWriteArrayList<>();
        Set<String> known = new HashSet<>();
        source.cluster().nodes().forEach(node -> bindNode(registry, node.id(), known, meters));
        bindCluster(registry, meters);
        bindHooks(registry, meters);
        bindSafety(registry, meters);
        Cluster.Subscription events = source.cluster().onEvent(event -> {
            if (event instanceof ClusterEvent.NodeAdded added) {
                synchronized (this) {
                    bindNode(registry, added.node(), known, meters);
                }
            }
        });
        Observers observers = Observers.of(source);
        MetricsObserver observer = new MetricsObserver(registry, this::role);
        observers.add(observer);
        undo.add(() -> {
            observers.remove(observer);
            events.close();
            meters.forEach(registry::remove);
        });
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

    /** Hooks come and go; what is gone keeps its last figures until it is closed. */
    private void bindHooks(MeterRegistry registry, List<Meter> meters) {
        HookTable table = part(HookTable.class);
        if (table != null) {
            Set<String> known = ConcurrentHashMap.newKeySet();
            Runnable added = () -> addHooks(registry, meters, table, known);
            table.whenAdded(added);
            undo.add(() -> table.forget(added));
            added.run();
        }
    }

    /** Called under the table's lock when a hook is added, so it takes no other. */
    private static void addHooks(MeterRegistry registry, List<Meter> meters, HookTable table, Set<String> known) {
        for (HookStatistics hook : table.statistics()) {
            if (known.add(hook.name())) {
                hook(registry, meters, table, hook.name(), "calls", HookStatistics::calls);
                hook(registry, meters, table, hook.name(), "vetoes", HookStatistics::vetoes);
                hook(registry, meters, table, hook.name(), "failures", HookStatistics::failures);
                hook(registry, meters, table, hook.name(), "timeouts", HookStatistics::timeouts);
                hook(registry, meters, table, hook.name(), "drops", HookStatistics::drops);
            }
        }
    }

    private static void hook(
            MeterRegistry registry,
            List<Meter> meters,
            HookTable table,
            String name,
            String what,
            ToDoubleFunction<HookStatistics> figure) {
        meters.add(FunctionCounter.builder(
                        "db.hooks." + what,
                        table,
                        hooks -> hooks.statistics().stream()
                                .filter(hook -> hook.name().equals(name))
                                .mapToDouble(figure)
                                .sum())
                .tags("hook", name)
                .description("What became of calls of a hook: " + what)
                .register(registry));
    }

    private void bindSafety(MeterRegistry registry, List<Meter> meters) {
        SafetyMonitor monitor = part(SafetyMonitor.class);
        if (monitor == null) {
            return;
        }
        meters.add(Gauge.builder("db.connections.stuck", monitor, SafetyMonitor::heldLong)
                .description("Connections that are held for longer than nexs.safety.threshold")
                .register(registry));
        for (SafetyReport.Concern kind : SafetyReport.Concern.values()) {
            meters.add(Gauge.builder("db.safety.findings", monitor, self -> self.lastCount(kind))
                    .tags("kind", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .description("What the safety monitor found when it looked last")
                    .register(registry));
        }
    }

    private <T> @Nullable T part(Class<T> type) {
        try {
            return source.unwrap(type);
        } catch (SQLException e) {
            return null; // it is not there
        }
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
        String role = roles.of(id);
        return role == null ? "unknown" : role;
    }

    /** Takes the meters out of their registries and stops measuring. */
    @Override
    public synchronized void close() {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
