package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.cluster.internal.ClusterState.Identity;
import dev.nexs.orm.cluster.internal.ClusterState.Office;
import dev.nexs.orm.cluster.internal.ClusterState.Step;
import dev.nexs.orm.cluster.internal.NodeRecord.Answers;
import dev.nexs.orm.cluster.internal.NodeRecord.Lag;
import dev.nexs.orm.cluster.internal.NodeRecord.Standing;
import dev.nexs.orm.cluster.internal.NodeRecord.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The step from one state of a cluster to the next: first the fact changes the record of its node, then everybody is judged
 * anew, then what differs from before becomes effects. A workspace for one step; from outside it is a pure function.
 */
final class Reduction {

    private static final double CAUGHT_UP = 0.8;

    /** Whoever serves already goes on, so that no connection is lost when a name begins to lead elsewhere. */
    private static final Comparator<NodeRecord> SERVING_FIRST = Comparator.comparing(
                    (NodeRecord node) -> node.role() != NodeRole.PRIMARY)
            .thenComparing(node -> !node.serves());

    private final ClusterState before;
    private final ClusterSettings settings;
    private final Moment now;
    private final Map<String, NodeRecord> nodes;
    private final List<Effect> effects = new ArrayList<>();
    private PrimaryRule.Leader leader;
    private Verdict verdict;
    private Office office;
    private Identity identity;
    private WalHistory wal;
    private boolean open;
    private @Nullable String left;

    private Reduction(ClusterState before, Moment now) {
        this.before = before;
        this.settings = before.settings();
        this.now = now;
        this.nodes = new LinkedHashMap<>(before.nodes());
        this.leader = before.leader();
        this.verdict = before.verdict();
        this.office = before.office();
        this.identity = before.identity();
        this.wal = before.wal();
        this.open = before.open();
    }

    static Step of(ClusterState before, Fact fact, Moment now) {
        if (before.closed()) {
            return new Step(before, List.of());
        }
        Reduction step = new Reduction(before, now);
        if (fact instanceof Fact.Closed) {
            return step.close();
        }
        step.learn(fact);
        step.judge();
        return step.finish();
    }

    // What a fact changes by itself

    private void learn(Fact fact) {
        if (fact instanceof Fact.Answered answered) {
            learn(answered);
        } else if (fact instanceof Fact.Missed missed) {
            learn(missed);
        } else if (fact instanceof Fact.LeaderNamed named) {
            leader = new PrimaryRule.Leader(true, named.node());
        } else if (fact instanceof Fact.WriteRefused refused) {
            writeRefused(nodes.get(refused.node()));
        } else if (fact instanceof Fact.GaveNothing nothing) {
            error(nodes.get(nothing.node()), nothing.error());
        } else if (fact instanceof Fact.Joined joined) {
            join(joined);
        } else if (fact instanceof Fact.Left leaving) {
            leave(leaving.node());
        } else if (fact instanceof Fact.Changed changed) {
            put(before.named(changed.node()).with(changed.options()));
        } else if (fact instanceof Fact.Drained drained) {
            drain(before.named(drained.node()), drained.drain());
        } else if (fact instanceof Fact.Forgotten) {
            forget();
        }
    }

    private void learn(Fact.Answered fact) {
        NodeRecord node = nodes.get(fact.node());
        if (node == null) {
            return;
        }
        ProbeResult last = node.said();
        ProbeResult said = last == null ? fact.result() : fact.result().notBefore(last);
        boolean restarted = last == null || last.startedMicros() != said.startedMicros();
        Trouble trouble = node.trouble();
        replaceForgotten(node, trouble.silentAt());
        if (trouble.writeRefused() && said.inRecovery()) {
            tell(new ClusterEvent.WriteRefused(
                    now.at(), node.id(), "it is a replica now and answered a write with 25006"));
        }
        NodeHealth health = node.health().answered(settings.recoveryThreshold());
        NodeRecord next = node.with(new Answers(
                        said,
                        fact.started(),
                        restarted ? fact.started() : node.answers().startKnownAt()))
                .with(new Trouble(trouble.error(), trouble.at(), false, false, 0))
                .with(node.uptime().probed(true))
                .with(health, now);
        if (node.id().equals(office.primary()) && !said.inRecovery()) {
            wal = wal.with(said.timeline(), said.lsn(), now.nanos());
        }
        put(lagOf(moved(node, next, ""), said));
    }

