package dev.nexs.orm.cluster;

import dev.nexs.orm.pool.NodeAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The nodes behind a datasource, to look at and to steer. Thread-safe.
 *
 * <p>Ids are {@code host:port}. A method that names a node throws {@link IllegalArgumentException} listing the known ids
 * when there is none of that name.
 */
public interface Cluster {

    /** {@return every node at this moment, in the order in which they were configured} */
    List<NodeSnapshot> nodes();

    /** {@return the primary at this moment, or nothing during an outage} */
    Optional<NodeSnapshot> primary();

    /**
     * Tells {@code listener} of every event from now on, in order, on one thread of the cluster's own. What it throws is
     * logged and changes nothing; a slow listener delays later events, never a failover.
     *
     * @return closes the registration
     */
    Subscription onEvent(Consumer<? super ClusterEvent> listener);

    /**
     * Gives a node nothing new to do until {@link #resume}. Borrowed connections stay usable. Draining the primary makes
     * writes wait.
     */
    void drain(String id);

    /** Undoes {@link #drain}. */
    void resume(String id);

    /** Adds a node; it is used as soon as it answers. Does nothing but change its options if it is known already. */
    void add(NodeAddress node, NodeOptions options);

    /** Removes a node: its borrowed connections may finish within the drain timeout, then they are closed. */
    void remove(String id);

    /** Changes a node's share under the weighted balancer. */
    void weight(String id, double weight);

    /** Changes what a node offers to reads that prefer tags; see {@code nexs.read-tags}. */
    void tags(String id, Set<String> tags);

    /**
     * Has the cluster forget which timelines there were and which cluster this is, and learn both anew from the nodes that
     * answer now. For after a promotion that was a mistake and was undone: until then a node below the timeline that it
     * began is an old primary, and is not written to. And for after an upgrade that gave the cluster another system
     * identifier. Nothing else is lost; nodes that still stand on the timeline in question keep it known.
     */
    void forget();

    /** {@return the last 100 events, oldest first} */
    List<ClusterEvent> history();

    /** {@return figures since the start} */
    ClusterStatistics statistics();

    /** A registration of a listener. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
