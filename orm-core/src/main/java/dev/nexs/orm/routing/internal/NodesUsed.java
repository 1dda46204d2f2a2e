package dev.nexs.orm.routing.internal;

import dev.nexs.orm.cluster.internal.Route;
import dev.nexs.orm.routing.internal.Borrowed.As;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that one caller used and of which it is not known how much they had shown: as a rule one, the node last read
 * from. Whoever goes on there sees no less than before, since a node never goes back. Whoever turns to another has to find
 * out first, and then strikes the former off. Thread-safe; its price is an uncontended lock and a look at the clock for
 * each read.
 */
public final class NodesUsed {

    /** After this long a caller chooses anew, so that a replica that came back gets its share of old callers, too. */
    static final long STAY_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long a caller whom no replica could serve stays with the primary before it asks the replicas again. */
    static final long STAY_INSTEAD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Step> steps = new ArrayList<>(1);

    /** Above all transactions that replicas struck off had shown, while the primary may not show some; else 0. */
    private long horizon;

    /**
     * A node that was used. Guarded by the lock of all steps, except for the route, which is let go with the node's pool: a
     * thread that rests may remember a cluster that was closed long ago.
     */
    static final class Step {

        private final WeakReference<Route> node;
        private As as = As.REPLICA;
        private int open;
        private int uses;
        private long last;
        private long since;

        private Step(Route route, long now) {
            this.node = new WeakReference<>(route);
            this.since = now;
        }

        /** {@return the node, or null if its pool is gone} */
        @Nullable
        Route route() {
            return node.get();
        }
    }

    /**
     * A step as it was at one moment.
     *
     * @param route the node, or null if its pool is gone
     * @param uses how often it had been used
     * @param last when it was used last, as {@link System#nanoTime()}
     * @param open whether a connection to it is still in use
     * @param replica whether it was read from as a replica
     */
    record Visit(@Nullable Route route, int uses, long last, boolean open, boolean replica) {}

    synchronized void used(Route route, As as) {
        note(route, as);
    }

    synchronized void opened(Route route, As as) {
        note(route, as).open++;
    }

    synchronized void closed(Route route, As as) {
        note(route, as).open--;
    }

    private Step note(Route route, As as) {
        long now = System.nanoTime();
        Step step = find(route);
        if (step == null) {
            step = new Step(route, now);
            steps.add(step);
        }
        step.as = as;
        step.uses++;
        step.last = now;
        if (as != As.REPLICA && steps.size() > 1) {
            keepOnly(step);
        }
        return step;
    }

    /** The primary has written all that replicas have shown, and once asked covers them, too. */
    private void keepOnly(Step primary) {
        steps.removeIf(step -> step != primary && step.open == 0);
    }

    private @Nullable Step find(Route route) {
        for (int i = 0; i < steps.size(); i++) {
            if (route.equals(steps.get(i).route())) {
                return steps.get(i);
            }
        }
        return null;
    }

    /** {@return the node to stay with, or null if there are several or it is time to choose anew} */
    synchronized @Nullable Step stay() {
        return steps.size() == 1 && !isDue(steps.get(0)) ? steps.get(0) : null;
    }

    /** {@return the node used last, or null} */
    synchronized @Nullable Step latest() {
        Step latest = null;
        for (Step step : steps) {
            if (latest == null || step.last - latest.last > 0) {
                latest = step;
            }
        }
        return latest;
    }

    synchronized boolean isDue(Step step) {
        return System.nanoTime() - step.since > (step.as == As.PRIMARY_INSTEAD ? STAY_INSTEAD_NANOS : STAY_NANOS);
    }

    /** Whether the node is the primary because no replica would do. */
    synchronized boolean isInstead(Step step) {
        return step.as == As.PRIMARY_INSTEAD;
    }

    /** It was chosen anew. */
    synchronized void renew(Step step) {
        step.since = System.nanoTime();
    }

    /** Whether a replica may have shown what the primary does not show yet. */
    synchronized boolean mayBeAhead() {
        if (horizon != 0) {
            return true;
        }
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).as == As.REPLICA) {
                return true;
            }
        }
        return false;
    }

    synchronized void showed(long replicasHorizon) {
        horizon = Math.max(horizon, replicasHorizon);
    }

    synchronized long horizon() {
        return horizon;
    }

    /** The primary shows all below {@code seen}, too. */
    synchronized void seenAtPrimary(long seen) {
        if (horizon <= seen) {
            horizon = 0;
        }
    }

    /** {@return what is not known to be covered by the caller's token} */
    synchronized List<Visit> visits() {
        List<Visit> visits = new ArrayList<>(steps.size());
        for (Step step : steps) {
            visits.add(new Visit(step.route(), step.uses, step.last, step.open > 0, step.as == As.REPLICA));
        }
        return visits;
    }

    /**
     * The caller's token covers all that was seen until {@code visit}; what was seen since, or may be any moment, stays.
     *
     * @param shown above all transactions that the node has shown; 0 where the primary does show them
     */
    synchronized void covered(Visit visit, long shown) {
        if (visit.replica()) {
            showed(shown);
        }
        steps.removeIf(
                step -> step.open == 0 && step.uses == visit.uses && Objects.equals(step.route(), visit.route()));
    }
}
