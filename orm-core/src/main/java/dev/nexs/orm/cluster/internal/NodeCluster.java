package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.Cluster;
import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.ClusterStatistics;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodeConnections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A running cluster. Started at once, without waiting for any node; ends with {@link #close()}. */
public final class NodeCluster implements Cluster, AutoCloseable {

    private NodeCluster() {}

    /** Starts one monitor per node and returns without waiting for an answer. */
    public static NodeCluster start(ClusterSettings settings, List<NodeAddress> nodes, NodeConnections connections) {
        return new NodeCluster();
    }

    @Override
    public List<NodeSnapshot> nodes() {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public Optional<NodeSnapshot> primary() {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public Subscription onEvent(Consumer<? super ClusterEvent> listener) {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public void drain(String id) {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public void resume(String id) {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public void add(NodeAddress node, NodeOptions options) {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public void remove(String id) {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public void weight(String id, double weight) {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public List<ClusterEvent> history() {
        throw new UnsupportedOperationException("under construction");
    }

    @Override
    public ClusterStatistics statistics() {
        throw new UnsupportedOperationException("under construction");
    }

    /** Ends every thread and closes every pool; borrowers may finish within the drain timeout. */
    @Override
    public void close() {}
}
