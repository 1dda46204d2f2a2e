package dev.nexs.orm.pool;

/**
 * What is taken back of what a borrower's SQL changed in its session, when it gives the connection back. What it changed by
 * calls of JDBC (schema, auto-commit, read-only, isolation, client info, timeouts) is taken back in any case.
 */
public enum ResetOnReturn {

    /** Nothing. */
    NONE,

    /**
     * Settings, role, temporary tables, session locks, LISTEN, open cursors, in one round trip; only after a statement whose
     * text may have changed any of it: SET, CREATE TEMP, a function that is not known to be harmless, and their like.
     */
    SESSION,

    /** {@code DISCARD ALL}, prepared statements included, each time. */
    DISCARD_ALL
}
