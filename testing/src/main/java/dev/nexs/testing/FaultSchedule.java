package dev.nexs.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults of a cluster drawn from one seed: the same seed gives the same faults in the same order at the same distances.
 *
 * <pre>{@code
 * FaultSchedule schedule = FaultSchedule.draw(cluster, s -> s.faults(10).without(Fault.PAUSE));
 * try (FaultSchedule.Run run = schedule.start()) {
 *     // the application works meanwhile, through cluster.proxiedJdbcUrl()
 *     run.await(Duration.ofMinutes(1));
 * }
 * // the cluster is whole again
 * }</pre>
 *
 * <p>Without a seed of its own a schedule takes the system property {@value #SEED_SETTING}, and without that a random
 * one. The schedule is logged with its seed when it starts and named in every failure. Immutable; a cluster takes one run
 * at a time, and nobody else may control its nodes meanwhile.
 */
public final class FaultSchedule {

    /** The system property that gives the seed of a schedule that has none. */
    public static final String SEED_SETTING = "nexs.test.seed";

    private static final Logger LOG = LoggerFactory.getLogger(FaultSchedule.class);

    private final Cluster cluster;
    private final long seed;
    private final List<Step> steps;

    private FaultSchedule(Cluster cluster, long seed, List<Step> steps) {
        this.cluster = cluster;
        this.seed = seed;
        this.steps = steps;
    }

    /**
     * Draws a schedule for a cluster of this many nodes.
     *
     * @throws IllegalArgumentException naming every value that is not allowed
     */
    public static FaultSchedule draw(Cluster cluster, Consumer<FaultScheduleBuilder> configuration) {
        FaultScheduleBuilder builder =
                new FaultScheduleBuilder(cluster.replicas().size());
        configuration.accept(builder);
        long seed = builder.seed();
        return new FaultSchedule(cluster, seed, new Draw(builder, new Random(seed)).steps());
    }

    /** The seed that gives this schedule again. */
    public long seed() {
        return seed;
    }

    /** Each step in a line: how long after the step before, and what happens. */
    public List<String> steps() {
        return steps.stream().map(Step::toString).toList();
    }

    /** Runs it on a thread of its own. */
    public Run start() {
        LOG.info("{}", this);
        return new Run();
    }

    /** Runs it and returns when the cluster is whole again. */
    public void run() {
        try (Run run = start()) {
            run.await(Duration.ofDays(1));
        }
    }

    @Override
    public String toString() {
        return "Faults of -D" + SEED_SETTING + "=" + seed + " on a cluster with "
                + cluster.replicas().size() + " replicas:\n  " + String.join("\n  ", steps());
    }

    /** What a step does: begins a fault, or goes on with one that began. */
    private enum Action {
        BEGIN,
        PROMOTE,
        END
    }

    /**
     * One step.
     *
     * @param number its number, from 1 on
     * @param after how long after the step before
     * @param action what it does
     * @param fault the fault
     * @param begunBy the number of the step that began it, which is this one for the first
     * @param pick which of the nodes that are whole: 0 for the primary, n for the n-th replica
     * @param strength how late things are delivered, where they are
     */
    private record Step(
            int number, Duration after, Action action, Fault fault, int begunBy, int pick, Duration strength) {

        @Override
        public String toString() {
            String time = number + ". +" + after.toMillis() + " ms ";
            String target = pick == 0 ? "the primary" : "replica " + (pick - 1);
            return switch (action) {
                case BEGIN ->
                    time + fault + " of " + target
                            + (fault == Fault.DELAY || fault == Fault.LATENCY
                                    ? " by " + strength.toMillis() + " ms"
                                    : "");
                case PROMOTE -> time + "promote the most advanced replica (" + fault + " of step " + begunBy + ")";
                case END -> time + "end " + fault + " of step " + begunBy;
            };
        }
    }

    /** The drawing: it plays the faults on a model of the cluster, so that each step is possible when its time comes. */
    private static final class Draw {

        private final FaultScheduleBuilder wanted;
        private final Random random;
        private final List<Step> steps = new ArrayList<>();
        private final List<Step> open = new ArrayList<>();

        Draw(FaultScheduleBuilder wanted, Random random) {
            this.wanted = wanted;
            this.random = random;
        }

        List<Step> steps() {
            int begun = 0;
            while (begun < wanted.faults() || !open.isEmpty()) {
                List<Fault> possible = begun < wanted.faults() && open.size() < wanted.atOnce()
                        ? wanted.kinds().stream().filter(this::mayBegin).toList()
                        : List.of();
                if (!possible.isEmpty() && (open.isEmpty() || random.nextBoolean())) {
                    begin(possible.get(random.nextInt(possible.size())));
                    begun++;
                } else {
                    goOn(open.get(random.nextInt(open.size())));
                }
            }
            return List.copyOf(steps);
        }

        private boolean mayBegin(Fault fault) {
            List<Fault> same = open.stream()
                    .map(Step::fault)
                    .filter(other -> other.area() == fault.area())
                    .toList();
            if (fault.area() == Fault.Area.NETWORK) {
                return same.size() <= wanted.replicas();
            }
            return fault.isChangeOfPrimary()
                    ? same.isEmpty()
                    : same.stream().noneMatch(Fault::isChangeOfPrimary)
                            && fault.isPossibleWith(wanted.replicas() - same.size())
                            && same.size() <= wanted.replicas();
        }

        private void begin(Fault fault) {
            boolean ofPrimary = fault.isChangeOfPrimary() || fault == Fault.LOSE_COMMIT;
            int pick = ofPrimary ? 0 : random.nextInt(wanted.replicas() + 1);
            if (fault == Fault.DELAY && pick == 0) {
                pick = 1;
            }
            Step step = new Step(
                    steps.size() + 1,
                    gap(),
                    Action.BEGIN,
                    fault,
                    steps.size() + 1,
                    pick,
                    Duration.ofMillis(20 + random.nextInt(480)));
            steps.add(step);
            if (fault != Fault.RESET) {
                open.add(step);
            }
        }

        private void goOn(Step last) {
            Action next = last.fault.isChangeOfPrimary() && last.action == Action.BEGIN ? Action.PROMOTE : Action.END;
            Step step = new Step(steps.size() + 1, gap(), next, last.fault, last.begunBy, last.pick, last.strength);
            steps.add(step);
            open.remove(last);
            if (next == Action.PROMOTE) {
                open.add(step);
            }
        }

        private Duration gap() {
            long least = wanted.shortestGap().toMillis();
            long most = wanted.longestGap().toMillis();
            return Duration.ofMillis(least + (long) (random.nextDouble() * (most - least + 1)));
        }
    }

    /**
     * A schedule that is running. Closing it skips what is left, ends every fault, and fails if a step failed.
     */
    public final class Run implements AutoCloseable {

        private final CountDownLatch stopped = new CountDownLatch(1);
        private final Map<Integer, Node> broken = new LinkedHashMap<>();
        private final Map<Integer, Step> latest = new LinkedHashMap<>();
        private final List<String> done = new ArrayList<>();
        private final Thread thread = new Thread(this::runAll, "nexs-testing-faults");
        private volatile @Nullable Throwable failure;

        private Run() {
            thread.setDaemon(true);
            thread.start();
        }

        private void runAll() {
            try {
                for (Step step : steps) {
                    if (stopped.await(step.after.toNanos(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                    perform(step);
                }
            } catch (InterruptedException | RuntimeException e) {
                failure = e;
            } finally {
                heal();
            }
        }

        private void perform(Step step) {
            Node node = step.action == Action.BEGIN ? choose(step) : broken.get(step.begunBy);
            if (node == null) {
                throw new IllegalStateException("Step " + step.number + " goes on with nothing");
            }
            report(step, node);
            if (step.action == Action.BEGIN) {
                broken.put(step.begunBy, node);
            }
            latest.put(step.begunBy, step);
            switch (step.action) {
                case BEGIN -> begin(step, node);
                case PROMOTE -> mostAdvanced().promote();
                case END -> end(step);
            }
            if (step.action == Action.END || step.fault == Fault.RESET) {
                broken.remove(step.begunBy);
                latest.remove(step.begunBy);
            }
        }

        private void report(Step step, Node node) {
            String text = step + ": " + node;
            LOG.info("{}", text);
            synchronized (done) {
                done.add(text);
            }
        }

        /** Among the nodes that have no fault of this area: the primary, or the n-th replica, counted around. */
        private Node choose(Step step) {
            Set<Node> taken = latest.values().stream()
                    .filter(other -> other.fault.area() == step.fault.area())
                    .map(other -> broken.get(other.begunBy))
                    .collect(Collectors.toSet());
            List<Node> replicas = cluster.replicas().stream()
                    .filter(node -> !taken.contains(node))
                    .toList();
            boolean primaryIsWhole = !taken.contains(cluster.primary());
            if (replicas.isEmpty() || (step.pick == 0 && primaryIsWhole)) {
                return cluster.primary();
            }
            return replicas.get(Math.max(0, step.pick - 1) % replicas.size());
        }

        private void begin(Step step, Node node) {
            switch (step.fault) {
                case KILL -> node.kill();
                case STOP -> node.stop();
                case PAUSE -> node.pause();
                case DELAY -> node.delayReplay(step.strength);
                case FAILOVER -> {
                    Replication.awaitStreaming(node, cluster.replicas());
                    node.kill();
                }
                case SWITCHOVER -> {
                    Replication.awaitStreaming(node, cluster.replicas());
                    node.stop();
                }
                case CUT -> node.proxy().blackhole();
                case RESET -> node.proxy().reset();
                case REFUSE -> node.proxy().refuse();
                case LATENCY -> node.proxy().latency(step.strength);
                case LOSE_COMMIT -> node.proxy().cutAfterCommitSent();
            }
        }

        private void end(Step step) {
            Node node = broken.get(step.begunBy);
            if (node == null) {
                return;
            }
            switch (step.fault) {
                case KILL, STOP -> node.start();
                case PAUSE -> node.resume();
                case DELAY -> node.delayReplay(Duration.ZERO);
                case FAILOVER, SWITCHOVER -> {
                    if (node.equals(cluster.primary())) {
                        node.start();
                    } else {
                        cluster.rejoin(node);
                    }
                }
                case CUT, RESET, REFUSE, LATENCY, LOSE_COMMIT -> node.proxy().pass();
            }
        }

        private Node mostAdvanced() {
            String received = "SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'::pg_lsn";
            return cluster.replicas().stream()
                    .filter(Node::isRunning)
                    .max(java.util.Comparator.comparingLong(
                            replica -> Long.parseLong(Replication.value(replica, received))))
                    .orElseThrow(() -> new IllegalStateException("No replica runs that could be promoted"));
        }

        /** In the order in which the faults began, whatever one of them does; the first failure is kept. */
        private void heal() {
            for (Step step : List.copyOf(latest.values())) {
                try {
                    end(step);
                } catch (RuntimeException e) {
                    failure = failure == null ? e : failure;
                }
            }
        }

        /** Whether steps are still to come, or faults to end. */
        public boolean isRunning() {
            return thread.isAlive();
        }

        /** What has happened so far, each step with the node that it hit. */
        public List<String> done() {
            synchronized (done) {
                return List.copyOf(done);
            }
        }

        /**
         * Waits until the last step is done and the cluster is whole again.
         *
         * @throws AssertionError if a step failed, or the time is over
         */
        public void await(Duration timeout) {
            try {
                thread.join(timeout.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting for the end of:\n" + story(), e);
            }
            if (thread.isAlive()) {
                throw new AssertionError("Not at its end after " + timeout.toMillis() + " ms:\n" + story());
            }
            check();
        }

        private void check() {
            Throwable failed = failure;
            if (failed != null) {
                throw new AssertionError("A step failed: " + failed.getMessage() + "\n" + story(), failed);
            }
        }

        private String story() {
            return Stream.concat(Stream.of(FaultSchedule.this + "\nDone:"), done().stream())
                    .collect(Collectors.joining("\n  "));
        }

        @Override
        public void close() {
            stopped.countDown();
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            check();
        }
    }
}
