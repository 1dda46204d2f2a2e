package dev.nexs.testing;

import java.util.Map;

/**
 * A checked description of a cluster.
 *
 * @param version the beginning of the version, empty for the newest
 * @param replicas how many replicas
 * @param synchronous whether a commit waits for a replica
 * @param settings server settings of every node
 */
record ClusterSpec(String version, int replicas, boolean synchronous, Map<String, String> settings) {}
