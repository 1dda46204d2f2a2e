package dev.nexs.orm.cluster;

import dev.nexs.orm.cluster.ClusterSettings.BreakerSettings;
import dev.nexs.orm.pool.NodeAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects {@link ClusterSettings}. Not thread-safe. */
public final class ClusterSettingsBuilder {

    /** How long an acquire waits by default. */
    public static final Duration DEFAULT_FAILOVER_TIMEOUT = Duration.ofSeconds(30);

    /** How often a node is asked by default. */
    public static final Duration DEFAULT_PROBE_INTERVAL = Duration.ofSeconds(1);

    /** How often a node is asked by default while there is no primary. */
    public static final Duration DEFAULT_SEARCH_INTERVAL = Duration.ofMillis(50);

    /** By default one lost packet, or two, is no failure. */
    public static final int DEFAULT_FAILURE_THRESHOLD = 3;

    /** By default one good answer is no recovery. */
    public static final int DEFAULT_RECOVERY_THRESHOLD = 2;

    /** The default ceiling of a replica's lag. */
    public static final Duration DEFAULT_MAX_REPLICA_LAG = Duration.ofSeconds(10);

    /** How long a recovered replica takes by default to reach its full share: its caches are cold. */
    public static final Duration DEFAULT_SLOW_START = Duration.ofSeconds(10);

    /** How long borrowers may finish by default. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration LEAST_PROBE_TIMEOUT = Duration.ofMillis(500);

    private Duration failoverTimeout = DEFAULT_FAILOVER_TIMEOUT;
    private Duration probeInterval = DEFAULT_PROBE_INTERVAL;
    private @Nullable Duration probeTimeout;
    private Duration searchInterval = DEFAULT_SEARCH_INTERVAL;
    private int failureThreshold = DEFAULT_FAILURE_THRESHOLD;
    private int recoveryThreshold = DEFAULT_RECOVERY_THRESHOLD;
    private Duration maxReplicaLag = DEFAULT_MAX_REPLICA_LAG;
    private Duration slowStart = DEFAULT_SLOW_START;
    private Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;
    private List<String> regions = List.of();
    private List<String> readTags = List.of();
    private BreakerSettings breaker = new BreakerSettings(5, Duration.ofSeconds(5), 2);
    private List<URI> patroni = List.of();
    private final Map<NodeAddress, NodeOptions> nodes = new LinkedHashMap<>();

    ClusterSettingsBuilder() {}

    /** How long an acquire waits for a fit node. Default 30 s; zero does not wait. */
    public ClusterSettingsBuilder failoverTimeout(Duration timeout) {
        this.failoverTimeout = timeout;
        return this;
    }

    /** How often each node is asked. Default 1 s; at least 10 ms. */
    public ClusterSettingsBuilder probeInterval(Duration interval) {
        this.probeInterval = interval;
        return this;
    }

    /** How long one probe may take. Default: the probe interval, at least half a second. */
    public ClusterSettingsBuilder probeTimeout(Duration timeout) {
        this.probeTimeout = timeout;
        return this;
    }

    /** How often each node is asked while there is no primary. Default 50 ms, never slower than the probe interval. */
    public ClusterSettingsBuilder searchInterval(Duration interval) {
        this.searchInterval = interval;
        return this;
    }

    /** Failed probes in a row after which a node is failed. Default 3. */
    public ClusterSettingsBuilder failureThreshold(int threshold) {
        this.failureThreshold = threshold;
        return this;
    }

    /** Good probes in a row after which a failed node is used again. Default 2. */
    public ClusterSettingsBuilder recoveryThreshold(int threshold) {
        this.recoveryThreshold = threshold;
        return this;
    }

    /** A replica further behind is not read from. Default 10 s. */
    public ClusterSettingsBuilder maxReplicaLag(Duration lag) {
        this.maxReplicaLag = lag;
        return this;
    }

