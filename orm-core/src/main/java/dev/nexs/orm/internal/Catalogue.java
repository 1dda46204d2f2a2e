package dev.nexs.orm.internal;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Consistency;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TokenCodec;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.cluster.ClusterSettingsBuilder;
import dev.nexs.orm.hooks.internal.Guard;
import dev.nexs.orm.pool.ResetOnReturn;
import dev.nexs.orm.pool.TlsMode;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Every setting that this module knows, with how it is read and its default. The reasons are in {@link NexsSettings}. */
public final class Catalogue {

    private static final Duration HIKARI_LEAST = Duration.ofMillis(250);
    private static final Duration TICK = Duration.ofMillis(10);

    static final Setting<String> URL = Setting.of(NexsSettings.URL, Readers.text(), null);
    static final Setting<String> USERNAME = Setting.of(NexsSettings.USERNAME, Readers.text(), null);
    static final Setting<String> PASSWORD = Setting.secret(NexsSettings.PASSWORD);
    static final Setting<Path> PASSWORD_FILE = Setting.of(NexsSettings.PASSWORD_FILE, Readers.readableFile(), null);
    static final Setting<Object> CREDENTIALS_PROVIDER =
            Setting.of(NexsSettings.CREDENTIALS_PROVIDER, Readers.object(), null);
    static final Setting<Object> DATASOURCE = Setting.of(NexsSettings.DATASOURCE, Readers.object(), null);
    static final Setting<String> APPLICATION_NAME = Setting.of(NexsSettings.APPLICATION_NAME, Readers.text(), "nexs");
    /** Where the application runs. */
    public static final Setting<String> REGION = Setting.of(NexsSettings.REGION, Readers.text(), null);

    static final Setting<Duration> CONNECT_TIMEOUT =
            Setting.of(NexsSettings.CONNECT_TIMEOUT, Readers.duration(Duration.ofSeconds(1)), Duration.ofSeconds(5));
    static final Setting<Duration> SOCKET_TIMEOUT = Setting.of(
            NexsSettings.SOCKET_TIMEOUT, Readers.durationOrNever(Duration.ofSeconds(1)), Duration.ofMinutes(5));
    static final Setting<Boolean> TCP_KEEP_ALIVE = Setting.of(NexsSettings.TCP_KEEP_ALIVE, Readers.flag(), true);

    static final Setting<Integer> POOL_MAXIMUM_SIZE =
            Setting.of(NexsSettings.POOL_MAXIMUM_SIZE, Readers.wholeNumber(1, 10_000), 10);
    static final Setting<Integer> POOL_REPLICA_MAXIMUM_SIZE =
            Setting.of(NexsSettings.POOL_REPLICA_MAXIMUM_SIZE, Readers.wholeNumber(1, 10_000), null);
    static final Setting<Integer> POOL_MINIMUM_IDLE =
            Setting.of(NexsSettings.POOL_MINIMUM_IDLE, Readers.wholeNumber(0, 10_000), 2);
    static final Setting<Duration> POOL_CONNECTION_TIMEOUT =
            Setting.of(NexsSettings.POOL_CONNECTION_TIMEOUT, Readers.duration(HIKARI_LEAST), Duration.ofSeconds(10));
    static final Setting<Duration> POOL_MAX_LIFETIME = Setting.of(
            NexsSettings.POOL_MAX_LIFETIME, Readers.duration(Duration.ofSeconds(30)), Duration.ofMinutes(30));
    static final Setting<Duration> POOL_IDLE_TIMEOUT = Setting.of(
            NexsSettings.POOL_IDLE_TIMEOUT, Readers.durationOrNever(Duration.ofSeconds(10)), Duration.ofMinutes(10));
    static final Setting<Duration> POOL_KEEPALIVE = Setting.of(
            NexsSettings.POOL_KEEPALIVE, Readers.durationOrNever(Duration.ofSeconds(30)), Duration.ofMinutes(2));
    static final Setting<Duration> POOL_LEAK_DETECTION =
            Setting.of(NexsSettings.POOL_LEAK_DETECTION, Readers.durationOrNever(Duration.ofSeconds(2)), Duration.ZERO);
    static final Setting<Boolean> POOL_WARM_UP = Setting.of(NexsSettings.POOL_WARM_UP, Readers.flag(), false);
    static final Setting<Duration> POOL_DRAIN_TIMEOUT =
            Setting.of(NexsSettings.POOL_DRAIN_TIMEOUT, Readers.duration(Duration.ZERO), Duration.ofSeconds(10));
    static final Setting<ResetOnReturn> POOL_RESET_ON_RETURN =
            Setting.of(NexsSettings.POOL_RESET_ON_RETURN, Readers.choice(ResetOnReturn.class), ResetOnReturn.NONE);
    static final Setting<Integer> POOL_BUDGET =
            Setting.of(NexsSettings.POOL_BUDGET, Readers.wholeNumber(0, 100_000), 0);