    private void learn(Fact.Missed fact) {
        NodeRecord node = nodes.get(fact.node());
        if (node == null) {
            return;
        }
        Fact.Failure failure = fact.failure();
        boolean wasActive = node.health().state() == NodeState.ACTIVE;
        if (wasActive && failure.ended()) {
            effects.add(new Effect.Evict(node.id()));
        }
        NodeHealth health = failure.refused()
                ? node.health().refused(settings.failureThreshold(), fact.started())
                : node.health().missed(settings.failureThreshold(), fact.started());
        NodeRecord next = node.with(new Trouble(
                        failure.text(),
                        now.at(),
                        failure.loginRefused(),
                        node.trouble().writeRefused(),
                        wasActive && failure.silent() ? now.nanos() | 1 : 0))
                .with(node.uptime().probed(false))
                .with(health, now);
        put(moved(node, next, failure.text()));
    }

    /**
     * A connection said nothing and the next one was answered at once: a firewall or a router has forgotten those that
     * were open, and a borrower would wait for each of the pool's in turn. A server that had been busy answers more slowly.
     */
    private void replaceForgotten(NodeRecord node, long silent) {
        if (silent != 0 && now.nanos() - silent < settings.probeTimeout().toNanos() / 2 && node.serves()) {
            effects.add(new Effect.Evict(node.id()));
            tell(new ClusterEvent.ConnectionsReplaced(
                    now.at(),
                    node.id(),
                    "open connections had gone silent while a new one is answered at once, as when a firewall or a"
                            + " router forgets them"));
        }
    }

    private NodeRecord moved(NodeRecord from, NodeRecord to, String reason) {
        NodeState earlier = from.health().state();
        NodeState state = to.health().state();
        if (earlier == state) {
            return to;
        }
        if (state == NodeState.SUSPECT) {
            tell(new ClusterEvent.NodeSuspected(now.at(), to.id(), reason));
        }
        if (state == NodeState.ACTIVE && to.downSince() != 0) {
            effects.add(new Effect.StartSlowly(to.id()));
        }
        if (state == NodeState.FAILED && earlier != NodeState.RECOVERING) {
            tell(new ClusterEvent.NodeFailed(
                    now.at(), to.id(), reason, to.health().failingFor(now.nanos())));
            return to.with(to.uptime().failed()).downSince(now.nanos());
        }
        return to;
    }

    private NodeRecord lagOf(NodeRecord node, ProbeResult said) {
        if (!said.inRecovery()) {
            return node.with(Lag.NONE);
        }
        Duration behind = behind(said);
        Duration ceiling = settings.maxReplicaLag();
        boolean was = node.lag().tooFar();
        boolean tooFar = was ? behind.toNanos() > ceiling.toNanos() * CAUGHT_UP : behind.compareTo(ceiling) > 0;
        if (tooFar && !was) {
            tell(new ClusterEvent.ReplicaLagging(now.at(), node.id(), behind));
        } else if (was && !tooFar) {
            tell(new ClusterEvent.ReplicaCaughtUp(now.at(), node.id(), behind));
        }
        return node.with(new Lag(behind, tooFar));
    }

    /** On an older timeline a replica's position says nothing: it may hold what the new primary never had. */
    private Duration behind(ProbeResult replica) {
        Duration behind = wal.lag(replica, now.nanos());
        boolean oldTimeline = replica.timeline() > 0 && replica.timeline() < identity.highestTimeline();
        if (!oldTimeline || office.primary() == null) {
            return behind;
        }
        Duration inOffice = Duration.ofNanos(now.nanos() - office.electedAt());
        return inOffice.compareTo(behind) > 0 ? inOffice : behind;
    }

