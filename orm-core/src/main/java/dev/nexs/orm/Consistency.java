package dev.nexs.orm;

/** What a read must have seen. */
public enum Consistency {

    /** Nothing in particular: replicas show the past. No position is captured on commit. */
    NONE,

    /**
     * What this scope, or this thread outside any {@link ConsistencyScope}, has written and read, and the tokens handed to
     * the scope: what was seen once does not vanish. The default. Only what a unit that returned has read counts.
     */
    SESSION,

    /**
     * What an explicit token says: {@link TransactionRunner#withToken}. Commits capture positions, reads ignore them and
     * are not remembered.
     */
    TOKEN
}
