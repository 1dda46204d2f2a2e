package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.cluster.NodeState;
import java.time.Duration;

/**
 * The state machine of one node: thresholds on the way down, hysteresis on the way up. Pure; guarded by the cluster's
 * lock. Times are {@link System#nanoTime()}.
 */
final class NodeLife {

    private final int failureThreshold;
    private final int recoveryThreshold;

    private NodeState state = NodeState.UNKNOWN;
    private boolean drained;
    private int failures;
    private int successes;
    private long firstFailure;

    NodeLife(int failureThreshold, int recoveryThreshold) {
        this.failureThreshold = failureThreshold;
        this.recoveryThreshold = recoveryThreshold;
    }

    void answered() {
        failures = 0;
        switch (state) {
            case FAILED -> {
                successes = 1;
                state = successes >= recoveryThreshold ? NodeState.ACTIVE : NodeState.RECOVERING;
            }
            case RECOVERING -> {
                successes++;
                state = successes >= recoveryThreshold ? NodeState.ACTIVE : NodeState.RECOVERING;
            }
            default -> state = NodeState.ACTIVE;
        }
    }

    /** A probe failed in a way that may mean the server is gone. */
    void missed(long now) {
        if (failures++ == 0) {
            firstFailure = now;
        }
        boolean reached = failures >= failureThreshold;
        switch (state) {
            case RECOVERING, FAILED -> state = NodeState.FAILED;
            case UNKNOWN -> state = reached ? NodeState.FAILED : NodeState.UNKNOWN;
            default -> state = reached ? NodeState.FAILED : NodeState.SUSPECT;
        }
    }

    /** The server is there and refuses the monitor: what it serves to others may still work. */
    void refused(long now) {
        if (state == NodeState.ACTIVE || state == NodeState.SUSPECT) {
            failures = 0;
            state = NodeState.SUSPECT;
        } else {
            missed(now);
        }
    }

    void drain(boolean drain) {
        this.drained = drain;
    }

    boolean drained() {
        return drained;
    }

    /** What the probes say, draining left aside. */
    NodeState probed() {
        return state;
    }

    /** What users see. */
    NodeState state() {
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

    /** Since when probes have been failing. */
    Duration failingFor(long now) {
        return failures == 0 ? Duration.ZERO : Duration.ofNanos(now - firstFailure);
    }
}