    private void writeRefused(@Nullable NodeRecord node) {
        if (node != null && node.role() == NodeRole.PRIMARY) {
            Trouble old = node.trouble();
            put(node.with(new Trouble(old.error(), old.at(), old.loginRefused(), true, old.silentAt())));
        }
    }

    private void error(@Nullable NodeRecord node, String error) {
        if (node != null) {
            Trouble old = node.trouble();
            put(node.with(new Trouble(error, now.at(), old.loginRefused(), old.writeRefused(), old.silentAt())));
        }
    }

    private void join(Fact.Joined fact) {
        NodeRecord known = nodes.get(fact.node().id());
        if (known != null) {
            put(known.with(fact.options()));
            return;
        }
        put(NodeRecord.unknown(fact.node(), fact.options(), now));
        effects.add(new Effect.Watch(fact.node().id()));
        if (fact.later()) {
            tell(new ClusterEvent.NodeAdded(now.at(), fact.node().id()));
        }
    }

    private void leave(String id) {
        NodeRecord known = before.named(id);
        nodes.remove(known.id());
        left = known.id();
        effects.add(new Effect.Unwatch(known.id()));
        tell(new ClusterEvent.NodeRemoved(now.at(), known.id()));
    }

    private void drain(NodeRecord node, boolean drain) {
        if (node.health().drained() != drain) {
            put(node.with(node.health().drained(drain), now));
            tell(
                    drain
                            ? new ClusterEvent.NodeDrained(now.at(), node.id())
                            : new ClusterEvent.NodeResumed(now.at(), node.id()));
        }
    }

    /** What nodes say now is learned anew; of one that is out of sight nothing counts. */
    private void forget() {
        identity = new Identity(null, 0, Math.max(identity.forgotten(), identity.highestTimeline()));
        wal = WalHistory.EMPTY;
        for (NodeRecord node : List.copyOf(nodes.values())) {
            if (node.health().outOfSight()) {
                put(node.with(new Answers(
                        null, node.answers().askedAt(), node.answers().startKnownAt())));
            }
        }
        effects.add(new Effect.AskAll());
    }

    // Who everybody is then

    private void judge() {
        open = open || everyoneAsked();
        if (open) {
            objections();
            noteTimelines();
        }
        Verdict previous = verdict;
        verdict = open ? PrimaryRule.judge(claims(), identity.highestTimeline(), leader) : Verdict.NONE;
        if (verdict.splitBrain() && !verdict.rivals().equals(previous.rivals())) {
            tell(new ClusterEvent.SplitBrainSuspected(
                    now.at(),
                    verdict.rivals().stream().map(Claim::id).toList(),
                    verdict.rivals().get(0).timeline()));
        }
        lostPrimary();
        List.copyOf(nodes.values()).forEach(this::assign);
        electedPrimary();
    }

    /** Until all were asked once, a stranger or an old primary that answered first could be taken for the primary. */
    private boolean everyoneAsked() {
        boolean patroniKnown = !leader.authority() || leader.node() != null;
        boolean graceOver = now.nanos() - before.started().nanos()
                > 2 * settings.probeTimeout().toNanos();
        return graceOver
                || (patroniKnown
                        && nodes.values().stream()
                                .allMatch(node ->
                                        node.said() != null || node.trouble().error() != null));
    }

    private void objections() {
        String cluster = ClusterState.cluster(identity, nodes.values());
        pairTwins();
        for (NodeRecord node : List.copyOf(nodes.values())) {
            Standing old = node.standing();
            String stranger = stranger(node, cluster);
            String objection = stranger != null
                    ? stranger
                    : old.twin() == null
                            ? null
                            : "is the same server as " + old.twin() + ", which serves under that name";
            if (objection != null && old.foreign() == null) {
                tell(new ClusterEvent.NodeRefused(now.at(), node.id(), objection));
            }
            put(node.with(new Standing(old.role(), objection, old.twin(), old.fence())));
        }
    }

