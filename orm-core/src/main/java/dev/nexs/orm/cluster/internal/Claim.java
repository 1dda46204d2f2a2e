package dev.nexs.orm.cluster.internal;

/**
 * A node that says it is primary.
 *
 * @param id the node
 * @param timeline the timeline that it writes
 */
record Claim(String id, int timeline) {}
