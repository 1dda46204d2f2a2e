package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.NodeState;
import java.time.Duration;

/**
 * What a node's probes amount to: thresholds on the way down, hysteresis on the way up. Immutable. Times are {@link
 * System#nanoTime()}.
 *
 * @param state what the probes say, draining left aside
 * @param drained whether an operator wants nothing new done there
 * @param failures failed probes in a row
 * @param successes good probes in a row since it failed
 * @param firstFailure when the first of the failures began
 */
record NodeHealth(NodeState state, boolean drained, int failures, int successes, long firstFailure) {

    static final NodeHealth UNKNOWN = new NodeHealth(NodeState.UNKNOWN, false, 0, 0, 0);

    NodeHealth answered(int recoveryThreshold) {
        boolean wasDown = state == NodeState.FAILED || state == NodeState.RECOVERING;
        int good = state == NodeState.FAILED ? 1 : successes + 1;
        NodeState next = !wasDown || good >= recoveryThreshold ? NodeState.ACTIVE : NodeState.RECOVERING;
        return new NodeHealth(next, drained, 0, wasDown ? good : 0, firstFailure);
    }

    /** A probe failed in a way that may mean the server is gone. */
    NodeHealth missed(int failureThreshold, long now) {
        int bad = failures + 1;
        boolean reached = bad >= failureThreshold;
        NodeState next = switch (state) {
            case RECOVERING, FAILED -> NodeState.FAILED;
            case UNKNOWN -> reached ? NodeState.FAILED : NodeState.UNKNOWN;
            default -> reached ? NodeState.FAILED : NodeState.SUSPECT;
        };
        return new NodeHealth(next, drained, bad, successes, bad == 1 ? now : firstFailure);
    }

    /** The server is there and refuses the monitor: what it serves to others may still work. */
    NodeHealth refused(int failureThreshold, long now) {
        return usable()
                ? new NodeHealth(NodeState.SUSPECT, drained, 0, successes, firstFailure)
                : missed(failureThreshold, now);
    }

    NodeHealth drained(boolean drain) {
        return new NodeHealth(state, drain, failures, successes, firstFailure);
    }

    /** What users see. */
    NodeState shown() {
        return drained && state != NodeState.FAILED ? NodeState.DRAINING : state;
    }

    /** Answers now or did a moment ago. */
    boolean usable() {
        return state == NodeState.ACTIVE || state == NodeState.SUSPECT;
    }

    /** On the way down: to be asked again soon. */
    boolean failing() {
        return state == NodeState.SUSPECT;
    }

    boolean outOfSight() {
        return state == NodeState.UNKNOWN || state == NodeState.FAILED;
    }

    /** Since when probes have been failing. */
    Duration failingFor(long now) {
        return failures == 0 ? Duration.ZERO : Duration.ofNanos(now - firstFailure);
    }
}