    private static @Nullable String stranger(NodeRecord node, @Nullable String cluster) {
        ProbeResult said = node.said();
        String own = said == null ? null : said.systemIdentifier();
        return own == null || cluster == null || own.equals(cluster)
                ? null
                : "belongs to another cluster: its system identifier is " + own + ", the cluster's is " + cluster;
    }

    /**
     * Finds nodes that are one server under several names: two addresses of one machine, two poolers before it, a name that
     * follows the primary beside the primary's own. Two names are no two primaries. A server is known by the microsecond at
     * which it was started; one of its names serves, the others stand by.
     */
    private void pairTwins() {
        List<NodeRecord> serving = new ArrayList<>();
        Map<String, @Nullable String> twins = new LinkedHashMap<>();
        nodes.values().stream()
                .filter(node -> node.said() != null && !node.health().outOfSight())
                .sorted(SERVING_FIRST)
                .forEach(node -> {
                    NodeRecord twin = serving.stream()
                            .filter(other -> isOne(other, node))
                            .findFirst()
                            .orElse(null);
                    twins.put(node.id(), twin == null ? null : twin.id());
                    if (twin == null) {
                        serving.add(node);
                    }
                });
        for (NodeRecord node : List.copyOf(nodes.values())) {
            Standing old = node.standing();
            put(node.with(new Standing(old.role(), old.foreign(), twins.get(node.id()), old.fence())));
        }
    }

    private static boolean isOne(NodeRecord serving, NodeRecord node) {
        ProbeResult one = serving.said();
        ProbeResult other = node.said();
        if (one == null || other == null) {
            return false;
        }
        return one.isSameServer(other) || (serving.id().equals(node.standing().twin()) && !areBothSure(serving, node));
    }

    /**
     * When their server is restarted, the two names do not notice at the same moment: they have parted only when each was
     * asked after the other had begun to say something else.
     */
    private static boolean areBothSure(NodeRecord one, NodeRecord other) {
        return one.answers().askedAt() - other.answers().startKnownAt() >= 0
                && other.answers().askedAt() - one.answers().startKnownAt() >= 0;
    }

    private void noteTimelines() {
        int highest = identity.highestTimeline();
        for (NodeRecord node : nodes.values()) {
            ProbeResult said = node.said();
            if (node.standing().foreign() == null && said != null) {
                highest = Math.max(highest, said.timeline());
            }
        }
        identity = new Identity(identity.systemIdentifier(), highest, identity.forgotten());
    }

