package dev.nexs.associations;

/** What the detector does when a statement has reached the threshold. Listeners are told in either case. */
public enum NPlusOnePolicy {
    /** Logs once per statement and call site in a session. */
    WARN,
    /** Throws an {@link NPlusOneException} instead of sending the statement. */
    THROW
}
