package dev.nexs.orm.internal;

import dev.nexs.orm.cluster.Cluster;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.internal.HikariNodeConnections;

/** Gives each pool the size of its node's role, whenever a role may have changed. */
public final class PoolSizing {

    private PoolSizing() {}

    /** Follows a cluster until it is closed. */
    public static void follow(Cluster cluster, HikariNodeConnections connections) {
        var unused = cluster.onEvent(event -> resize(cluster, connections));
    }

    /** A node whose role is not known keeps the size of a primary: it may become one. */
    static void resize(Cluster cluster, HikariNodeConnections connections) {
        for (NodeSnapshot node : cluster.nodes()) {
            connections.sizeFor(Hosts.parse(node.id(), NodeAddress.DEFAULT_PORT), node.role() != NodeRole.REPLICA);
        }
    }
}