    private List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        for (NodeRecord node : nodes.values()) {
            ProbeResult said = node.said();
            if (said != null && node.claimsPrimary()) {
                claims.add(new Claim(node.id(), said.timeline()));
            }
        }
        return claims;
    }

    private @Nullable NodeRecord winner() {
        NodeRecord node = verdict.primary() == null ? null : nodes.get(verdict.primary());
        return node != null && node.health().usable() ? node : null;
    }

    private void lostPrimary() {
        String was = office.primary();
        if (was == null || winner() != null) {
            return;
        }
        NodeRecord node = nodes.get(was);
        if (node == null) {
            lost("it was removed", Duration.ZERO);
            return;
        }
        String fence = verdict.fenced().get(was);
        lost(
                fence != null
                        ? fence
                        : Objects.requireNonNullElse(node.trouble().error(), "it is a replica now"),
                node.health().failingFor(now.nanos()));
    }

    private void lost(String reason, Duration detection) {
        tell(new ClusterEvent.PrimaryLost(now.at(), Objects.requireNonNull(office.primary()), reason));
        office = new Office(
                null,
                office.latest(),
                office.electedAt(),
                now.nanos() | 1,
                office.failovers(),
                office.outages() + 1,
                detection,
                office.lastRecovery(),
                office.longestRecovery());
    }

    private void assign(NodeRecord node) {
        String fence = verdict.fenced().get(node.id());
        Standing old = node.standing();
        if (fence != null && old.fence() == null) {
            tell(new ClusterEvent.NodeFenced(now.at(), node.id(), fence));
        }
        NodeRecord next = node.with(new Standing(role(node, fence), old.foreign(), old.twin(), fence));
        if (next.serves() && next.downSince() != 0 && next.health().state() == NodeState.ACTIVE) {
            tell(new ClusterEvent.NodeRecovered(
                    now.at(), next.id(), next.role(), Duration.ofNanos(now.nanos() - next.downSince())));
            next = next.downSince(0);
        }
        put(next);
    }

    private NodeRole role(NodeRecord node, @Nullable String fence) {
        ProbeResult said = node.said();
        if (said == null || node.standing().foreign() != null || !open) {
            return NodeRole.UNKNOWN;
        }
        if (said.inRecovery()) {
            return NodeRole.REPLICA;
        }
        if (node.id().equals(verdict.primary())) {
            return NodeRole.PRIMARY;
        }
        return fence != null ? NodeRole.FENCED : NodeRole.UNKNOWN;
    }

    private void electedPrimary() {
        NodeRecord node = winner();
        ProbeResult said = node == null ? null : node.said();
        if (node == null || said == null || node.id().equals(office.primary())) {
            return;
        }
        Duration outage = office.primary() == null && office.lostAt() != 0
                ? Duration.ofNanos(now.nanos() - office.lostAt())
                : Duration.ZERO;
        String latest = office.latest();
        tell(new ClusterEvent.PrimaryElected(now.at(), node.id(), said.timeline(), latest, outage));
        Duration longest = office.longestRecovery();
        office = new Office(
                node.id(),
                node.id(),
                now.nanos(),
                0,
                office.failovers() + (latest != null && !latest.equals(node.id()) ? 1 : 0),
                office.outages(),
                office.lastDetection(),
                latest == null ? office.lastRecovery() : outage,
                latest == null || (longest != null && longest.compareTo(outage) >= 0) ? longest : outage);
        wal = wal.with(said.timeline(), said.lsn(), now.nanos());
        effects.add(new Effect.AskAll());
    }

    // What has to be done

    private Step finish() {
        if (identity.systemIdentifier() == null && office.primary() != null) {
            NodeRecord primary = nodes.get(office.primary());
            ProbeResult said = primary == null ? null : primary.said();
            if (said != null) {
                identity = new Identity(said.systemIdentifier(), identity.highestTimeline(), identity.forgotten());
            }
        }
        ClusterState after = new ClusterState(
                settings, before.started(), nodes, leader, verdict, office, identity, wal, open, false);
        List<Effect> retired = new ArrayList<>();
        List<Effect> opened = new ArrayList<>();
        before.nodes().forEach((id, old) -> {
            NodeRecord node = nodes.get(id);
            if (old.serves() && (node == null || !node.serves() || isDemoted(old, node))) {
                retired.add(new Effect.Retire(id, id.equals(left)));
            }
        });
        nodes.forEach((id, node) -> {
            NodeRecord old = before.nodes().get(id);
            if (node.serves() && (old == null || !old.serves() || old.role() != node.role())) {
                opened.add(new Effect.Open(id));
            }
        });
        List<Effect> all = new ArrayList<>(retired);
        all.addAll(opened);
        all.addAll(effects);
        if (!retired.isEmpty() || !opened.isEmpty() || !after.view().equals(before.view())) {
            all.add(new Effect.Wake());
        }
        return new Step(after, List.copyOf(all));
    }

    private static boolean isDemoted(NodeRecord old, NodeRecord node) {
        return old.role() == NodeRole.PRIMARY && node.role() != NodeRole.PRIMARY;
    }

    private Step close() {
        nodes.forEach((id, node) -> {
            if (node.serves()) {
                effects.add(new Effect.Retire(id, true));
            }
        });
        nodes.keySet().forEach(id -> effects.add(new Effect.Unwatch(id)));
        effects.add(new Effect.Wake());
        return new Step(
                new ClusterState(settings, before.started(), nodes, leader, verdict, office, identity, wal, open, true),
                List.copyOf(effects));
    }

    private void put(NodeRecord node) {
        nodes.put(node.id(), node);
    }

    private void tell(ClusterEvent event) {
        effects.add(new Effect.Tell(event));
    }
}
