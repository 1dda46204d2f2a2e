package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.ClusterStatistics;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a cluster at one moment. Immutable; {@link #after} makes the next one of a fact, and says what has to
 * be done. It has no clock, no thread and no connection, so that whatever may happen can be played in any order.
 *
 * @param settings how nodes are watched and chosen
 * @param started when the cluster began to ask
 * @param nodes by id, in the order in which they were configured
 * @param leader what Patroni says
 * @param verdict who of those that claim it is primary
 * @param office who was primary, and how long there was none
 * @param identity which cluster this is
 * @param wal when the primary was where
 * @param open whether everybody was asked once, so that a primary may be named
 * @param closed whether it is over: then no fact has an effect
 */
record ClusterState(
        ClusterSettings settings,
        Moment started,
        Map<String, NodeRecord> nodes,
        PrimaryRule.Leader leader,
        Verdict verdict,
        Office office,
        Identity identity,
        WalHistory wal,
        boolean open,
        boolean closed) {

    private static final Duration EAGER_SEARCH = Duration.ofSeconds(60);

    /** Keeps the order of the nodes. */
    ClusterState {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
    }

    /** Nobody is known yet. */
    static ClusterState of(ClusterSettings settings, Moment now) {
        return new ClusterState(
                settings,
                now,
                Map.of(),
                new PrimaryRule.Leader(!settings.patroni().isEmpty(), null),
                Verdict.NONE,
                Office.VACANT,
                Identity.UNKNOWN,
                WalHistory.EMPTY,
                false,
                false);
    }

    /**
     * Who is primary, and how long there was none.
     *
     * @param primary who is, or null
     * @param latest who is or was last, or null
     * @param electedAt since when
     * @param lostAt when there was last no primary any more; 0 while there is one
     * @param failovers how often another node became primary
     * @param outages how often there was none
     * @param lastDetection from the first failed probe to the loss of the latest primary
     * @param lastRecovery from that loss to the next primary
     * @param longestRecovery the longest of these
     */
    record Office(
            @Nullable String primary,
            @Nullable String latest,
            long electedAt,
            long lostAt,
            long failovers,
            long outages,
            @Nullable Duration lastDetection,
            @Nullable Duration lastRecovery,
            @Nullable Duration longestRecovery) {
        static final Office VACANT = new Office(null, null, 0, 0, 0, 0, null, null, null);
    }

    /**
     * Which cluster this is.
     *
     * @param systemIdentifier settled once a primary was elected, so that nodes that come later cannot outvote it; else null
     * @param highestTimeline the highest that was seen, on whatever node
     * @param forgotten the highest that an operator had the cluster forget, or 0
     */
    record Identity(@Nullable String systemIdentifier, int highestTimeline, int forgotten) {
        static final Identity UNKNOWN = new Identity(null, 0, 0);
    }

    /**
     * Who serves whom, by id.
     *
     * @param primary where writes go, or null
     * @param replicas fit replicas, only those that are preferred by region and tags
     * @param nearest the same with the primary among them
     * @param refusal why writes are refused outright, or null
     * @param lockedOut whether no node has ever let this user in and each one has said no
     */
    record View(
            @Nullable String primary,
            List<String> replicas,
            List<String> nearest,
            @Nullable String refusal,
            boolean lockedOut) {}

    /**
     * What came of a fact.
     *
     * @param state the state after it
     * @param effects what has to be done
     */
    record Step(ClusterState state, List<Effect> effects) {}

    /** The state after a fact that was learned at that moment. */
    Step after(Fact fact, Moment now) {
        return Reduction.of(this, fact, now);
    }

    /** {@return who serves whom} */
    View view() {
        String primary = null;
        List<NodeRecord> active = new ArrayList<>();
        List<NodeRecord> suspect = new ArrayList<>();
        NodeRecord writer = null;
        for (NodeRecord node : closed ? List.<NodeRecord>of() : nodes.values()) {
            if (node.health().drained() || !node.serves()) {
                continue;
            }
            if (node.role() == NodeRole.PRIMARY) {
                primary = node.id();
                writer = node;
            } else if (!node.lag().tooFar()) {
                (node.health().state() == NodeState.ACTIVE ? active : suspect).add(node);
            }
        }
        List<NodeRecord> replicas = active.isEmpty() ? suspect : active;
        List<NodeRecord> all = new ArrayList<>(replicas);
        if (writer != null) {
            all.add(writer);
        }
        return new View(primary, preferred(replicas), preferred(all), refusal(), lockedOut());
    }

    /** Each preference narrows the choice only if that leaves anybody. */
    private List<String> preferred(List<NodeRecord> fit) {
        List<NodeRecord> near = firstOf(
                settings.regions(),
                fit,
                (region, node) -> region.equals(node.options().region()));
        return firstOf(
                        settings.readTags(),
                        near,
                        (tag, node) -> node.options().tags().contains(tag))
                .stream()
                .map(NodeRecord::id)
                .toList();
    }

    private static List<NodeRecord> firstOf(
            List<String> wishes, List<NodeRecord> nodes, BiPredicate<String, NodeRecord> isGranted) {
        for (String wish : wishes) {
            List<NodeRecord> some =
                    nodes.stream().filter(node -> isGranted.test(wish, node)).toList();
            if (!some.isEmpty()) {
                return some;
            }
        }
        return nodes;
    }

    private @Nullable String refusal() {
        if (closed || !verdict.splitBrain()) {
            return null;
        }
        String ids = verdict.rivals().stream().map(Claim::id).sorted().collect(Collectors.joining(" and "));
        return "split brain suspected: " + ids + " both say they are primary on timeline "
                + verdict.rivals().get(0).timeline() + ", so writes are refused; stop one of them";
    }

    private boolean lockedOut() {
        return !closed && !nodes.isEmpty() && nodes.values().stream().allMatch(NodeRecord::neverLetIn);
    }

    /** How long a node's monitor rests. Searching for a primary is worth more questions; for how long, is bounded. */
    Duration pause(String node, long now) {
        if (office.primary() == null) {
            long since = office.lostAt() == 0 ? started.nanos() : office.lostAt();
            Duration slower = settings.searchInterval().multipliedBy(5);
            return now - since < EAGER_SEARCH.toNanos()
                    ? settings.searchInterval()
                    : slower.compareTo(settings.probeInterval()) < 0 ? slower : settings.probeInterval();
        }
        NodeRecord known = nodes.get(node);
        return known != null && known.health().failing() ? settings.searchInterval() : settings.probeInterval();
    }

    ClusterStatistics statistics(Instant since, long now) {
        Map<String, ClusterStatistics.NodeStatistics> figures = new LinkedHashMap<>();
        nodes.forEach((id, node) -> figures.put(id, node.uptime().statistics(now)));
        return new ClusterStatistics(
                since,
                office.failovers(),
                office.outages(),
                office.lastDetection(),
                office.lastRecovery(),
                office.longestRecovery(),
                figures);
    }

    /**
     * {@return the node of that name}
     *
     * @throws IllegalArgumentException if there is none
     */
    NodeRecord named(String id) {
        NodeRecord node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("no node is called '" + id + "'; the nodes are " + nodes.keySet());
        }
        return node;
    }

    /** Which cluster this is: most nodes decide, of equally many the one configured first, until it is settled. */
    static @Nullable String cluster(Identity identity, Iterable<NodeRecord> nodes) {
        if (identity.systemIdentifier() != null) {
            return identity.systemIdentifier();
        }
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (NodeRecord node : nodes) {
            ProbeResult said = node.said();
            if (said != null && said.systemIdentifier() != null) {
                votes.merge(Objects.requireNonNull(said.systemIdentifier()), 1, Integer::sum);
            }
        }
        String winner = null;
        int most = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                most = vote.getValue();
                winner = vote.getKey();
            }
        }
        return winner;
    }
}
