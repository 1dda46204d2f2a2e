package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.pool.NodeAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand seeded schedules of deaths, pauses, promotions, splits, slow answers, drains, removals and closes, played on
 * the cluster's state without a server, a thread or a clock. A seed that fails is named and can be played alone by {@code
 * -Dnexs.test.cluster-seed=…}.
 */
class ClusterSimulationTest {

    private static final int SCHEDULES = Integer.getInteger("nexs.test.cluster-schedules", 10_000);
    private static final @Nullable Long ONE = Long.getLong("nexs.test.cluster-seed");

    @Test
    void whateverHappensNobodyIsMisledForgottenOrLeftOpen() {
        long first = ONE == null ? 1 : ONE;
        long last = ONE == null ? SCHEDULES : ONE;
        int elected = 0;
        int split = 0;
        int closed = 0;
        for (long seed = first; seed <= last; seed++) {
            World world = new World(seed);
            try {
                world.play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ", step " + world.steps + ": play it alone with -Dnexs.test.cluster-seed="
                                + seed + "\n" + String.join("\n", world.tail()),
                        e);
            }
            elected += world.elections;
            split += world.splits;
            closed += world.state.closed() ? 1 : 0;
        }
        if (ONE == null) {
            assertThat(elected).as("elections").isGreaterThan(SCHEDULES);
            assertThat(split).as("split brains").isGreaterThan(SCHEDULES / 100);
            assertThat(closed).as("closes").isGreaterThan(SCHEDULES / 100);
        }
    }

    /** A server as it is, whatever is known of it. */
    private static final class Server {
        private final NodeAddress address;
        private boolean up = true;
        private boolean silent;
        private boolean primary;
        private int timeline = 1;
        private long lsn = 1_000;
        private long started;
        private @Nullable Fact underWay;

        Server(int number) {
            this.address = new NodeAddress("n" + number, 1);
        }
    }

    private static final class World {
        private final Random random;
        private final boolean patroni;
        private final List<Server> servers = new ArrayList<>();
        private final Map<String, NodeRole> pools = new TreeMap<>();
        private final Set<String> watched = new HashSet<>();
        private final List<Fact> log = new ArrayList<>();
        private long nanos = 1;
        private long starts = 1;
        private int steps;
        private int elections;
        private int splits;
        private int waiting;
        private ClusterState state;

        World(long seed) {
            this.random = new Random(seed);
            this.patroni = random.nextInt(5) == 0;
            ClusterSettings settings = ClusterSettings.of(builder -> {
                builder.probeInterval(Duration.ofMillis(250))
                        .probeTimeout(Duration.ofMillis(400))
                        .failureThreshold(1 + random.nextInt(3))
                        .recoveryThreshold(1 + random.nextInt(2));
                if (patroni) {
                    builder.patroni(List.of(java.net.URI.create("http://patroni:8008")));
                }
            });
            state = ClusterState.of(settings, now());
            int nodes = 1 + random.nextInt(4);
            for (int i = 0; i < nodes; i++) {
                Server server = new Server(i);
                server.primary = i == 0;
                server.started = starts++;
                servers.add(server);
                learn(new Fact.Joined(server.address, NodeOptions.DEFAULT, false));
            }
        }

        private Moment now() {
            return new Moment(nanos, Instant.ofEpochSecond(0, nanos));
        }

        void play() {
            int length = 40 + random.nextInt(80);
            for (steps = 0; steps < length; steps++) {
                nanos += random.nextInt(200_000_000);
                something();
            }
            if (!state.closed()) {
                calmDown();
            }
        }

        private void something() {
            Server server = servers.get(random.nextInt(servers.size()));
            switch (random.nextInt(30)) {
                case 0 -> server.up = false;
                case 1 -> start(server, false);
                case 2 -> start(server, true);
                case 3 -> server.silent = !server.silent;
                case 4 -> promote(server, top() + 1);
                case 5 -> promote(server, server.timeline + 1);
                case 6 -> order(new Fact.Drained(server.address.id(), random.nextBoolean()), server);
                case 7 -> order(new Fact.WriteRefused(server.address.id()), server);
                case 8 -> comeOrGo(server);
                case 9 -> rareThings();
                case 10 -> {
                    if (patroni) {
                        learn(new Fact.LeaderNamed(random.nextInt(4) == 0 ? null : server.address.id()));
                    }
                }
                case 11, 12 -> someoneWaits();
                default -> probe(server);
            }
            for (Server each : servers) {
                each.lsn += each.up ? random.nextInt(50) : 0;
            }
        }

        private int top() {
            return servers.stream().mapToInt(server -> server.timeline).max().orElse(0);
        }

        private void start(Server server, boolean follow) {
            server.up = true;
            server.silent = false;
            server.started = starts++;
            if (follow) {
                server.primary = false;
                server.timeline = top();
            }
        }

        private void promote(Server server, int timeline) {
            if (server.up && !server.primary) {
                server.primary = true;
                server.timeline = timeline;
            }
        }

        private void comeOrGo(Server server) {
            if (!state.nodes().containsKey(server.address.id())) {
                learn(new Fact.Joined(server.address, NodeOptions.DEFAULT, true));
            } else if (random.nextInt(3) == 0) {
                order(new Fact.Left(server.address.id()), server);
                server.underWay = null;
            } else {
                order(new Fact.Changed(server.address.id(), new NodeOptions(2, "eu", Set.of("x"))), server);
            }
        }

        private void rareThings() {
            int which = random.nextInt(12);
            if (which == 0) {
                learn(new Fact.Closed());
            } else if (which == 1) {
                learn(new Fact.Forgotten());
            }
        }

        /** What an operator says of a node that is not there is refused before it becomes a fact. */
        private void order(Fact fact, Server server) {
            if (state.nodes().containsKey(server.address.id())) {
                learn(fact);
            }
        }

        /** One probe at a time and node; its answer may come late, and say what was true when it was asked. */
        private void probe(Server server) {
            Fact answer = server.underWay != null ? server.underWay : answer(server);
            if (server.underWay == null && random.nextInt(4) == 0) {
                server.underWay = answer;
                return;
            }
            server.underWay = null;
            order(answer, server);
        }

        private Fact answer(Server server) {
            String id = server.address.id();
            if (!server.up || server.silent) {
                return new Fact.Missed(
                        id, new Fact.Failure("down", false, false, !server.silent, server.silent), nanos);
            }
            if (random.nextInt(40) == 0) {
                return new Fact.Missed(id, new Fact.Failure("full", true, random.nextBoolean(), false, false), nanos);
            }
            ProbeResult said = new ProbeResult(
                    !server.primary,
                    server.timeline,
                    "7",
                    server.lsn,
                    server.lsn,
                    Duration.ZERO,
                    100,
                    180000,
                    server.started,
                    0,
                    false);
            return new Fact.Answered(id, said, nanos);
        }

        private void someoneWaits() {
            if (!state.closed() && state.view().primary() == null) {
                waiting++;
            }
        }

        private void learn(Fact fact) {
            log.add(fact);
            ClusterState before = state;
            ClusterState.Step step = state.after(fact, now());
            state = step.state();
            must(!before.closed() || (step.effects().isEmpty() && state == before), "no effect after the close");
            step.effects().forEach(this::apply);
            check();
        }

        private void apply(Effect effect) {
            if (effect instanceof Effect.Retire retire) {
                must(pools.remove(retire.node()) != null, "only a pool that is open is retired");
            } else if (effect instanceof Effect.Open open) {
                pools.put(open.node(), state.named(open.node()).role());
            } else if (effect instanceof Effect.Watch watch) {
                must(watched.add(watch.node()), "a node is watched once");
            } else if (effect instanceof Effect.Unwatch unwatch) {
                must(watched.remove(unwatch.node()), "only who is watched is left alone");
            } else if (effect instanceof Effect.Wake) {
                waiting = state.closed() || state.view().primary() != null ? 0 : waiting;
            } else if (effect instanceof Effect.Tell tell) {
                elections += tell.event() instanceof ClusterEvent.PrimaryElected ? 1 : 0;
                splits += tell.event() instanceof ClusterEvent.SplitBrainSuspected ? 1 : 0;
            }
        }

        private void check() {
            Map<String, NodeRole> serving = new TreeMap<>();
            state.nodes().forEach((id, node) -> {
                if (node.serves() && !state.closed()) {
                    serving.put(id, node.role());
                }
            });
            must(pools.equals(serving), "there is a pool for each node that serves, and none besides");
            must(
                    watched.equals(state.closed() ? Set.of() : state.nodes().keySet()),
                    "each node is watched, and nobody besides");
            long primaries =
                    pools.values().stream().filter(NodeRole.PRIMARY::equals).count();
            must(primaries <= 1, "never two writable primaries");
            ClusterState.View view = state.view();
            must(pools.keySet().containsAll(view.nearest()), "who is lent has a pool");
            must(
                    view.replicas().stream().allMatch(id -> pools.get(id) == NodeRole.REPLICA),
                    "replicas that are lent have a pool as such");
            if (view.primary() != null) {
                checkPrimary(state.named(view.primary()));
            }
            if (state.closed()) {
                must(
                        view.equals(new ClusterState.View(null, List.of(), List.of(), null, false)),
                        "nobody is lent after the close");
            }
            must(
                    waiting == 0 || (view.primary() == null && !state.closed()),
                    "whoever waits for a primary is woken when there is one, and when there will be none");
        }

        private void checkPrimary(NodeRecord primary) {
            ProbeResult said = primary.said();
            must(pools.containsKey(primary.id()), "the primary has a pool");
            must(said != null && !said.inRecovery(), "the primary is no replica");
            must(primary.id().equals(state.office().primary()), "the primary that is lent is the one in office");
            if (patroni) {
                must(primary.id().equals(state.leader().node()), "the primary is Patroni's leader");
                return;
            }
            must(said.timeline() == state.identity().highestTimeline(), "nobody was ever seen on a later timeline");
            for (NodeRecord other : state.nodes().values()) {
                must(
                        other.id().equals(primary.id())
                                || !other.claimsPrimary()
                                || other.said().timeline() != said.timeline(),
                        "nobody else writes the primary's timeline");
            }
        }

        private static void must(boolean holds, String rule) {
            if (!holds) {
                throw new AssertionError("broken: " + rule);
            }
        }

        /** When everybody is well again and of one mind, there is a primary, everybody else is its replica, and nobody waits. */
        private void calmDown() {
            Server heir = servers.get(random.nextInt(servers.size()));
            if (patroni) {
                learn(new Fact.LeaderNamed(heir.address.id()));
            }
            int timeline = Math.max(top(), state.identity().highestTimeline()) + 1;
            for (Server server : servers) {
                start(server, true);
                server.primary = server == heir;
                server.timeline = timeline;
                server.underWay = null;
                learn(new Fact.Joined(server.address, NodeOptions.DEFAULT, true));
                learn(new Fact.Drained(server.address.id(), false));
            }
            waiting += state.view().primary() == null ? 1 : 0;
            for (int round = 0; round < 6; round++) {
                for (Server server : servers) {
                    nanos += 300_000_000;
                    Fact answer = answer(server);
                    learn(answer instanceof Fact.Answered ? answer : answer(server));
                }
            }
            // one that was refused just now may have missed a round; none is refused for long
            for (int round = 0; round < 20 && pools.size() < servers.size(); round++) {
                servers.forEach(server -> learn(answer(server)));
            }
            assertThat(state.view().primary()).isEqualTo(heir.address.id());
            assertThat(pools).hasSize(servers.size());
            assertThat(waiting).isZero();
        }

        List<String> tail() {
            return log.subList(Math.max(0, log.size() - 25), log.size()).stream()
                    .map(Fact::toString)
                    .toList();
        }
    }
}
