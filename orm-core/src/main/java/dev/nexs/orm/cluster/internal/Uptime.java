package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterStatistics.NodeStatistics;
import java.time.Duration;

/** Counts one node's probes and the time it was usable. Guarded by the cluster's lock. */
final class Uptime {

    private final long watchedSince = System.nanoTime();
    private long probes;
    private long failedProbes;
    private long failures;
    private long upNanos;
    private long upSince;
    private boolean up;

    void probed(boolean well) {
        probes++;
        if (!well) {
            failedProbes++;
        }
    }

    void failure() {
        failures++;
    }

    void usable(boolean usable, long now) {
        if (up && !usable) {
            upNanos += now - upSince;
        } else if (!up && usable) {
            upSince = now;
        }
        up = usable;
    }

    NodeStatistics statistics(boolean usable, long now) {
        usable(usable, now);
        long total = up ? upNanos + now - upSince : upNanos;
        return new NodeStatistics(
                probes, failedProbes, failures, Duration.ofNanos(total), Duration.ofNanos(now - watchedSince));
    }
}
