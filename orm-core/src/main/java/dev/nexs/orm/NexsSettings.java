package dev.nexs.orm;

/**
 * The names of every setting. They are the same in {@code persistence.xml}, {@code hibernate.properties}, a {@code Map}
 * and on the builder; in the environment a name is written in capitals with underscores, so
 * {@code nexs.pool.maximum-size} is {@code NEXS_POOL_MAXIMUM_SIZE}.
 *
 * <p>Durations are written {@code 250ms}, {@code 10s}, {@code 30m}, {@code 1h30m} or in ISO-8601 ({@code PT10S}). A name
 * that begins with {@code nexs.} and is not known is an error, and all errors are reported together.
 */
public final class NexsSettings {

    /** What every setting's name begins with. */
    public static final String PREFIX = "nexs.";

    /**
     * The servers and the database: {@code jdbc:postgresql://db1,db2:5433/app} or {@code postgres://user:pw@db1,db2/app}.
     * Which server is the primary is discovered. Its presence alone makes Hibernate use this library. No default.
     */
    public static final String URL = "nexs.url";

    /** The database role. Default: the one in the URL, else what the PostgreSQL driver chooses. */
    public static final String USERNAME = "nexs.username";

    /** Its password. Default: the one in the URL, else none. Never logged. */
    public static final String PASSWORD = "nexs.password";

    /**
     * A file that holds nothing but the password; a final line break is not part of it. It is read again for every new
     * connection, so that a rotated password needs no restart. Excludes {@link #PASSWORD}. No default.
     */
    public static final String PASSWORD_FILE = "nexs.password-file";

    /**
     * A {@code com.zaxxer.hikari.HikariCredentialsProvider}, or the name of a class that is one. It is asked for every
     * new connection. Excludes {@link #PASSWORD} and {@link #PASSWORD_FILE}. No default.
     */
    public static final String CREDENTIALS_PROVIDER = "nexs.credentials-provider";

    /**
     * A {@link NexsDataSource} that exists already, for Hibernate: it is used and left open. Excludes every other
     * setting of the datasource. No default.
     */
    public static final String DATASOURCE = "nexs.datasource";

    /** What the server shows as {@code application_name}. Default {@code nexs}: a session should say whose it is. */
    public static final String APPLICATION_NAME = "nexs.application-name";

    /** The region where this application runs; nodes of it are preferred. No default. */
    public static final String REGION = "nexs.region";

    /**
     * Tags of nodes that reads prefer, separated by commas, best first: of the fit nodes those are read from that have the
     * first tag; where there is none, those with the second, and so on, and at last all. Default none.
     */
    public static final String READ_TAGS = "nexs.read-tags";

    /** How long one TCP connect may take. Default {@code 5s}: a host that is up answers within milliseconds. */
    public static final String CONNECT_TIMEOUT = "nexs.connect-timeout";

    /**
     * How long the driver waits for the next byte of an answer; {@code 0s} waits forever. Default {@code 5m}: without a
     * limit a connection to a vanished host hangs for a quarter of an hour. Raise it for reports that run longer.
     */
    public static final String SOCKET_TIMEOUT = "nexs.socket-timeout";

    /** Whether idle connections are probed by the operating system. Default {@code true}: firewalls drop silent ones. */
    public static final String TCP_KEEP_ALIVE = "nexs.tcp-keep-alive";

    /** What the settings of the pools begin with; any HikariCP property is accepted behind it by its own name. */
    public static final String POOL_PREFIX = "nexs.pool.";

    /**
     * Most connections to one node. Default {@code 10}: more than a few per server core make a server slower, and every
     * instance of the application opens as many.
     */
    public static final String POOL_MAXIMUM_SIZE = "nexs.pool.maximum-size";

    /** Most connections to a node while it is a replica. Default: the same as {@link #POOL_MAXIMUM_SIZE}. */
    public static final String POOL_REPLICA_MAXIMUM_SIZE = "nexs.pool.replica-maximum-size";

