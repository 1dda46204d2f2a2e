package dev.nexs.testing;

import dev.nexs.testing.internal.ServerSpec;
import dev.nexs.testing.internal.Tls;
import java.util.Map;

/**
 * A checked description of a cluster.
 *
 * @param version the beginning of the version, empty for the newest
 * @param replicas how many replicas
 * @param synchronous whether a commit waits for a replica
 * @param settings server settings of every node
 * @param tls whether the nodes speak TLS
 */
record ClusterSpec(String version, int replicas, boolean synchronous, Map<String, String> settings, Tls tls) {

    ServerSpec node(String name) {
        return new ServerSpec(name, settings, tls);
    }
}
