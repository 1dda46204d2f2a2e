package dev.nexs.orm.observe;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.pool.PoolStatistics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
        boolean writable = nodes.stream().anyMatch(HealthReport::takesWrites);
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
        Health health = !writable ? Health.DOWN : wellServed ? Health.UP : Health.DEGRADED;
        return new HealthReport(now, health, reasons, nodes);
    }

    private static boolean takesWrites(NodeSnapshot node) {
        return node.role() == NodeRole.PRIMARY
                && (node.state() == NodeState.ACTIVE || node.state() == NodeState.SUSPECT);
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
