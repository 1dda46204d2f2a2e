package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterEvent;
import java.time.Duration;
import java.time.Instant;

/** How far replicas are behind, and whether that is too far. Guarded by the cluster's lock. */
final class Lags {

    private static final double CAUGHT_UP = 0.8;

    private final Duration ceiling;
    private final Ledger ledger;
    private final EventLog events;
    private final WalHistory wal = new WalHistory();

    Lags(Duration ceiling, Ledger ledger, EventLog events) {
        this.ceiling = ceiling;
        this.ledger = ledger;
        this.events = events;
    }

    /** The primary has come this far. */
    void written(ProbeResult primary, long now) {
        wal.add(primary.timeline(), primary.lsn(), now);
    }

    void judge(Member member, ProbeResult known, int highestTimeline, long now) {
        if (!known.inRecovery()) {
            member.lag = Duration.ZERO;
            member.lagging = false;
            return;
        }
        Duration lag = lag(known, highestTimeline, now);
        member.lag = lag;
        boolean tooFar = lag.compareTo(ceiling) > 0;
        if (tooFar && !member.lagging) {
            member.lagging = true;
            events.add(new ClusterEvent.ReplicaLagging(Instant.now(), member.id, lag));
        } else if (member.lagging && lag.toNanos() <= ceiling.toNanos() * CAUGHT_UP) {
            member.lagging = false;
            events.add(new ClusterEvent.ReplicaCaughtUp(Instant.now(), member.id, lag));
        }
    }

    /** On an older timeline a replica's position says nothing: it may hold what the new primary never had. */
    private Duration lag(ProbeResult replica, int highestTimeline, long now) {
        Duration behind = wal.lag(replica, now);
        boolean oldTimeline = replica.timeline() != 0 && replica.timeline() < highestTimeline;
        if (!oldTimeline || ledger.primary() == null) {
            return behind;
        }
        Duration since = ledger.inOffice(now);
        return since.compareTo(behind) > 0 ? since : behind;
    }
}
