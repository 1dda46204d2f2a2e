package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.internal.PrimaryRule.Leader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds elections over what is known of the nodes: who belongs here, who claims to be primary, whose claim stands. Guarded
 * by the cluster's lock.
 */
final class Election {

    private final ClusterSettings settings;
    private final EventLog events;
    private final long start;
    private final Identity identity = new Identity();

    private Verdict verdict = Verdict.NONE;
    private Leader leader;
    private int highestTimeline;
    private boolean open;

    Election(ClusterSettings settings, EventLog events, long start) {
        this.settings = settings;
        this.events = events;
        this.start = start;
        this.leader = new Leader(!settings.patroni().isEmpty(), null);
    }

    void patroni(@Nullable String node) {
        leader = new Leader(true, node);
    }

    Verdict verdict() {
        return verdict;
    }

    int highestTimeline() {
        return highestTimeline;
    }

    /** The cluster is the one that this node belongs to, for good. */
    void settle(@Nullable String systemIdentifier) {
        identity.settle(systemIdentifier);
    }

    void hold(Collection<Member> all, long now) {
        open = open || everyoneAsked(all, now);
        if (open) {
            objections(all);
            all.forEach(this::noteTimeline);
        }
        Verdict previous = verdict;
        verdict = open ? PrimaryRule.judge(claims(all), highestTimeline, leader) : Verdict.NONE;
        if (verdict.splitBrain() && !verdict.rivals().equals(previous.rivals())) {
            events.add(new ClusterEvent.SplitBrainSuspected(
                    Instant.now(),
                    verdict.rivals().stream().map(Claim::id).toList(),
                    verdict.rivals().get(0).timeline()));
        }
    }

    NodeRole role(Member member) {
        ProbeResult known = member.result;
        if (known == null || member.foreign != null || !open) {
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

    private void noteTimeline(Member member) {
        if (member.foreign == null && member.result != null) {
            highestTimeline = Math.max(highestTimeline, member.result.timeline());
        }
    }

    private void objections(Collection<Member> all) {
        String cluster = identity.of(all);
        Twins.pair(all);
        for (Member member : all) {
            String stranger = Identity.objection(member, cluster);
            String objection = stranger != null ? stranger : Twins.objection(member);
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
}
