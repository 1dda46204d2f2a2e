package dev.nexs.orm.observe;

/** How well a datasource does. */
public enum Health {
    /** Every node is in use or was taken out by hand. */
    UP,
    /** Writes and reads are served, but something needs attention. */
    DEGRADED,
    /** Reads are served by replicas; writes wait for a primary and then fail. */
    NO_PRIMARY,
    /** Nobody is served. */
    DOWN;

    /** {@return whether reads are served} */
    public boolean servesReads() {
        return this != DOWN;
    }

    /** {@return whether writes are served} */
    public boolean servesWrites() {
        return this == UP || this == DEGRADED;
    }
}
