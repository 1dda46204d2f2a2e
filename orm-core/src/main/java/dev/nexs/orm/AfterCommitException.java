package dev.nexs.orm;

/**
 * A unit of work is committed, and something that ran afterwards failed: a synchronization's {@code afterCompletion}, a
 * post-commit listener, a callback of the session. The cause is what was thrown. What the unit wrote is in the database,
 * and the unit is not run again; do not repeat it.
 */
public final class AfterCommitException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Says that the unit is committed, and what failed afterwards. */
    public AfterCommitException(Throwable cause) {
        super("The unit is committed and was not run again, but what ran after its COMMIT failed: " + cause, cause);
    }
}
