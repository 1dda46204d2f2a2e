package dev.nexs.orm.internal;

import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.ClusterSettingsBuilder;
import dev.nexs.orm.cluster.NodeOptions;
import dev.nexs.orm.routing.LoadBalancers;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.util.List;
import java.util.Set;

/** Says to the cluster what a configuration says. */
public final class ClusterFactory {

    private ClusterFactory() {}

    /** {@return how nodes are watched} */
    public static ClusterSettings settings(NexsConfiguration configuration) {
        return ClusterSettings.of(builder -> apply(configuration, builder));
    }

    private static void apply(NexsConfiguration configuration, ClusterSettingsBuilder builder) {
        SettingValues values = configuration.values();
        builder.failoverTimeout(values.get(Catalogue.FAILOVER_TIMEOUT))
                .probeInterval(values.get(Catalogue.PROBE_INTERVAL))
                .searchInterval(values.get(Catalogue.SEARCH_INTERVAL))
                .slowStart(values.get(Catalogue.SLOW_START))
                .failureThreshold(values.get(Catalogue.FAILURE_THRESHOLD))
                .recoveryThreshold(values.get(Catalogue.RECOVERY_THRESHOLD))
                .maxReplicaLag(values.get(Catalogue.MAX_REPLICA_LAG))
                .drainTimeout(configuration.pool().drainTimeout())
                .regions(values.find(Catalogue.REGION).map(List::of).orElse(List.of()))
                .readTags(values.get(Catalogue.READ_TAGS))
                .breaker(
                        values.get(Catalogue.BREAKER_FAILURES),
                        values.get(Catalogue.BREAKER_DELAY),
                        values.get(Catalogue.BREAKER_SUCCESSES))
                .patroni(values.get(Catalogue.PATRONI_URL));
        values.find(Catalogue.PROBE_TIMEOUT).ifPresent(builder::probeTimeout);
        configuration
                .nodeSettings()
                .forEach((node, options) -> builder.node(
                        node, new NodeOptions(options.weight(), options.region(), Set.copyOf(options.tags()))));
    }

    /** {@return who chooses among fit nodes} */
    public static LoadBalancer balancer(NexsConfiguration configuration) {
        return configuration.values().find(Catalogue.LOAD_BALANCER).orElseGet(LoadBalancers::latency);
    }
}
