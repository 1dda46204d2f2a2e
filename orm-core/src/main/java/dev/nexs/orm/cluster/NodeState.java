package dev.nexs.orm.cluster;

/**
 * How far a node can be relied on.
 *
 * <pre>
 * UNKNOWN ──answer──▶ ACTIVE ◀──answer── SUSPECT ──threshold──▶ FAILED
 *                       │  ▲                ▲                    │
 *                     drain └─answers─── RECOVERING ◀──answer────┘
 *                       ▼                   │ failed probe ─▶ FAILED
 *                    DRAINING ──resume──▶ what the probes say
 * </pre>
 */
public enum NodeState {
    /** Not probed successfully since the start or since it was added. Not used. */
    UNKNOWN,
    /** Answers. Used. */
    ACTIVE,
    /** Missed a probe or broke a connection, fewer times than the failure threshold. Used when nothing better is left. */
    SUSPECT,
    /** Reached the failure threshold. Not used; its connections are aborted. */
    FAILED,
    /** Answers again after it failed, fewer times than the recovery threshold. Not used yet. */
    RECOVERING,
    /** Taken out by hand: finishes what it has, gets nothing new. */
    DRAINING
}
