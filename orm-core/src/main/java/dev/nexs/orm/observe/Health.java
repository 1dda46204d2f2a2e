package dev.nexs.orm.observe;

/** How well a datasource does. */
public enum Health {
    /** Every node is in use or was taken out by hand. */
    UP,
    /** Writes and reads are served, but something needs attention. */
    DEGRADED,
    /** There is no primary: writes wait and then fail. */
    DOWN
}