    /** Connections kept ready per node. Default {@code 2}: enough to take over at once, few enough for idle replicas. */
    public static final String POOL_MINIMUM_IDLE = "nexs.pool.minimum-idle";

    /** How long a borrower waits. Default {@code 10s}: a request that waited longer has usually been given up. */
    public static final String POOL_CONNECTION_TIMEOUT = "nexs.pool.connection-timeout";

    /** Age at which a connection is replaced. Default {@code 30m}: bounds server memory and follows DNS changes. */
    public static final String POOL_MAX_LIFETIME = "nexs.pool.max-lifetime";

    /** How long a connection above the minimum may be idle. Default {@code 10m}. */
    public static final String POOL_IDLE_TIMEOUT = "nexs.pool.idle-timeout";

    /** How often an idle connection is checked; {@code 0s} never. Default {@code 2m}: below what firewalls tolerate. */
    public static final String POOL_KEEPALIVE = "nexs.pool.keepalive";

    /** After how long a borrowed connection is reported as leaked; {@code 0s} never. Default {@code 0s}. */
    public static final String POOL_LEAK_DETECTION = "nexs.pool.leak-detection";

    /**
     * Whether building the datasource waits until the pools of reachable nodes hold {@link #POOL_MINIMUM_IDLE}
     * connections, at most {@link #POOL_CONNECTION_TIMEOUT}. Default {@code false}: start does not depend on the server.
     */
    public static final String POOL_WARM_UP = "nexs.pool.warm-up";

    /**
     * How long {@link NexsDataSource#close()} waits for borrowed connections. Default {@code 10s}: orchestrators kill a
     * process 30 seconds after asking it to stop.
     */
    public static final String POOL_DRAIN_TIMEOUT = "nexs.pool.drain-timeout";

    /**
     * {@code none}, {@code session} or {@code discard-all}: what is taken back, when a connection is given back, of what SQL
     * changed in its session; see {@link dev.nexs.orm.pool.ResetOnReturn}. What JDBC's own calls changed is taken back in any
     * case. Default {@code none}: applications that change their session by SQL are few.
     */
    public static final String POOL_RESET_ON_RETURN = "nexs.pool.reset-on-return";

    /**
     * The most pooled connections that this process has to any one node, over all its sets of pools together (see {@link
     * NexsDataSource#poolSet}). Default {@code 0}: no limit but those of the pools.
     */
    public static final String POOL_BUDGET = "nexs.pool.budget";

    /** What the settings of one node begin with: {@code nexs.node.<host:port>.}, then a name below. */
    public static final String NODE_PREFIX = "nexs.node.";

    /** {@code nexs.node.<host:port>.weight}: its share under the weighted balancer. Default {@code 1}. */
    public static final String NODE_WEIGHT = "weight";

    /** {@code nexs.node.<host:port>.region}: where the node stands. No default. */
    public static final String NODE_REGION = "region";

    /** Of a node: what reads may ask for by {@link #READ_TAGS}, names separated by commas. Default none. */
    public static final String NODE_TAGS = "tags";

    /** {@code nexs.node.<host:port>.maximum-size}: its pool's size in either role. Default: the pool's setting. */
    public static final String NODE_MAXIMUM_SIZE = "maximum-size";

    /** Where read-only sessions read: see {@link ReadPreference}. Default {@code secondary-preferred}. */
    public static final String READ_PREFERENCE = "nexs.read-preference";

    /**
     * How one of several fit nodes is chosen: {@code round-robin}, {@code random}, {@code weighted}, {@code latency},
     * {@code least-connections}, the name of a class or a balancer itself. Default {@code latency}.
     */
    public static final String LOAD_BALANCER = "nexs.load-balancer";

    /** A replica further behind the primary is not read from. Default {@code 10s}. */
    public static final String MAX_REPLICA_LAG = "nexs.max-replica-lag";

