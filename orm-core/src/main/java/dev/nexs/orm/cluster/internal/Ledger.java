package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterEvent.PrimaryElected;
import dev.nexs.orm.cluster.ClusterEvent.PrimaryLost;
import dev.nexs.orm.cluster.ClusterStatistics;
import dev.nexs.orm.cluster.ClusterStatistics.NodeStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps account of who was primary and how long there was none. Guarded by the cluster's lock. */
final class Ledger {

    private final Instant since = Instant.now();
    private final EventLog events;

    private @Nullable String primary;
    private @Nullable String latest;
    private long electedAt;
    private long lostAt;
    private long failovers;
    private long outages;
    private @Nullable Duration lastDetection;
    private @Nullable Duration lastRecovery;
    private @Nullable Duration longestRecovery;

    Ledger(EventLog events) {
        this.events = events;
    }

    @Nullable
    String primary() {
        return primary;
    }

    /** When there was last no primary, or zero while there is one. */
    long searchingSince(long start) {
        return primary != null ? 0 : lostAt == 0 ? start : lostAt;
    }

    Duration inOffice(long now) {
        return Duration.ofNanos(now - electedAt);
    }

    void lost(String reason, Duration detection, long now) {
        if (primary != null) {
            events.add(new PrimaryLost(Instant.now(), primary, reason));
            primary = null;
            lostAt = now;
            outages++;
            lastDetection = detection;
        }
    }

    /** {@return whether that is news} */
    boolean elected(String node, int timeline, long now) {
        if (node.equals(primary)) {
            return false;
        }
        Duration outage = primary == null && lostAt != 0 ? Duration.ofNanos(now - lostAt) : Duration.ZERO;
        if (latest != null) {
            recovered(outage);
        }
        if (latest != null && !latest.equals(node)) {
            failovers++;
        }
        events.add(new PrimaryElected(Instant.now(), node, timeline, latest, outage));
        primary = node;
        latest = node;
        electedAt = now;
        lostAt = 0;
        return true;
    }

    private void recovered(Duration outage) {
        lastRecovery = outage;
        if (longestRecovery == null || outage.compareTo(longestRecovery) > 0) {
            longestRecovery = outage;
        }
    }

    ClusterStatistics statistics(Map<String, NodeStatistics> nodes) {
        return new ClusterStatistics(since, failovers, outages, lastDetection, lastRecovery, longestRecovery, nodes);
    }
}