    /** Where read-only sessions read. */
    public static final Setting<ReadPreference> READ_PREFERENCE = Setting.of(
            NexsSettings.READ_PREFERENCE, Readers.choice(ReadPreference.class), ReadPreference.SECONDARY_PREFERRED);
    /** Which nodes reads prefer. */
    public static final Setting<List<String>> READ_TAGS =
            Setting.of(NexsSettings.READ_TAGS, Readers.names(), List.of());
    /** How one of several fit nodes is chosen. */
    public static final Setting<LoadBalancer> LOAD_BALANCER =
            Setting.of(NexsSettings.LOAD_BALANCER, new BalancerReader(), null);
    /** How far a replica may be behind. */
    public static final Setting<Duration> MAX_REPLICA_LAG =
            Setting.of(NexsSettings.MAX_REPLICA_LAG, Readers.duration(TICK), Duration.ofSeconds(10));
    /** How long a recovered replica takes to its full share. */
    public static final Setting<Duration> SLOW_START = Setting.of(
            NexsSettings.SLOW_START, Readers.duration(Duration.ZERO), ClusterSettingsBuilder.DEFAULT_SLOW_START);
    /** What a read must have seen. */
    public static final Setting<Consistency> CONSISTENCY =
            Setting.of(NexsSettings.CONSISTENCY, Readers.choice(Consistency.class), Consistency.SESSION);
    /** How long a write waits for a primary. */
    public static final Setting<Duration> FAILOVER_TIMEOUT =
            Setting.of(NexsSettings.FAILOVER_TIMEOUT, Readers.duration(TICK), Duration.ofSeconds(30));
    /** How often nodes are probed. */
    public static final Setting<Duration> PROBE_INTERVAL =
            Setting.of(NexsSettings.FAILOVER_PROBE_INTERVAL, Readers.duration(TICK), Duration.ofSeconds(1));
    /** How long a probe may take; unset follows the interval. */
    public static final Setting<Duration> PROBE_TIMEOUT =
            Setting.of(NexsSettings.FAILOVER_PROBE_TIMEOUT, Readers.duration(TICK), null);
    /** How often nodes are probed while there is no primary. */
    public static final Setting<Duration> SEARCH_INTERVAL = Setting.of(
            NexsSettings.FAILOVER_SEARCH_INTERVAL,
            Readers.duration(Duration.ofMillis(1)),
            ClusterSettingsBuilder.DEFAULT_SEARCH_INTERVAL);
    /** Failed probes that fail a node. */
    public static final Setting<Integer> FAILURE_THRESHOLD =
            Setting.of(NexsSettings.FAILOVER_FAILURE_THRESHOLD, Readers.wholeNumber(1, 1_000), 3);
    /** Good probes that bring a node back. */
    public static final Setting<Integer> RECOVERY_THRESHOLD =
            Setting.of(NexsSettings.FAILOVER_RECOVERY_THRESHOLD, Readers.wholeNumber(1, 1_000), 2);
    /** Patroni's endpoints. */
    public static final Setting<List<URI>> PATRONI_URL =
            Setting.of(NexsSettings.PATRONI_URL, Readers.endpoints(), List.of());