    /**
     * How long a recovered replica takes to reach its full share of reads. Default {@code 10s}: its caches are cold; zero
     * gives it at once.
     */
    public static final String SLOW_START = "nexs.slow-start";

    /** {@code none}, {@code session} or {@code token}: what a read must have seen. Default {@code session}. */
    public static final String CONSISTENCY = "nexs.consistency";

    /** How long a write waits for a new primary. Default {@code 30s}: what managed failovers take. */
    public static final String FAILOVER_TIMEOUT = "nexs.failover.timeout";

    /** How often each node is probed. Default {@code 1s}; {@code 250ms} finds a silent node within 1.5 seconds. */
    public static final String FAILOVER_PROBE_INTERVAL = "nexs.failover.probe-interval";

    /** How long one probe may take. Default: the probe interval, at least half a second. */
    public static final String FAILOVER_PROBE_TIMEOUT = "nexs.failover.probe-timeout";

    /**
     * How often each node is probed while there is no primary. Default {@code 50ms}: a new one is found at once; never slower
     * than the probe interval.
     */
    public static final String FAILOVER_SEARCH_INTERVAL = "nexs.failover.search-interval";

    /** Failed probes in a row after which a node is failed. Default {@code 3}: one lost packet is no failure. */
    public static final String FAILOVER_FAILURE_THRESHOLD = "nexs.failover.failure-threshold";

    /** Good probes in a row after which a failed node is used again. Default {@code 2}. */
    public static final String FAILOVER_RECOVERY_THRESHOLD = "nexs.failover.recovery-threshold";

    /** Patroni REST endpoints, separated by commas, as the authority on roles. No default. */
    public static final String PATRONI_URL = "nexs.patroni.url";

    /** How often a failed transaction is run at most, the first time included. Default {@code 10}. */
    public static final String RETRY_MAX_ATTEMPTS = "nexs.retry.max-attempts";

    /** The longest pause before the second attempt. Default {@code 20ms}. */
    public static final String RETRY_INITIAL_DELAY = "nexs.retry.initial-delay";

    /** The longest pause. Default {@code 2s}. */
    public static final String RETRY_MAX_DELAY = "nexs.retry.max-delay";

    /** By how much each pause exceeds the one before. Default {@code 2}. */
    public static final String RETRY_MULTIPLIER = "nexs.retry.multiplier";

    /** The share of a pause that is random, 0 to 1. Default {@code 1}: losers of a race must not meet again. */
    public static final String RETRY_JITTER = "nexs.retry.jitter";

    /**
     * {@code none}, {@code xid} or {@code marker}: how units of work find out what became of a COMMIT whose answer was lost,
     * see {@link CommitResolution}. Default {@code none}: it costs nothing, and reports such a COMMIT.
     */
    public static final String TRANSACTIONS_COMMIT_RESOLUTION = "nexs.transactions.commit-resolution";

    /** How long it is tried to find that out. Default {@code 30s}: what managed failovers take. */
    public static final String TRANSACTIONS_RESOLUTION_TIMEOUT = "nexs.transactions.resolution-timeout";

    /** Whether units that write marker rows also delete old ones. Default {@code true}. */
    public static final String TRANSACTIONS_MARKER_SWEEP = "nexs.transactions.marker-sweep";

    /** How old a marker row is when it is deleted. Default {@code 1h}: time to look one up by hand. */
    public static final String TRANSACTIONS_MARKER_AGE = "nexs.transactions.marker-age";

    /**
     * How long a read waits for a replica that shows what it has to see, before it turns to the primary, or fails under
     * {@code secondary}. Default {@code 100ms}: replicas in step need less.
     */
    public static final String TRANSACTIONS_REPLICA_WAIT = "nexs.transactions.replica-wait";

