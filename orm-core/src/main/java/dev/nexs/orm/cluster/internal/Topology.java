package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.cluster.internal.PrimaryRule.Leader;
import dev.nexs.orm.pool.NodePool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Folds what the monitors report into roles and one table. Guarded by the cluster's lock; it opens pools, which connects
 * nothing, and never waits.
 */
final class Topology {

    private static final double CAUGHT_UP = 0.8;

    final Map<String, Member> members = new LinkedHashMap<>();
    final Ledger ledger;

    private final ClusterSettings settings;
    private final Pools pools;
    private final EventLog events;
    private final TableBuilder tables;
    private final Identity identity = new Identity();
    private final WalHistory wal = new WalHistory();
    private final long start = System.nanoTime();

    private Verdict verdict = Verdict.NONE;
    private Leader leader;
    private int highestTimeline;
    private boolean electing;

    Topology(ClusterSettings settings, Pools pools, EventLog events) {
        this.settings = settings;
        this.pools = pools;
        this.events = events;
        this.ledger = new Ledger(events);
        this.tables = new TableBuilder(settings.regions());
        this.leader = new Leader(!settings.patroni().isEmpty(), null);
    }

    void patroni(@Nullable String node) {
        leader = new Leader(true, node);
    }

    void answered(Member member, ProbeResult result, long nanos, long now) {
        NodeState before = member.life.probed();
        member.life.answered();
        member.answered(result, nanos);
        member.uptime.probed(true);
        if (member.writeRefused && result.inRecovery()) {
            events.add(new ClusterEvent.WriteRefused(
                    Instant.now(), member.id, "it is a replica now and answered a write with 25006"));
        }
        member.writeRefused = false;
        if (member.id.equals(ledger.primary()) && !result.inRecovery()) {
            wal.add(result.timeline(), result.lsn(), now);
        }
        moved(member, before, "", now);
        judgeLag(member, result, now);
    }

    void missed(Member member, Exception cause, long started, long now) {
        NodeState before = member.life.probed();
        member.error(cause);
        member.uptime.probed(false);
        if (Failures.refused(cause)) {
            member.life.refused(started);
        } else {
            member.life.missed(started);
        }
        NodePool pool = member.pool;
        if (before == NodeState.ACTIVE && pool != null && Failures.connectionEnded(cause)) {
            pool.evictAll();
        }
        moved(member, before, Objects.requireNonNullElse(member.lastError, ""), now);
    }

    private void moved(Member member, NodeState before, String reason, long now) {
        NodeState after = member.life.probed();
        if (before == after) {
            return;
        }
        member.since = Instant.now();
        member.uptime.usable(member.life.usable(), now);
        switch (after) {
            case SUSPECT -> events.add(new ClusterEvent.NodeSuspected(Instant.now(), member.id, reason));
            case FAILED -> failed(member, before, reason, now);
            case ACTIVE -> {
                if (member.downSince != 0) {
                    member.startSlowly(settings.slowStart(), now);
                }
            }
            default -> {}
        }
    }

    private void failed(Member member, NodeState before, String reason, long now) {
        if (before != NodeState.RECOVERING) {
            member.uptime.failure();
            member.downSince = now;
            events.add(new ClusterEvent.NodeFailed(Instant.now(), member.id, reason, member.life.failingFor(now)));
        }
    }

    /** Judges anew. To be published first; then {@code afterwards} is run. */
    Table settle(long now, List<Runnable> afterwards) {
        Collection<Member> all = members.values();
        electing = electing || everyoneAsked(all, now);
        if (electing) {
            objections(all);
            all.forEach(this::noteTimeline);
        }
        Verdict previous = verdict;
        verdict = electing ? PrimaryRule.judge(claims(all), highestTimeline, leader) : Verdict.NONE;
        if (verdict.splitBrain() && !verdict.rivals().equals(previous.rivals())) {
            events.add(new ClusterEvent.SplitBrainSuspected(
                    Instant.now(),
                    verdict.rivals().stream().map(Claim::id).toList(),
                    verdict.rivals().get(0).timeline()));
        }
        lostPrimary(now);
        all.forEach(member -> assign(member, now, afterwards));
        electedPrimary(now);
        return tables.build(all, verdict);
    }

    private void noteTimeline(Member member) {
        if (member.foreign == null && member.result != null) {
            highestTimeline = Math.max(highestTimeline, member.result.timeline());
        }
    }