    static final Setting<Integer> RETRY_MAX_ATTEMPTS =
            Setting.of(NexsSettings.RETRY_MAX_ATTEMPTS, Readers.wholeNumber(1, TransactionOptions.MOST_ATTEMPTS), 10);
    static final Setting<Duration> RETRY_INITIAL_DELAY =
            Setting.of(NexsSettings.RETRY_INITIAL_DELAY, Readers.duration(Duration.ZERO), Duration.ofMillis(20));
    static final Setting<Duration> RETRY_MAX_DELAY =
            Setting.of(NexsSettings.RETRY_MAX_DELAY, Readers.duration(Duration.ZERO), Duration.ofSeconds(2));
    static final Setting<Double> RETRY_MULTIPLIER =
            Setting.of(NexsSettings.RETRY_MULTIPLIER, Readers.number(1, TransactionOptions.MOST_MULTIPLIER), 2.0);
    static final Setting<Double> RETRY_JITTER = Setting.of(NexsSettings.RETRY_JITTER, Readers.number(0, 1), 1.0);

    static final Setting<CommitResolution> COMMIT_RESOLUTION = Setting.of(
            NexsSettings.TRANSACTIONS_COMMIT_RESOLUTION, Readers.choice(CommitResolution.class), CommitResolution.NONE);
    static final Setting<Duration> RESOLUTION_TIMEOUT = Setting.of(
            NexsSettings.TRANSACTIONS_RESOLUTION_TIMEOUT,
            Readers.duration(Duration.ofMillis(1)),
            TransactionOptions.DEFAULT_RESOLUTION_TIMEOUT);
    static final Setting<Boolean> MARKER_SWEEP =
            Setting.of(NexsSettings.TRANSACTIONS_MARKER_SWEEP, Readers.flag(), true);
    static final Setting<Duration> MARKER_AGE = Setting.of(
            NexsSettings.TRANSACTIONS_MARKER_AGE,
            Readers.duration(Duration.ofMillis(1)),
            TransactionOptions.DEFAULT_MARKER_AGE);
    static final Setting<Duration> REPLICA_WAIT = Setting.of(
            NexsSettings.TRANSACTIONS_REPLICA_WAIT,
            Readers.duration(Duration.ZERO),
            TransactionOptions.DEFAULT_REPLICA_WAIT);
    /** What signs tokens. */
    public static final Setting<String> TOKEN_SECRET =
            Setting.secret(NexsSettings.TRANSACTIONS_TOKEN_SECRET, Readers.key(TokenCodec.MINIMUM_SECRET_BYTES));

    /** Failures that open a node's breaker. */
    public static final Setting<Integer> BREAKER_FAILURES =
            Setting.of(NexsSettings.CIRCUIT_BREAKER_FAILURE_THRESHOLD, Readers.wholeNumber(1, 10_000), 5);
    /** How long it stays open. */
    public static final Setting<Duration> BREAKER_DELAY =
            Setting.of(NexsSettings.CIRCUIT_BREAKER_DELAY, Readers.duration(TICK), Duration.ofSeconds(5));
    /** Successes that close it. */
    public static final Setting<Integer> BREAKER_SUCCESSES =
            Setting.of(NexsSettings.CIRCUIT_BREAKER_SUCCESS_THRESHOLD, Readers.wholeNumber(1, 10_000), 2);

