package dev.nexs.orm.cluster;

import dev.nexs.orm.pool.NodeAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How nodes are watched and chosen. Built by {@link #of}, which checks every value.
 *
 * @param failoverTimeout how long an acquire waits for a fit node
 * @param probeInterval how often each node is asked
 * @param probeTimeout how long one probe may take, connecting included
 * @param searchInterval how often each node is asked while there is no primary
 * @param failureThreshold failed probes in a row after which a node is failed
 * @param recoveryThreshold good probes in a row after which a failed node is used again
 * @param maxReplicaLag a replica further behind is not read from
 * @param slowStart how long a recovered replica takes to reach its full share
 * @param drainTimeout how long borrowers of a removed node, or of a closed cluster, may finish
 * @param regions where this application runs, best first; nodes elsewhere are read from when none of these is fit
 * @param readTags tags of nodes that reads prefer, best first; others are read from when no fit node has any of them
 * @param breaker when a node's circuit breaker opens and closes
 * @param patroni Patroni REST endpoints as the authority on roles; empty for none
 * @param nodes options per node
 */
public record ClusterSettings(
        Duration failoverTimeout,
        Duration probeInterval,
        Duration probeTimeout,
        Duration searchInterval,
        int failureThreshold,
        int recoveryThreshold,
        Duration maxReplicaLag,
        Duration slowStart,
        Duration drainTimeout,
        List<String> regions,
        List<String> readTags,
        BreakerSettings breaker,
        List<URI> patroni,
        Map<NodeAddress, NodeOptions> nodes) {

    /** Copies what is mutable. */
    public ClusterSettings {
        regions = List.copyOf(regions);
        readTags = List.copyOf(readTags);
        patroni = List.copyOf(patroni);
        nodes = Map.copyOf(nodes);
    }

    /** {@return the defaults} */
    public static ClusterSettings defaults() {
        return of(builder -> {});
    }

    /**
     * Builds settings from the defaults and what {@code changes} sets.
     *
     * @throws IllegalArgumentException naming every value that is not allowed
     */
    public static ClusterSettings of(Consumer<? super ClusterSettingsBuilder> changes) {
        ClusterSettingsBuilder builder = new ClusterSettingsBuilder();
        changes.accept(builder);
        return builder.build();
    }

    /** {@return the options of a node} */
    public NodeOptions options(NodeAddress node) {
        return nodes.getOrDefault(node, NodeOptions.DEFAULT);
    }

    /**
     * A node's circuit breaker: it keeps borrowers from a node that answers probes but gives no connections.
     *
     * @param failureThreshold failed borrows in a row that open it
     * @param delay how long it stays open
     * @param successThreshold good borrows that close it again
     */
    public record BreakerSettings(int failureThreshold, Duration delay, int successThreshold) {}
}