    private void objections(Collection<Member> all) {
        String cluster = identity.of(all);
        for (Member member : all) {
            String objection = Identity.objection(member, cluster);
            if (objection != null && member.foreign == null) {
                events.add(new ClusterEvent.NodeRefused(Instant.now(), member.id, objection));
            }
            member.foreign = objection;
        }
    }

    /** Until all were asked once, a stranger or an old primary that answered first could be taken for the primary. */
    private boolean everyoneAsked(Collection<Member> all, long now) {
        boolean patroniKnown = !leader.authority() || leader.node() != null;
        boolean graceOver = now - start > 2 * settings.probeTimeout().toNanos();
        return graceOver
                || (patroniKnown && all.stream().allMatch(member -> member.result != null || member.lastError != null));
    }

    private static List<Claim> claims(Collection<Member> all) {
        List<Claim> claims = new ArrayList<>();
        for (Member member : all) {
            ProbeResult known = member.result;
            if (known != null && member.claimsPrimary()) {
                claims.add(new Claim(member.id, known.timeline()));
            }
        }
        return claims;
    }

    private @Nullable Member winner() {
        Member member = verdict.primary() == null ? null : members.get(verdict.primary());
        return member != null && member.life.usable() ? member : null;
    }

    private void lostPrimary(long now) {
        String was = ledger.primary();
        if (was == null || winner() != null) {
            return;
        }
        Member member = members.get(was);
        if (member == null) {
            ledger.lost("it was removed", Duration.ZERO, now);
        } else {
            String fence = verdict.fenced().get(was);
            ledger.lost(
                    fence != null ? fence : Objects.requireNonNullElse(member.lastError, "it is a replica now"),
                    member.life.failingFor(now),
                    now);
        }
    }

    private void electedPrimary(long now) {
        Member member = winner();
        ProbeResult known = member == null ? null : member.result;
        if (member != null && known != null && ledger.elected(member.id, known.timeline(), now)) {
            identity.settle(known.systemIdentifier());
            wal.add(known.timeline(), known.lsn(), now);
        }
    }

    private void assign(Member member, long now, List<Runnable> afterwards) {
        NodeRole before = member.role;
        fence(member);
        member.role = role(member);
        boolean demoted = before == NodeRole.PRIMARY && member.role != NodeRole.PRIMARY;
        if (!member.serves() || demoted) {
            add(afterwards, pools.retire(member, Duration.ZERO));
        }
        if (member.serves()) {
            open(member);
            if (member.downSince != 0 && member.life.probed() == NodeState.ACTIVE) {
                events.add(new ClusterEvent.NodeRecovered(
                        Instant.now(), member.id, member.role, Duration.ofNanos(now - member.downSince)));
                member.downSince = 0;
            }
        }
    }

    private void open(Member member) {
        try {
            pools.open(member);
        } catch (RuntimeException e) {
            member.error(e);
        }
    }

    private void fence(Member member) {
        String fence = verdict.fenced().get(member.id);
        if (fence != null && member.fence == null) {
            events.add(new ClusterEvent.NodeFenced(Instant.now(), member.id, fence));
        }
        member.fence = fence;
    }

    private NodeRole role(Member member) {
        ProbeResult known = member.result;
        if (known == null || member.foreign != null || !electing) {
            return NodeRole.UNKNOWN;
        }
        if (known.inRecovery()) {
            return NodeRole.REPLICA;
        }
        if (member.id.equals(verdict.primary())) {
            return NodeRole.PRIMARY;
        }
        return member.fence != null ? NodeRole.FENCED : NodeRole.UNKNOWN;
    }

    private void judgeLag(Member member, ProbeResult known, long now) {
        if (!known.inRecovery()) {
            member.lag = Duration.ZERO;
            member.lagging = false;
            return;
        }
        Duration lag = lag(known, now);
        member.lag = lag;
        Duration ceiling = settings.maxReplicaLag();
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
    private Duration lag(ProbeResult replica, long now) {
        Duration behind = wal.lag(replica, now);
        boolean oldTimeline = replica.timeline() != 0 && replica.timeline() < highestTimeline;
        if (!oldTimeline || ledger.primary() == null) {
            return behind;
        }
        Duration since = ledger.inOffice(now);
        return since.compareTo(behind) > 0 ? since : behind;
    }

    @Nullable
    Runnable retire(Member member, Duration drain) {
        return pools.retire(member, drain);
    }

    long searchingSince() {
        return ledger.searchingSince(start);
    }

    private static void add(List<Runnable> list, @Nullable Runnable task) {
        if (task != null) {
            list.add(task);
        }
    }
}