    /** How long a recovered replica takes to reach its full share. Default 10 s; zero gives it at once. */
    public ClusterSettingsBuilder slowStart(Duration time) {
        this.slowStart = time;
        return this;
    }

    /** How long borrowers of a removed node, or of a closed cluster, may finish. Default 10 s. */
    public ClusterSettingsBuilder drainTimeout(Duration timeout) {
        this.drainTimeout = timeout;
        return this;
    }

    /** Where this application runs, best first. Default: nowhere, all nodes are alike. */
    public ClusterSettingsBuilder regions(List<String> preferred) {
        this.regions = preferred;
        return this;
    }

    /** Tags of nodes that reads prefer, best first. Default none. */
    public ClusterSettingsBuilder readTags(List<String> preferred) {
        this.readTags = preferred;
        return this;
    }

    /** When a node's circuit breaker opens and closes. Default: after 5 failures, for 5 s, until 2 successes. */
    public ClusterSettingsBuilder breaker(int failures, Duration delay, int successes) {
        this.breaker = new BreakerSettings(failures, delay, successes);
        return this;
    }

    /** Patroni REST endpoints as the authority on roles, such as {@code http://db1:8008}. Default: none. */
    public ClusterSettingsBuilder patroni(List<URI> endpoints) {
        this.patroni = endpoints;
        return this;
    }

    /** Options of one node. */
    public ClusterSettingsBuilder node(NodeAddress node, NodeOptions options) {
        nodes.put(node, options);
        return this;
    }

    ClusterSettings build() {
        Duration timeout = probeTimeout != null ? probeTimeout : longer(probeInterval, LEAST_PROBE_TIMEOUT);
        List<String> problems = new ArrayList<>();
        atLeast(problems, "failover timeout", failoverTimeout, Duration.ZERO);
        atLeast(problems, "probe interval", probeInterval, Duration.ofMillis(10));
        atLeast(problems, "probe timeout", timeout, Duration.ofMillis(10));
        atLeast(problems, "search interval", searchInterval, Duration.ofMillis(1));
        atLeast(problems, "max replica lag", maxReplicaLag, Duration.ZERO);
        atLeast(problems, "slow start", slowStart, Duration.ZERO);
        atLeast(problems, "drain timeout", drainTimeout, Duration.ZERO);
        atLeast(problems, "circuit breaker delay", breaker.delay(), Duration.ofMillis(1));
        atLeastOne(problems, "failure threshold", failureThreshold);
        atLeastOne(problems, "recovery threshold", recoveryThreshold);
        atLeastOne(problems, "circuit breaker failure threshold", breaker.failureThreshold());
        atLeastOne(problems, "circuit breaker success threshold", breaker.successThreshold());
        patroni.forEach(endpoint -> checkEndpoint(problems, endpoint));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("cluster settings: " + String.join("; ", problems));
        }
        return new ClusterSettings(
                failoverTimeout,
                probeInterval,
                timeout,
                searchInterval.compareTo(probeInterval) < 0 ? searchInterval : probeInterval,
                failureThreshold,
                recoveryThreshold,
                maxReplicaLag,
                slowStart,
                drainTimeout,
                regions,
                readTags,
                breaker,
                patroni,
                nodes);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static void atLeast(List<String> problems, String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(Duration.ofDays(365)) > 0) {
            problems.add(name + " = " + value + " is not allowed; allowed is " + least + " up to 365 days");
        }
    }

    private static void atLeastOne(List<String> problems, String name, int value) {
        if (value < 1) {
            problems.add(name + " = " + value + " is not allowed; allowed is 1 or more");
        }
    }

    private static void checkEndpoint(List<String> problems, URI endpoint) {
        boolean http = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        if (!http || endpoint.getHost() == null) {
            problems.add("patroni endpoint = " + endpoint.getScheme() + "://" + endpoint.getHost() + ":"
                    + endpoint.getPort() + " is not allowed; allowed is http://host:port or https://host:port");
        }
    }
}