    static final Setting<TlsMode> TLS_MODE =
            Setting.of(NexsSettings.TLS_MODE, Readers.choice(TlsMode.class), TlsMode.PREFER);
    static final Setting<Path> TLS_ROOT_CERT = Setting.of(NexsSettings.TLS_ROOT_CERT, Readers.readableFile(), null);
    static final Setting<Path> TLS_CERT = Setting.of(NexsSettings.TLS_CERT, Readers.readableFile(), null);
    static final Setting<Path> TLS_KEY = Setting.of(NexsSettings.TLS_KEY, Readers.readableFile(), null);
    static final Setting<String> TLS_KEY_PASSWORD = Setting.secret(NexsSettings.TLS_KEY_PASSWORD);
    static final Setting<List<String>> TLS_PROTOCOLS =
            Setting.of(NexsSettings.TLS_PROTOCOLS, new TlsNames(true), List.of("TLSv1.3", "TLSv1.2"));
    static final Setting<List<String>> TLS_CIPHERS =
            Setting.of(NexsSettings.TLS_CIPHERS, new TlsNames(false), List.of());
    static final Setting<Negotiation> TLS_NEGOTIATION =
            Setting.of(NexsSettings.TLS_NEGOTIATION, Readers.choice(Negotiation.class), Negotiation.POSTGRES);
    static final Setting<ChannelBinding> TLS_CHANNEL_BINDING =
            Setting.of(NexsSettings.TLS_CHANNEL_BINDING, Readers.choice(ChannelBinding.class), ChannelBinding.PREFER);
    static final Setting<Duration> TLS_RELOAD_INTERVAL =
            Setting.of(NexsSettings.TLS_RELOAD_INTERVAL, Readers.durationOrNever(TICK), Duration.ofMinutes(1));

    /** How long a statement may take unnoticed. */
    public static final Setting<Duration> SLOW_QUERY_THRESHOLD = Setting.of(
            NexsSettings.HOOKS_SLOW_QUERY_THRESHOLD, Readers.durationOrNever(Duration.ofMillis(1)), Duration.ZERO);
    /** How often health is looked at. */
    public static final Setting<Duration> HEALTH_INTERVAL = Setting.of(
            NexsSettings.HEALTH_INTERVAL, Readers.durationOrNever(Duration.ofMillis(100)), Duration.ofSeconds(10));
    /** What becomes of dangerous statements. */
    public static final Setting<Guard.Mode> GUARD =
            Setting.of(NexsSettings.HOOKS_GUARD, Readers.choice(Guard.Mode.class), Guard.Mode.OFF);
    /** How many rows one statement may change. */
    public static final Setting<Integer> GUARD_MAX_ROWS =
            Setting.of(NexsSettings.HOOKS_GUARD_MAX_ROWS, Readers.wholeNumber(0, Integer.MAX_VALUE), 0);
    /** What no statement may contain. */
    public static final Setting<List<Pattern>> GUARD_DENY =
            Setting.of(NexsSettings.HOOKS_GUARD_DENY, Readers.patterns(), List.of());
    /** Whose changes are written down. */
    public static final Setting<List<String>> AUDIT = Setting.of(NexsSettings.HOOKS_AUDIT, Readers.names(), List.of());
    /** Who acts. */
    public static final Setting<Object> AUDIT_ACTOR =
            Setting.of(NexsSettings.HOOKS_AUDIT_ACTOR, Readers.object(), null);
    /** Whether Micrometer's global registry gets meters. */
    public static final Setting<Object> METRICS =
            Setting.of(NexsSettings.METRICS, Readers.flagOr("a MeterRegistry"), false);
    /** Whether OpenTelemetry's global instance gets spans. */
    public static final Setting<Object> TRACING =
            Setting.of(NexsSettings.TRACING, Readers.flagOr("an OpenTelemetry"), false);
    /** Whether statements say who sends them. */
    public static final Setting<Boolean> SQL_COMMENTS = Setting.of(NexsSettings.SQL_COMMENTS, Readers.flag(), false);
    /** How often one of them names its trace. */
    public static final Setting<Duration> SQL_COMMENTS_TRACE_INTERVAL = Setting.of(
            NexsSettings.SQL_COMMENTS_TRACE_INTERVAL,
            Readers.durationOrNever(Duration.ofMillis(1)),
            Duration.ofSeconds(1));
    /** Whether borrowers are watched. */
    public static final Setting<Boolean> SAFETY = Setting.of(NexsSettings.SAFETY, Readers.flag(), false);
    /** How long a connection may be held unnoticed. */
    public static final Setting<Duration> SAFETY_THRESHOLD =
            Setting.of(NexsSettings.SAFETY_THRESHOLD, Readers.duration(Duration.ofMillis(10)), Duration.ofSeconds(30));
    /** How often the server is asked. */
    public static final Setting<Duration> SAFETY_INTERVAL =
            Setting.of(NexsSettings.SAFETY_INTERVAL, Readers.duration(Duration.ofMillis(10)), Duration.ofSeconds(30));
    /** Whether Flight Recorder gets events. */
    public static final Setting<Boolean> JFR = Setting.of(NexsSettings.JFR, Readers.flag(), false);
    /** Whether log lines of a thread say which unit it runs. */
    public static final Setting<Boolean> MDC = Setting.of(NexsSettings.HOOKS_MDC, Readers.flag(), false);

