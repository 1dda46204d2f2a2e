package dev.nexs.orm.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened to the cluster. Every event says when it was noticed. */
public sealed interface ClusterEvent {

    /** {@return when the cluster noticed} */
    Instant at();

    /**
     * There is no primary any more; writes wait.
     *
     * @param node the one that was
     * @param reason what was seen
     */
    record PrimaryLost(Instant at, String node, String reason) implements ClusterEvent {}

    /**
     * Writes go to this node from now on.
     *
     * @param node the primary
     * @param timeline its timeline
     * @param previous the primary before, or null at the start
     * @param outage how long there was none; zero when the change was seamless or at the start
     */
    record PrimaryElected(
            Instant at, String node, int timeline, @Nullable String previous, Duration outage)
            implements ClusterEvent {}

    /** A node missed a probe or broke a connection. */
    record NodeSuspected(Instant at, String node, String reason) implements ClusterEvent {}

    /**
     * A node reached the failure threshold; its connections were aborted.
     *
     * @param detection from the first failed probe to this decision
     */
    record NodeFailed(Instant at, String node, String reason, Duration detection) implements ClusterEvent {}

    /**
     * A failed node is used again.
     *
     * @param role what it came back as
     * @param downtime how long it was not used
     */
    record NodeRecovered(Instant at, String node, NodeRole role, Duration downtime) implements ClusterEvent {}

    /**
     * Two nodes say that they are primary on the same timeline. Writes are refused until one of them stops saying so.
     *
     * @param nodes who they are
     * @param timeline the timeline that they share
     */
    record SplitBrainSuspected(Instant at, List<String> nodes, int timeline) implements ClusterEvent {}

    /** A node says that it is primary and is not written to. */
    record NodeFenced(Instant at, String node, String reason) implements ClusterEvent {}

    /** A node belongs to another cluster, or is another's server under a second name, and is not used. */
    record NodeRefused(Instant at, String node, String reason) implements ClusterEvent {}

    /** A server answered a write with SQLSTATE 25006, read-only transaction: its role changed under a connection. */
    record WriteRefused(Instant at, String node, String reason) implements ClusterEvent {}

    /** A node's idle connections were closed, and borrowed ones will be when they come back; new ones take their place. */
    record ConnectionsReplaced(Instant at, String node, String reason) implements ClusterEvent {}

    /** A replica fell behind the ceiling and is not read from. */
    record ReplicaLagging(Instant at, String node, Duration lag) implements ClusterEvent {}

    /** A lagging replica is read from again. */
    record ReplicaCaughtUp(Instant at, String node, Duration lag) implements ClusterEvent {}

    /** Somebody drained a node. */
    record NodeDrained(Instant at, String node) implements ClusterEvent {}

    /** Somebody resumed a drained node. */
    record NodeResumed(Instant at, String node) implements ClusterEvent {}

    /** A node was added at run time. */
    record NodeAdded(Instant at, String node) implements ClusterEvent {}

    /** A node was removed at run time. */
    record NodeRemoved(Instant at, String node) implements ClusterEvent {}
}