    /**
     * Signs the consistency tokens that clients carry, see {@link NexsDataSource#tokenCodec()}: at least 16 bytes, the same
     * in all instances of the application. No default. Never logged.
     */
    public static final String TRANSACTIONS_TOKEN_SECRET = "nexs.transactions.token-secret";

    /** Failures in a row that open a node's circuit breaker. Default {@code 5}. */
    public static final String CIRCUIT_BREAKER_FAILURE_THRESHOLD = "nexs.circuit-breaker.failure-threshold";

    /** How long it stays open. Default {@code 5s}. */
    public static final String CIRCUIT_BREAKER_DELAY = "nexs.circuit-breaker.delay";

    /** Successes that close it again. Default {@code 2}. */
    public static final String CIRCUIT_BREAKER_SUCCESS_THRESHOLD = "nexs.circuit-breaker.success-threshold";

    /**
     * {@code disable}, {@code allow}, {@code prefer}, {@code require}, {@code verify-ca} or {@code verify-full}. Default
     * {@code prefer}, as in libpq: encrypts if the server can, and proves nothing. Across a network use
     * {@code verify-full}. With {@link #TLS_ROOT_CERT}, {@code require} verifies the authority, as libpq does.
     */
    public static final String TLS_MODE = "nexs.tls.mode";

    /** A PEM file of trusted authorities. Default: those of the Java runtime. */
    public static final String TLS_ROOT_CERT = "nexs.tls.root-cert";

    /** The client certificate and its chain, PEM. Not needed beside a PKCS#12 key file. No default. */
    public static final String TLS_CERT = "nexs.tls.cert";

    /** The client key: PKCS#8, PEM or DER, encrypted or not; or PKCS#12 ({@code .p12}, {@code .pfx}). No default. */
    public static final String TLS_KEY = "nexs.tls.key";

    /** Decrypts {@link #TLS_KEY}. No default. Never logged. */
    public static final String TLS_KEY_PASSWORD = "nexs.tls.key-password";

    /** TLS versions that may be used, separated by commas. Default {@code TLSv1.3,TLSv1.2}. */
    public static final String TLS_PROTOCOLS = "nexs.tls.protocols";

    /** Cipher suites that may be used, by their Java names. Default: those of the Java runtime. */
    public static final String TLS_CIPHERS = "nexs.tls.ciphers";

    /** {@code postgres}, or {@code direct}: one round trip less, needs PostgreSQL 17. Default {@code postgres}. */
    public static final String TLS_NEGOTIATION = "nexs.tls.negotiation";

    /** {@code disable}, {@code prefer} or {@code require}: ties the password exchange to TLS. Default {@code prefer}. */
    public static final String TLS_CHANNEL_BINDING = "nexs.tls.channel-binding";

    /**
     * How often the TLS files and the password file are looked at; when one changed, pooled connections are replaced.
     * New connections always read the files. {@code 0s} never. Default {@code 1m}.
     */
    public static final String TLS_RELOAD_INTERVAL = "nexs.tls.reload-interval";

    /**
     * What the settings of hooks begin with. Behind it stand the built-in ones below, or a name of your own: {@code
     * nexs.hooks.<name>=com.example.MyHooks}, a {@link dev.nexs.orm.hooks.spi.HookContributor} or the name of a class that is
     * one.
     */
    public static final String HOOKS_PREFIX = "nexs.hooks.";

    /** Statements that take longer are logged, with {@code ?} for what is bound; {@code 0s} never. Default {@code 0s}. */
    public static final String HOOKS_SLOW_QUERY_THRESHOLD = "nexs.hooks.slow-query-threshold";

    /**
     * How often health is looked at for its history, besides at each event of the cluster; {@code 0s} never.
     * Default {@code 10s}.
     */
    public static final String HEALTH_INTERVAL = "nexs.health.interval";

    /**
     * {@code off}, {@code warn} or {@code refuse}: what becomes of an UPDATE or DELETE without WHERE, of DDL, and of what the
     * two settings below forbid. Default {@code off}.
     */
    public static final String HOOKS_GUARD = "nexs.hooks.guard";

