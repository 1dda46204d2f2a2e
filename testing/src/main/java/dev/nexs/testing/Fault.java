package dev.nexs.testing;

/** What a {@link FaultSchedule} may do to a cluster. Every fault but {@link #RESET} lasts until a later step ends it. */
public enum Fault {

    /** SIGKILL to any node, which later starts again as what it was. */
    KILL(Area.PROCESS, 0),

    /** A clean shutdown of any node, which later starts again as what it was. */
    STOP(Area.PROCESS, 0),

    /** SIGSTOP to any node, which later goes on. */
    PAUSE(Area.PROCESS, 0),

    /** A replica shows each commit late. */
    DELAY(Area.PROCESS, 1),

    /**
     * SIGKILL to the primary; then the most advanced replica is promoted; then the old primary rejoins. It begins only
     * while all replicas run and stream, so that nothing is lost that a synchronous replica has acknowledged.
     */
    FAILOVER(Area.PROCESS, 1),

    /** Like {@link #FAILOVER}, but the primary is shut down cleanly. */
    SWITCHOVER(Area.PROCESS, 1),

    /** The proxy of any node delivers nothing and tells nobody. */
    CUT(Area.NETWORK, 0),

    /** The proxy of any node breaks all open connections, once. */
    RESET(Area.NETWORK, 0),

    /** The proxy of any node refuses new connections. */
    REFUSE(Area.NETWORK, 0),

    /** The proxy of any node delivers each answer late. */
    LATENCY(Area.NETWORK, 0),

    /** The proxy of the primary forwards the next COMMIT, and the client never gets the answer. */
    LOSE_COMMIT(Area.NETWORK, 0);

    /** A node has at most one fault of each at a time. */
    enum Area {
        PROCESS,
        NETWORK
    }

    private final Area area;
    private final int replicas;

    Fault(Area area, int replicas) {
        this.area = area;
        this.replicas = replicas;
    }

    Area area() {
        return area;
    }

    /** Whether it moves the primary: then nothing else may be wrong with a process. */
    boolean isChangeOfPrimary() {
        return this == FAILOVER || this == SWITCHOVER;
    }

    boolean isPossibleWith(int wholeReplicas) {
        return wholeReplicas >= replicas;
    }
}
