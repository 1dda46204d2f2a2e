package dev.nexs.orm.internal;

import dev.nexs.orm.cluster.Cluster;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.pool.internal.HikariNodeConnections;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits at start until reachable nodes are known and their pools hold their minimum. */
public final class WarmUp {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private WarmUp() {}

    /** Waits, at most for the given time in all; an unreachable node is only waited for until it is known to be so. */
    public static void run(Cluster cluster, HikariNodeConnections connections, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (cluster.nodes().stream().anyMatch(WarmUp::isOpen)
                && System.nanoTime() - deadline < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        connections.warmUp(deadline);
    }

    private static boolean isOpen(NodeSnapshot node) {
        return node.state() == NodeState.UNKNOWN && node.lastError() == null;
    }
}
