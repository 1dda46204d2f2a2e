package dev.nexs.orm.cluster;

/** What a node is in its cluster, as far as it is known. */
public enum NodeRole {
    /** Not known: the node has not answered yet, or belongs to another cluster. */
    UNKNOWN,
    /** Accepts writes and receives them. */
    PRIMARY,
    /** In recovery: replays the primary's WAL and serves reads. */
    REPLICA,
    /**
     * Says that it is primary and is not written to: a higher timeline exists, another node claims the same timeline, or
     * Patroni names another leader.
     */
    FENCED
}
