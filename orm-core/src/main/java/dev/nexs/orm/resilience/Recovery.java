package dev.nexs.orm.resilience;

/** What may be done after a failure. */
public enum Recovery {

    /** The server rolled back; the whole transaction may be run again, on the same node. */
    RETRY,

    /** Nothing was committed, and this connection or node is of no use: run the whole transaction again on another. */
    RETRY_ELSEWHERE,

    /** It may have been committed or not. Running it again may apply it twice; the outcome must be looked up. */
    OUTCOME_UNKNOWN,

    /** Running it again would fail again, or must be decided by whoever wrote it. */
    DO_NOT_RETRY
}