    /** The most rows that one statement may change; {@code 0} for any number. Default {@code 0}. */
    public static final String HOOKS_GUARD_MAX_ROWS = "nexs.hooks.guard-max-rows";

    /** What no statement may contain: regular expressions, separated by commas. No default. */
    public static final String HOOKS_GUARD_DENY = "nexs.hooks.guard-deny";

    /**
     * {@code true}: changes of entities that bear {@link dev.nexs.orm.hooks.Audited} are written to the audit table; or names
     * of entities, separated by commas. Default {@code false}.
     */
    public static final String HOOKS_AUDIT = "nexs.hooks.audit";

    /** A {@link java.util.function.Supplier} of who acts, or the name of a class that is one. Default: the database role. */
    public static final String HOOKS_AUDIT_ACTOR = "nexs.hooks.audit-actor";

    /** Whether Micrometer's global registry gets this datasource's meters; or the registry that gets them. Default {@code false}. */
    public static final String METRICS = "nexs.metrics";

    /** Whether OpenTelemetry's global instance gets this datasource's spans; or the one that gets them. Default {@code false}. */
    public static final String TRACING = "nexs.tracing";

    /**
     * Whether a comment behind each statement says who sends it: call site, kind of unit, and the route that stands under
     * {@code route} in SLF4J's MDC, as they were when the text was first seen. Default {@code false}.
     */
    public static final String SQL_COMMENTS = "nexs.sql-comments";

    /**
     * How often one of all statements names its trace in its comment, where {@link #TRACING} is on; those that were slower
     * than {@link #HOOKS_SLOW_QUERY_THRESHOLD} the last time do so, too. {@code 0s} never. Default {@code 1s}.
     */
    public static final String SQL_COMMENTS_TRACE_INTERVAL = "nexs.sql-comments.trace-interval";

    /**
     * Whether the safety monitor watches: who holds which connection, whether two threads use one at once, who waits for whom
     * at the server. Default {@code false}.
     */
    public static final String SAFETY = "nexs.safety";

    /** How long a connection may be held, and a statement or an idle transaction may last, unnoticed. Default {@code 30s}. */
    public static final String SAFETY_THRESHOLD = "nexs.safety.threshold";

    /** How often the safety monitor looks, and asks the primary. Default {@code 30s}. */
    public static final String SAFETY_INTERVAL = "nexs.safety.interval";

    /** Whether the JDK's Flight Recorder gets events of this datasource. Default {@code false}. */
    public static final String JFR = "nexs.jfr";

    /**
     * Whether SLF4J's MDC says for each line that a thread logs which unit of work it runs, {@code nexs.unit}, and where its
     * connection leads, {@code nexs.node}. Default {@code false}.
     */
    public static final String HOOKS_MDC = "nexs.hooks.mdc";

    /** What the settings of tenants begin with. They need the module {@code nexs-tenancy}. */
    public static final String TENANCY_PREFIX = "nexs.tenancy.";

    /** {@code schema}, {@code database}, {@code row} or {@code cluster}: how tenants are kept apart. No default. */
    public static final String TENANCY_STRATEGY = "nexs.tenancy.strategy";

    /** A {@code Tenancy} that exists already, for Hibernate: it is used and left open. No default. */
    public static final String TENANCY_INSTANCE = "nexs.tenancy.instance";

    /** The role that owns the tenants' tables and the registry. Default: the role of {@link #USERNAME}. */
    public static final String TENANCY_ADMIN_USERNAME = "nexs.tenancy.admin.username";

    /** Its password. Never logged. */
    public static final String TENANCY_ADMIN_PASSWORD = "nexs.tenancy.admin.password";

