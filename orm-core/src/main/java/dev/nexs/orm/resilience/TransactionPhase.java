package dev.nexs.orm.resilience;

/** How far a transaction had come when it failed: the same SQLSTATE means different things before and after COMMIT. */
public enum TransactionPhase {

    /** COMMIT was not sent: whatever happened, the server rolls back. */
    BEFORE_COMMIT,

    /**
     * COMMIT was sent and its answer is outstanding. A statement that writes in autocommit mode is in this phase from the
     * moment it is sent, since it commits by itself.
     */
    COMMIT_SENT
}