    static final Setting<Double> NODE_WEIGHT =
            Setting.of(NexsSettings.NODE_WEIGHT, Readers.number(0.001, 1_000_000), 1.0);
    static final Setting<String> NODE_REGION = Setting.of(NexsSettings.NODE_REGION, Readers.text(), null);
    static final Setting<List<String>> NODE_TAGS = Setting.of(NexsSettings.NODE_TAGS, Readers.names(), List.of());
    static final Setting<Integer> NODE_MAXIMUM_SIZE =
            Setting.of(NexsSettings.NODE_MAXIMUM_SIZE, Readers.wholeNumber(1, 10_000), null);

    /** How tenants are kept apart. */
    public static final Setting<TenancyStrategy> TENANCY_STRATEGY =
            Setting.of(NexsSettings.TENANCY_STRATEGY, Readers.choice(TenancyStrategy.class), null);
    /** A tenancy that exists already. */
    public static final Setting<Object> TENANCY_INSTANCE =
            Setting.of(NexsSettings.TENANCY_INSTANCE, Readers.object(), null);
    /** Who owns the tenants' tables. */
    public static final Setting<String> TENANCY_ADMIN_USERNAME =
            Setting.of(NexsSettings.TENANCY_ADMIN_USERNAME, Readers.text(), null);
    /** Its password. */
    public static final Setting<String> TENANCY_ADMIN_PASSWORD = Setting.secret(NexsSettings.TENANCY_ADMIN_PASSWORD);
    /** Where who owns them logs in. */
    public static final Setting<String> TENANCY_ADMIN_URL =
            Setting.of(NexsSettings.TENANCY_ADMIN_URL, Readers.text(), null);
    /** Another registry than the tables. */
    public static final Setting<Object> TENANCY_REGISTRY =
            Setting.of(NexsSettings.TENANCY_REGISTRY, Readers.object(), null);
    /** Where the registry's tables are. */
    public static final Setting<String> TENANCY_REGISTRY_SCHEMA =
            Setting.of(NexsSettings.TENANCY_REGISTRY_SCHEMA, Readers.text(), "nexs_tenancy");
    /** How long knowledge of the tenants is good for. */
    public static final Setting<Duration> TENANCY_LEASE =
            Setting.of(NexsSettings.TENANCY_LEASE, Readers.duration(Duration.ofMillis(100)), Duration.ofSeconds(10));
    /** What stands before a tenant's name. */
    public static final Setting<String> TENANCY_NAME_PREFIX =
            Setting.of(NexsSettings.TENANCY_NAME_PREFIX, Readers.text(), "tenant_");
    /** What all tenants see. */
    public static final Setting<List<String>> TENANCY_SHARED_SCHEMAS =
            Setting.of(NexsSettings.TENANCY_SHARED_SCHEMAS, Readers.names(), List.of("public"));
    /** What policies compare with. */
    public static final Setting<String> TENANCY_VARIABLE =
            Setting.of(NexsSettings.TENANCY_VARIABLE, Readers.text(), "nexs.tenant_id");
    /** Whose connections tenants use. */
    public static final Setting<TenancyConnections> TENANCY_CONNECTIONS =
            Setting.of(NexsSettings.TENANCY_CONNECTIONS, Readers.choice(TenancyConnections.class), null);
    /** Most connections over all tenants and processes. */
    public static final Setting<Integer> TENANCY_MAX_CONNECTIONS =
            Setting.of(NexsSettings.TENANCY_MAX_CONNECTIONS, Readers.wholeNumber(0, 100_000), 0);
    /** The cap of one tenant. */
    public static final Setting<Integer> TENANCY_TENANT_MAX_CONNECTIONS =
            Setting.of(NexsSettings.TENANCY_TENANT_MAX_CONNECTIONS, Readers.wholeNumber(1, 10_000), 5);
    /** When idle tenants' connections are closed. */
    public static final Setting<Duration> TENANCY_IDLE_TIMEOUT =
            Setting.of(NexsSettings.TENANCY_IDLE_TIMEOUT, Readers.duration(TICK), Duration.ofMinutes(1));
    /** What a finding does to the start. */
    public static final Setting<AuditMode> TENANCY_AUDIT =
            Setting.of(NexsSettings.TENANCY_AUDIT, Readers.choice(AuditMode.class), AuditMode.FAIL);
    /** Where migrations are. */
    public static final Setting<List<String>> TENANCY_MIGRATIONS_LOCATIONS =
            Setting.of(NexsSettings.TENANCY_MIGRATIONS_LOCATIONS, Readers.names(), List.of());
    /** Tenants migrated at a time. */
    public static final Setting<Integer> TENANCY_MIGRATIONS_PARALLELISM =
            Setting.of(NexsSettings.TENANCY_MIGRATIONS_PARALLELISM, Readers.wholeNumber(1, 64), 4);
    /** Tenants migrated first. */
    public static final Setting<List<String>> TENANCY_MIGRATIONS_CANARIES =
            Setting.of(NexsSettings.TENANCY_MIGRATIONS_CANARIES, Readers.names(), List.of());
    /** The stop rule. */
    public static final Setting<Double> TENANCY_MIGRATIONS_MAX_FAILURES =
            Setting.of(NexsSettings.TENANCY_MIGRATIONS_MAX_FAILURES, Readers.number(0, 1), 0.1);