    /**
     * Where that role logs in. Default: that of the application. It has to be past a pooler that pools transactions, such as PgBouncer:
     * notices and locks belong to a session. What further clusters have is {@code nexs.tenancy.cluster.<name>.url}.
     */
    public static final String TENANCY_ADMIN_URL = "nexs.tenancy.admin.url";

    /** A {@code TenantRegistry} or the name of a class that is one. Default: tables in {@link #TENANCY_REGISTRY_SCHEMA}. */
    public static final String TENANCY_REGISTRY = "nexs.tenancy.registry";

    /** The schema of the registry's tables. Default {@code nexs_tenancy}. */
    public static final String TENANCY_REGISTRY_SCHEMA = "nexs.tenancy.registry-schema";

    /**
     * How long what an instance knows of the tenants is good for. Default {@code 10s}: an instance that hears no notice and
     * cannot read the registry serves tenants for this long and then refuses.
     */
    public static final String TENANCY_LEASE = "nexs.tenancy.lease";

    /** What a tenant's schema or database is called, before its name. Default {@code tenant_}. */
    public static final String TENANCY_NAME_PREFIX = "nexs.tenancy.name-prefix";

    /**
     * Schemas that every tenant sees behind its own, separated by commas. Default {@code public}: extensions are there.
     */
    public static final String TENANCY_SHARED_SCHEMAS = "nexs.tenancy.shared-schemas";

    /** The variable that row-level policies compare with. Default {@code nexs.tenant_id}. */
    public static final String TENANCY_VARIABLE = "nexs.tenancy.variable";

    /**
     * {@code dedicated}: a set of connections for each tenant, whose search path is fixed when a connection is made; or
     * {@code shared}: all tenants' transactions run on one pool and each begins by setting the path. Default
     * {@code dedicated} for schemas, {@code shared} for rows.
     */
    public static final String TENANCY_CONNECTIONS = "nexs.tenancy.connections";

    /** Most connections of one tenant in one process, unless the tenant has a limit of its own. Default {@code 5}. */
    public static final String TENANCY_TENANT_MAX_CONNECTIONS = "nexs.tenancy.tenant-max-connections";

    /**
     * Most connections to one server over all tenants and all processes of the application, which share them by the registry:
     * who needs none lends his to others. Default {@code 0}: no such limit. Not counted are those of the role that owns
     * the tables, and one of each process that watches a server.
     */
    public static final String TENANCY_MAX_CONNECTIONS = "nexs.tenancy.max-connections";

    /** After how long without a borrower a tenant's connections are closed. Default {@code 1m}. */
    public static final String TENANCY_IDLE_TIMEOUT = "nexs.tenancy.idle-timeout";

    /** {@code fail}, {@code warn} or {@code off}: what a finding of the audit does to the start. Default {@code fail}. */
    public static final String TENANCY_AUDIT = "nexs.tenancy.audit";

    /** Where Flyway finds the tenants' migrations, separated by commas. No default: then tenants are not migrated. */
    public static final String TENANCY_MIGRATIONS_LOCATIONS = "nexs.tenancy.migrations.locations";

    /** How many tenants are migrated at a time. Default {@code 4}. */
    public static final String TENANCY_MIGRATIONS_PARALLELISM = "nexs.tenancy.migrations.parallelism";

    /** Tenants that are migrated first, separated by commas; if one fails, no other is touched. Default: none. */
    public static final String TENANCY_MIGRATIONS_CANARIES = "nexs.tenancy.migrations.canaries";

    /** The share of failures, 0 to 1, above which no further tenant is begun. Default {@code 0.1}. */
    public static final String TENANCY_MIGRATIONS_MAX_FAILURES = "nexs.tenancy.migrations.max-failures";

    /** {@code nexs.tenancy.cluster.<name>.<setting>}: a further cluster, by the names of this class without {@code nexs.}. */
    public static final String TENANCY_CLUSTER_PREFIX = "nexs.tenancy.cluster.";

    private NexsSettings() {}
}
