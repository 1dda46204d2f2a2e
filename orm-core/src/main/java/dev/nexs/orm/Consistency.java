package dev.nexs.orm;

/** What a read must have seen. */
public enum Consistency {

    /** Nothing in particular: replicas show the past. No position is captured on commit. */
    NONE,

    /**
     * What this scope, or this thread outside any {@link ConsistencyScope}, has written, and the tokens handed to the scope.
     * The default. Reads do not raise it: of two replicas that both cover it, the second may be behind the first.
     */
    SESSION,

    /** What an explicit token says: {@link TransactionRunner#withToken}. Commits capture positions, reads ignore them. */
    TOKEN
}
