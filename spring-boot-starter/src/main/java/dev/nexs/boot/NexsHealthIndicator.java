package dev.nexs.boot;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.observe.HealthReport;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * What the cluster knows of itself already: no round trip, no wait. {@code UP} takes writes; {@code NO_PRIMARY} serves reads
 * and lets writes wait; {@code DOWN} serves nobody. The details say why, node by node.
 */
final class NexsHealthIndicator implements HealthIndicator {

    /** Reads are served, writes wait for a primary. */
    static final Status NO_PRIMARY = new Status("NO_PRIMARY", "Reads are served, writes wait for a primary");

    private final NexsDataSource cluster;

    NexsHealthIndicator(NexsDataSource cluster) {
        this.cluster = cluster;
    }

    @Override
    public Health health() {
        HealthReport report = cluster.health();
        Health.Builder health = Health.status(status(report));
        if (!report.reasons().isEmpty()) {
            health.withDetail("reasons", report.reasons());
        }
        Map<String, String> nodes = new LinkedHashMap<>();
        report.nodes().forEach(node -> nodes.put(node.id(), node.describe(report.at())));
        return health.withDetail("nodes", nodes).build();
    }

    private static Status status(HealthReport report) {
        return switch (report.health()) {
            case UP, DEGRADED -> Status.UP;
            case DOWN -> report.nodes().stream().anyMatch(NexsHealthIndicator::servesReads) ? NO_PRIMARY : Status.DOWN;
        };
    }

    private static boolean servesReads(NodeSnapshot node) {
        return node.role() == NodeRole.REPLICA
                && (node.state() == NodeState.ACTIVE || node.state() == NodeState.SUSPECT);
    }
}
