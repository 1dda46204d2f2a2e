package dev.nexs.orm;

/** What is done so that the outcome of a COMMIT whose answer was lost can be found out. */
public enum CommitResolution {

    /** Nothing, at no cost: a lost answer is a {@link CommitOutcomeUnknownException}. */
    NONE,

    /**
     * The transaction id is asked for before COMMIT, one round trip for a unit that wrote; the server is asked what became
     * of it. Works until the cluster fails over: the new timeline does not know the old one's ids.
     */
    XID,

    /**
     * As {@link #XID}, and in the same round trip a row is written to the table of
     * {@link dev.nexs.orm.resilience.CommitMarkers}. It is there after a failover if and only if the transaction is.
     */
    MARKER
}
