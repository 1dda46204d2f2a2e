package dev.nexs.orm.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Figures since the start.
 *
 * @param since when that was
 * @param failovers how often another node became primary
 * @param outages how often there was no primary
 * @param lastDetection from the first failed probe to the loss of the latest primary, or null before the first
 * @param lastRecovery from that loss to the next primary, or null before the first
 * @param longestRecovery the longest of these, or null before the first
 * @param nodes per node id
 */
public record ClusterStatistics(
        Instant since,
        long failovers,
        long outages,
        @Nullable Duration lastDetection,
        @Nullable Duration lastRecovery,
        @Nullable Duration longestRecovery,
        Map<String, NodeStatistics> nodes) {

    /** Copies what is mutable. */
    public ClusterStatistics {
        nodes = Map.copyOf(nodes);
    }

    /**
     * Figures of one node.
     *
     * @param probes how often it was asked
     * @param failedProbes how often it did not answer well
     * @param failures how often it was declared failed
     * @param uptime how long it was usable, draining included
     * @param observed how long it was watched
     */
    public record NodeStatistics(long probes, long failedProbes, long failures, Duration uptime, Duration observed) {

        /** {@return uptime as a share of the time observed, 0 to 1} */
        public double availability() {
            return observed.isZero() ? 0 : Math.min(1, (double) uptime.toNanos() / observed.toNanos());
        }
    }
}
