package dev.nexs.orm.doctor.internal;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.cluster.WalPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Nodes as the cluster's monitors know them. */
public final class ClusterExamination {

    private static final Duration MUCH = Duration.ofSeconds(10);

    private ClusterExamination() {}

    /** Looks at all nodes. */
    public static void run(List<NodeSnapshot> nodes, Notes notes) {
        notes.examined(nodes.size());
        Instant now = Instant.now();
        for (NodeSnapshot node : nodes) {
            if (node.state() == NodeState.FAILED || (node.role() == NodeRole.UNKNOWN && node.position() == null)) {
                notes.error(
                        "node.unreachable",
                        node.id(),
                        node.describe(now),
                        "See whether the server runs and the address is right, or remove it from nexs.url");
            } else if (node.note() != null) {
                notes.warn(
                        "node.attention",
                        node.id(),
                        node.describe(now),
                        "docs/troubleshooting.md has each of these sentences");
            }
            Duration lag = node.lag();
            if (lag != null && lag.compareTo(MUCH) > 0) {
                notes.warn(
                        "node.lag",
                        node.id(),
                        "The replica is " + lag.toSeconds() + " s behind the primary",
                        "Look for a long query that holds up replay (pg_stat_activity on the replica), and at its"
                                + " disk and network");
            }
        }
        if (nodes.stream().noneMatch(node -> node.role() == NodeRole.PRIMARY)) {
            notes.error(
                    "cluster.primary",
                    "cluster",
                    "No node is known to be the primary, so writes fail",
                    "Promote a replica, or see why its primary is refused; docs/incidents.md says how");
        }
        if (nodes.size() == 1) {
            notes.note(
                    "cluster.single-node",
                    nodes.get(0).id(),
                    "The URL names one server, so there is nothing to fail over to",
                    "Name the replicas in nexs.url as well: jdbc:postgresql://db1,db2,db3/app");
        }
        long timelines = nodes.stream()
                .map(NodeSnapshot::position)
                .filter(Objects::nonNull)
                .map(WalPosition::timeline)
                .distinct()
                .count();
        if (timelines > 1) {
            notes.warn(
                    "cluster.timeline",
                    "cluster",
                    "Nodes stand on " + timelines + " timelines, so one has not followed the last promotion",
                    "Rejoin the node on the lower timeline with pg_rewind, or make it anew");
        }
    }
}
