package dev.nexs.orm.internal;

import com.zaxxer.hikari.HikariConfig;
import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.internal.DriverSettings;
import dev.nexs.orm.pool.internal.PoolSettings;
import dev.nexs.orm.pool.internal.TlsSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a map of names to values into a configuration, or into one exception that names everything wrong with it. */
public final class ConfigurationReader {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationReader.class);

    /** Parameters of the driver that switch off our own TLS. */
    private static final Set<String> REPLACING_TLS =
            Set.of("sslfactory", "sslfactoryarg", "sslhostnameverifier", "sslpasswordcallback");

    private final SettingNames names;
    private final SettingValues values;

    private ConfigurationReader(Map<String, ?> raw) {
        this.names = SettingNames.sort(raw);
        this.values = names.values();
    }

    /**
     * Reads a configuration. Names that do not begin with {@code nexs.} are none of ours and passed over.
     *
     * @throws NexsConfigurationException naming every problem
     */
    public static NexsConfiguration read(Map<String, ?> raw) {
        return new ConfigurationReader(raw).read();
    }

    /**
     * Reads what concerns tenants, whatever the datasource is made from.
     *
     * @throws NexsConfigurationException naming every problem
     */
    public static SettingValues readTenancy(Map<String, ?> raw) {
        Map<String, Object> tenancy = new LinkedHashMap<>();
        raw.forEach((name, value) -> {
            if (name.startsWith(NexsSettings.TENANCY_PREFIX)) {
                tenancy.put(name, value);
            }
        });
        SettingValues values = SettingNames.sort(tenancy).values();
        Catalogue.ALL.forEach(values::find);
        if (!values.problems().isEmpty()) {
            throw new NexsConfigurationException(values.problems());
        }
        return values;
    }

    /**
     * Checks what is set beside {@link NexsSettings#DATASOURCE}: what would configure a datasource has no effect there.
     *
     * @throws NexsConfigurationException naming every such setting
     */
    public static void checkBesideShared(Map<String, ?> raw) {
        List<String> problems = raw.keySet().stream()
                .filter(name -> name.startsWith(NexsSettings.PREFIX) && !SettingNames.mayStandBesideShared(name))
                .sorted()
                .map(name -> name + " has no effect beside " + NexsSettings.DATASOURCE
                        + "; set it where that datasource is built")
                .toList();
        if (!problems.isEmpty()) {
            throw new NexsConfigurationException(problems);
        }
        TransactionSettings.over(TransactionOptions.defaults(), raw);
    }

    private NexsConfiguration read() {
        ServerUrl url = url();
        CredentialsReader credentials = new CredentialsReader(values);
        credentials.check();
        checkTlsOf(url);
        url.settings().forEach(this::fillIn);
        credentials.settle();
        DriverSettings driver = driver(url);
        TlsSettings tls = new TlsReader(values).read();
        PoolSettings pool = pool();
        Map<NodeAddress, NodeSettings> nodes = nodes(url);
        Catalogue.ALL.forEach(values::find);
        checkTransactions();
        if (!values.problems().isEmpty()) {
            throw new NexsConfigurationException(values.problems());
        }
        warnOfIgnored(url.ignored());
        return new NexsConfiguration(url.nodes(), credentials.read(), driver, tls, pool, nodes, values);
    }

    private ServerUrl url() {
        if (values.has(Catalogue.DATASOURCE)) {
            values.problem(
                    NexsSettings.DATASOURCE + " hands Hibernate a datasource that exists; it cannot configure one");
        }
        Object raw = values.raw().get(NexsSettings.URL);
        try {
            if (raw != null && !raw.toString().isBlank()) {
                return UrlParser.parse(raw.toString().trim());
            }
            values.problem(NexsSettings.URL + " is missing; write " + UrlParser.FORMS);
        } catch (IllegalArgumentException e) {
            values.problem(NexsSettings.URL + " cannot be read: " + e.getMessage() + "; allowed is " + UrlParser.FORMS
                    + " (not shown here, since it may hold a password)");
        }
        return new ServerUrl(List.of(), "", Map.of(), Map.of(), List.of());
    }

    /** What the driver would be told there takes the place of what {@code nexs.tls.*} sets up and checks. */
    private void checkTlsOf(ServerUrl url) {
        List<String> ours = values.raw().keySet().stream()
                .filter(name -> name.startsWith("nexs.tls."))
                .sorted()
                .toList();
        if (!ours.isEmpty()) {
            url.driver().keySet().stream()
                    .filter(REPLACING_TLS::contains)
                    .sorted()
                    .forEach(parameter -> values.problem(NexsSettings.URL + ": the parameter " + parameter
                            + " would take the place of what " + String.join(", ", ours)
                            + " set up and check; remove one or the other"));
        }
    }

    private void fillIn(String name, Object value) {
        values.raw().putIfAbsent(name, value);
    }

    private DriverSettings driver(ServerUrl url) {
        return new DriverSettings(
                url.database(),
                values.get(Catalogue.APPLICATION_NAME),
                values.get(Catalogue.CONNECT_TIMEOUT),
                values.get(Catalogue.SOCKET_TIMEOUT),
                values.get(Catalogue.TCP_KEEP_ALIVE),
                url.driver());
    }

    private PoolSettings pool() {
        int maximum = values.get(Catalogue.POOL_MAXIMUM_SIZE);
        int minimum = values.get(Catalogue.POOL_MINIMUM_IDLE);
        if (minimum > maximum && values.has(Catalogue.POOL_MINIMUM_IDLE)) {
            values.problem(NexsSettings.POOL_MINIMUM_IDLE + " = '" + minimum + "' is not allowed; allowed is at most "
                    + NexsSettings.POOL_MAXIMUM_SIZE + ", which is " + maximum);
        }
        checkShorterThanLife(Catalogue.POOL_IDLE_TIMEOUT);
        checkShorterThanLife(Catalogue.POOL_KEEPALIVE);
        names.hikari().forEach(this::checkHikari);
        return new PoolSettings(
                maximum,
                values.find(Catalogue.POOL_REPLICA_MAXIMUM_SIZE).orElse(maximum),
                Math.min(minimum, maximum),
                values.get(Catalogue.POOL_CONNECTION_TIMEOUT),
                values.get(Catalogue.POOL_MAX_LIFETIME),
                shorterThanLife(Catalogue.POOL_IDLE_TIMEOUT),
                shorterThanLife(Catalogue.POOL_KEEPALIVE),
                values.get(Catalogue.POOL_LEAK_DETECTION),
                values.get(Catalogue.POOL_WARM_UP),
                values.get(Catalogue.POOL_DRAIN_TIMEOUT),
                budget(minimum),
                hikariProperties());
    }

    private int budget(int minimumIdle) {
        int budget = values.get(Catalogue.POOL_BUDGET);
        if (budget != 0 && budget < minimumIdle) {
            values.problem(
                    NexsSettings.POOL_BUDGET + " = '" + budget + "' is not allowed; allowed is 0 for no limit, or at"
                            + " least " + NexsSettings.POOL_MINIMUM_IDLE + ", which is " + minimumIdle);
        }
        return budget;
    }

    /** HikariCP would silently switch it off. */
    private void checkShorterThanLife(Setting<Duration> setting) {
        Duration life = values.get(Catalogue.POOL_MAX_LIFETIME);
        if (values.has(setting) && values.get(setting).compareTo(life) >= 0) {
            values.problem(setting.name() + " = '" + DurationReader.text(values.get(setting))
                    + "' is not allowed; allowed is less than " + NexsSettings.POOL_MAX_LIFETIME + ", which is "
                    + DurationReader.text(life));
        }
    }

    /** A default gives way to a short life that somebody chose. */
    private Duration shorterThanLife(Setting<Duration> setting) {
        Duration life = values.get(Catalogue.POOL_MAX_LIFETIME);
        Duration value = values.get(setting);
        return value.compareTo(life) < 0 ? value : Duration.ZERO;
    }

    private void checkHikari(String property, Object value) {
        try {
            HikariNames.apply(new HikariConfig(), property, value);
        } catch (RuntimeException e) {
            values.problem(NexsSettings.POOL_PREFIX + property + " = '" + value + "' is refused by HikariCP: "
                    + rootMessage(e));
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private Map<String, Object> hikariProperties() {
        return names.hikari();
    }

    private Map<NodeAddress, NodeSettings> nodes(ServerUrl url) {
        Map<NodeAddress, NodeSettings> nodes = new LinkedHashMap<>();
        for (NodeAddress node : names.nodes()) {
            if (!url.nodes().isEmpty() && !url.nodes().contains(node)) {
                values.problem("nexs.node." + node.id() + " names no node of " + NexsSettings.URL + "; its nodes are "
                        + url.nodes());
            }
            nodes.put(
                    node,
                    new NodeSettings(
                            values.read(Catalogue.NODE_WEIGHT, SettingNames.nodeSetting(node, NexsSettings.NODE_WEIGHT))
                                    .orElse(1.0),
                            values.read(Catalogue.NODE_REGION, SettingNames.nodeSetting(node, NexsSettings.NODE_REGION))
                                    .orElse(null),
                            values.read(Catalogue.NODE_TAGS, SettingNames.nodeSetting(node, NexsSettings.NODE_TAGS))
                                    .orElse(List.of()),
                            values.read(
                                            Catalogue.NODE_MAXIMUM_SIZE,
                                            SettingNames.nodeSetting(node, NexsSettings.NODE_MAXIMUM_SIZE))
                                    .orElse(null)));
        }
        return nodes;
    }

    private void checkTransactions() {
        checkAtMost(Catalogue.RETRY_INITIAL_DELAY, Catalogue.RETRY_MAX_DELAY);
        checkAtMost(Catalogue.RESOLUTION_TIMEOUT, Catalogue.MARKER_AGE);
    }

    private void checkAtMost(Setting<Duration> setting, Setting<Duration> limit) {
        Duration value = values.get(setting);
        Duration most = values.get(limit);
        if (value.compareTo(most) > 0) {
            values.problem(
                    setting.name() + " = '" + DurationReader.text(value) + "' is not allowed; allowed is at most "
                            + limit.name() + ", which is " + DurationReader.text(most));
        }
    }

    private static void warnOfIgnored(List<String> ignored) {
        if (!ignored.isEmpty()) {
            LOG.warn(
                    "{}: ignoring the parameters {}; roles are discovered, and {} and {} decide who is read from",
                    NexsSettings.URL,
                    ignored,
                    NexsSettings.READ_PREFERENCE,
                    NexsSettings.LOAD_BALANCER);
        }
    }
}
