package dev.nexs.testing;

/** What a node is in its cluster, by the kit's own book-keeping. */
enum NodeRole {
    PRIMARY,
    REPLICA,

    /** Another node was promoted; this one has not rejoined. */
    FORMER_PRIMARY
}