    /** All but those of single nodes. */
    static final List<Setting<?>> ALL = List.of(
            URL,
            USERNAME,
            PASSWORD,
            PASSWORD_FILE,
            CREDENTIALS_PROVIDER,
            DATASOURCE,
            APPLICATION_NAME,
            REGION,
            CONNECT_TIMEOUT,
            SOCKET_TIMEOUT,
            TCP_KEEP_ALIVE,
            POOL_MAXIMUM_SIZE,
            POOL_REPLICA_MAXIMUM_SIZE,
            POOL_MINIMUM_IDLE,
            POOL_CONNECTION_TIMEOUT,
            POOL_MAX_LIFETIME,
            POOL_IDLE_TIMEOUT,
            POOL_KEEPALIVE,
            POOL_LEAK_DETECTION,
            POOL_WARM_UP,
            POOL_DRAIN_TIMEOUT,
            POOL_RESET_ON_RETURN,
            POOL_BUDGET,
            READ_PREFERENCE,
            READ_TAGS,
            LOAD_BALANCER,
            MAX_REPLICA_LAG,
            SLOW_START,
            CONSISTENCY,
            FAILOVER_TIMEOUT,
            PROBE_INTERVAL,
            PROBE_TIMEOUT,
            SEARCH_INTERVAL,
            FAILURE_THRESHOLD,
            RECOVERY_THRESHOLD,
            PATRONI_URL,
            RETRY_MAX_ATTEMPTS,
            RETRY_INITIAL_DELAY,
            RETRY_MAX_DELAY,
            RETRY_MULTIPLIER,
            RETRY_JITTER,
            COMMIT_RESOLUTION,
            RESOLUTION_TIMEOUT,
            MARKER_SWEEP,
            MARKER_AGE,
            REPLICA_WAIT,
            TOKEN_SECRET,
            BREAKER_FAILURES,
            BREAKER_DELAY,
            BREAKER_SUCCESSES,
            TLS_MODE,
            TLS_ROOT_CERT,
            TLS_CERT,
            TLS_KEY,
            TLS_KEY_PASSWORD,
            TLS_PROTOCOLS,
            TLS_CIPHERS,
            TLS_NEGOTIATION,
            TLS_CHANNEL_BINDING,
            TLS_RELOAD_INTERVAL,
            SLOW_QUERY_THRESHOLD,
            HEALTH_INTERVAL,
            GUARD,
            GUARD_MAX_ROWS,
            GUARD_DENY,
            AUDIT,
            AUDIT_ACTOR,
            METRICS,
            TRACING,
            SQL_COMMENTS,
            SQL_COMMENTS_TRACE_INTERVAL,
            MDC,
            SAFETY,
            SAFETY_THRESHOLD,
            SAFETY_INTERVAL,
            JFR,
            TENANCY_STRATEGY,
            TENANCY_INSTANCE,
            TENANCY_ADMIN_USERNAME,
            TENANCY_ADMIN_PASSWORD,
            TENANCY_ADMIN_URL,
            TENANCY_REGISTRY,
            TENANCY_REGISTRY_SCHEMA,
            TENANCY_LEASE,
            TENANCY_NAME_PREFIX,
            TENANCY_SHARED_SCHEMAS,
            TENANCY_VARIABLE,
            TENANCY_CONNECTIONS,
            TENANCY_TENANT_MAX_CONNECTIONS,
            TENANCY_MAX_CONNECTIONS,
            TENANCY_IDLE_TIMEOUT,
            TENANCY_AUDIT,
            TENANCY_MIGRATIONS_LOCATIONS,
            TENANCY_MIGRATIONS_PARALLELISM,
            TENANCY_MIGRATIONS_CANARIES,
            TENANCY_MIGRATIONS_MAX_FAILURES);

    /** Those of single nodes, without their prefix. */
    static final List<Setting<?>> OF_A_NODE = List.of(NODE_WEIGHT, NODE_REGION, NODE_TAGS, NODE_MAXIMUM_SIZE);

    private Catalogue() {}

    /** How tenants are kept apart. */
    public enum TenancyStrategy {
        /** A schema for each tenant. */
        SCHEMA,
        /** A database for each tenant. */
        DATABASE,
        /** Rows of shared tables, under row-level security. */
        ROW,
        /** A schema for each tenant on one of several clusters. */
        CLUSTER
    }

    /** Whose connections tenants use. */
    public enum TenancyConnections {
        /** Each tenant its own. */
        DEDICATED,
        /** All tenants the same. */
        SHARED
    }

    /** What a finding of the audit does to the start. */
    public enum AuditMode {
        /** It ends it. */
        FAIL,
        /** It is logged. */
        WARN,
        /** Nothing is looked for. */
        OFF
    }

    /** How TLS begins. */
    enum Negotiation {
        POSTGRES,
        DIRECT
    }

    /** Whether the password exchange is tied to TLS. */
    enum ChannelBinding {
        DISABLE,
        PREFER,
        REQUIRE
    }
}
