package dev.nexs.orm.observe;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.observe.internal.Json;
import dev.nexs.orm.pool.PoolStatistics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The health of a datasource at one moment, from what is known already: asking costs no round trip.
 *
 * @param at the moment
 * @param health the verdict
 * @param reasons one sentence for everything that keeps it from {@link Health#UP}, and for every pool at its limit
 * @param nodes every node
 */
public record HealthReport(Instant at, Health health, List<String> reasons, List<NodeSnapshot> nodes) {

    /** Copies what is mutable. */
    public HealthReport {
        reasons = List.copyOf(reasons);
        nodes = List.copyOf(nodes);
    }

    /** Judges nodes. */
    public static HealthReport of(List<NodeSnapshot> nodes, Instant now) {
        List<String> reasons = new ArrayList<>();
        boolean writable = nodes.stream().anyMatch(node -> serves(node, NodeRole.PRIMARY));
        boolean readable = writable || nodes.stream().anyMatch(node -> serves(node, NodeRole.REPLICA));
        if (!writable) {
            reasons.add("No node is known to be the primary: writes wait for nexs.failover.timeout and then fail");
        }
        boolean wellServed = true;
        for (NodeSnapshot node : nodes) {
            if (needsAttention(node)) {
                wellServed = false;
                reasons.add(node.describe(now));
            }
            addPool(node, reasons);
        }
        return new HealthReport(now, verdict(writable, readable, wellServed), reasons, nodes);
    }

    private static Health verdict(boolean writable, boolean readable, boolean wellServed) {
        if (!writable) {
            return readable ? Health.NO_PRIMARY : Health.DOWN;
        }
        return wellServed ? Health.UP : Health.DEGRADED;
    }

    private static boolean serves(NodeSnapshot node, NodeRole role) {
        return node.role() == role && (node.state() == NodeState.ACTIVE || node.state() == NodeState.SUSPECT);
    }

    /** {@return whether an instance with this datasource may get requests: it serves reads at least} */
    public boolean isReady() {
        return health.servesReads();
    }

    /** {@return this report as JSON: verdict, reasons, and of each node what {@link NodeSnapshot} says} Times are in ms. */
    public String toJson() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("at", at);
        report.put("health", health);
        report.put("ready", isReady());
        report.put("reasons", reasons);
        report.put("nodes", nodes.stream().map(HealthReport::json).toList());
        return Json.of(report);
    }

    private static Map<String, @Nullable Object> json(NodeSnapshot node) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", node.id());
        json.put("role", node.role());
        json.put("state", node.state());
        json.put("since", node.since());
        json.put("note", node.note());
        json.put("lagMillis", node.lag());
        json.put("latencyMillis", node.latency());
        json.put("breaker", node.breaker());
        PoolStatistics pool = node.pool();
        if (pool != null) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("active", pool.active());
            figures.put("idle", pool.idle());
            figures.put("waiting", pool.waiting());
            figures.put("maximum", pool.maximum());
            json.put("pool", figures);
        }
        json.put("lastError", node.lastError());
        json.put("lastErrorAt", node.lastErrorAt());
        return json;
    }

    private static boolean needsAttention(NodeSnapshot node) {
        boolean byHand = node.state() == NodeState.DRAINING;
        return !byHand && (node.state() != NodeState.ACTIVE || node.note() != null || node.role() == NodeRole.FENCED);
    }

    private static void addPool(NodeSnapshot node, List<String> reasons) {
        PoolStatistics pool = node.pool();
        if (pool != null && pool.waiting() > 0 && pool.active() >= pool.maximum()) {
            reasons.add(node.id() + ": all " + pool.maximum() + " connections are in use and " + pool.waiting()
                    + " borrowers wait");
        }
    }

    @Override
    public String toString() {
        return health + (reasons.isEmpty() ? "" : ": " + String.join("; ", reasons));
    }
}
