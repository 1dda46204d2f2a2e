package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.ClusterStatistics;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds what the monitors report into roles and one table. Guarded by the cluster's lock; it opens pools, which connects
 * nothing, and never waits.
 */
final class Topology {

    final Map<String, Member> members = new LinkedHashMap<>();
    final Ledger ledger;

    private final ClusterSettings settings;
    private final Consumer<Member> evict;
    private final EventLog events;
    private final Election election;
    private final Lags lags;
    private final long start = System.nanoTime();

    Topology(ClusterSettings settings, Consumer<Member> evict, EventLog events) {
        this.settings = settings;
        this.evict = evict;
        this.events = events;
        this.ledger = new Ledger(events);
        this.lags = new Lags(settings.maxReplicaLag(), ledger, events);
        this.election = new Election(settings, events, start);
    }

    void patroni(@Nullable String node) {
        election.patroni(node);
    }

    void answered(Member member, ProbeResult result, long started, long nanos, long now) {
        NodeState before = member.life.probed();
        member.life.answered();
        member.answered(result, started, nanos);
        member.uptime.probed(true);
        replaceForgotten(member, now);
        if (member.writeRefused && result.inRecovery()) {
            events.add(new ClusterEvent.WriteRefused(
                    Instant.now(), member.id, "it is a replica now and answered a write with 25006"));
        }
        member.writeRefused = false;
        if (member.id.equals(ledger.primary()) && !result.inRecovery()) {
            lags.written(result, now);
        }
        moved(member, before, "", now);
        lags.judge(member, result, election.highestTimeline(), now);
    }

    void missed(Member member, Exception cause, long started, long now) {
        NodeState before = member.life.probed();
        member.error(cause);
        member.uptime.probed(false);
        member.loginRefused = Failures.loginRefused(cause);
        if (Failures.refused(cause)) {
            member.life.refused(started);
        } else {
            member.life.missed(started);
        }
        if (before == NodeState.ACTIVE && Failures.connectionEnded(cause)) {
            evict.accept(member);
        }
        member.silentAt = before == NodeState.ACTIVE && Failures.silent(cause) ? now | 1 : 0;
        moved(member, before, Objects.requireNonNullElse(member.lastError, ""), now);
    }

    /**
     * A connection said nothing and the next one was answered at once: a firewall or a router has forgotten those that
     * were open, and a borrower would wait for each of the pool's in turn. A server that had been busy answers more slowly.
     */
    private void replaceForgotten(Member member, long now) {
        long silent = member.silentAt;
        member.silentAt = 0;
        if (silent != 0 && now - silent < settings.probeTimeout().toNanos() / 2 && member.serves()) {
            evict.accept(member);
            events.add(new ClusterEvent.ConnectionsReplaced(
                    Instant.now(),
                    member.id,
                    "open connections had gone silent while a new one is answered at once, as when a firewall or a"
                            + " router forgets them"));
        }
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

    /** Judges anew. */
    Verdict settle(long now) {
        Collection<Member> all = members.values();
        election.hold(all, now);
        lostPrimary(now);
        all.forEach(member -> assign(member, now));
        electedPrimary(now);
        return election.verdict();
    }

    private @Nullable Member winner() {
        String named = election.verdict().primary();
        Member member = named == null ? null : members.get(named);
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
            String fence = election.verdict().fenced().get(was);
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
            election.settle(known.systemIdentifier());
            lags.written(known, now);
        }
    }

    private void assign(Member member, long now) {
        NodeRole before = member.role;
        fence(member);
        member.role = election.role(member);
        member.demoted = before == NodeRole.PRIMARY && member.role != NodeRole.PRIMARY;
        if (member.serves() && member.downSince != 0 && member.life.probed() == NodeState.ACTIVE) {
            events.add(new ClusterEvent.NodeRecovered(
                    Instant.now(), member.id, member.role, Duration.ofNanos(now - member.downSince)));
            member.downSince = 0;
        }
    }

    private void fence(Member member) {
        String fence = election.verdict().fenced().get(member.id);
        if (fence != null && member.fence == null) {
            events.add(new ClusterEvent.NodeFenced(Instant.now(), member.id, fence));
        }
        member.fence = fence;
    }

    ClusterStatistics statistics(long now) {
        Map<String, ClusterStatistics.NodeStatistics> nodes = new HashMap<>();
        members.values().forEach(member -> nodes.put(member.id, member.statistics(now)));
        return ledger.statistics(nodes);
    }

    long searchingSince() {
        return ledger.searchingSince(start);
    }
}
