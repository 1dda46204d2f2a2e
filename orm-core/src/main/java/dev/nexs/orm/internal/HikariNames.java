package dev.nexs.orm.internal;

import static java.util.Map.entry;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.PropertyElf;
import dev.nexs.orm.NexsSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** HikariCP's own property names behind {@code nexs.pool.}: which may be set, and which are ours to decide. */
public final class HikariNames {

    /** HikariCP's names for what has a setting of its own; its milliseconds are understood. */
    static final Map<String, String> SAME = Map.of(
            "maximumPoolSize", NexsSettings.POOL_MAXIMUM_SIZE,
            "minimumIdle", NexsSettings.POOL_MINIMUM_IDLE,
            "connectionTimeout", NexsSettings.POOL_CONNECTION_TIMEOUT,
            "maxLifetime", NexsSettings.POOL_MAX_LIFETIME,
            "idleTimeout", NexsSettings.POOL_IDLE_TIMEOUT,
            "keepaliveTime", NexsSettings.POOL_KEEPALIVE,
            "leakDetectionThreshold", NexsSettings.POOL_LEAK_DETECTION);

    private static final String SERVERS = "the servers come from " + NexsSettings.URL;
    private static final String LOGIN = "write " + NexsSettings.USERNAME + ", " + NexsSettings.PASSWORD + " or "
            + NexsSettings.CREDENTIALS_PROVIDER;

    private static final Map<String, String> REFUSED = Map.ofEntries(
            entry("jdbcUrl", SERVERS),
            entry("dataSource", SERVERS),
            entry("dataSourceClassName", SERVERS),
            entry("dataSourceJNDI", SERVERS),
            entry("dataSourceProperties", "driver properties are parameters of " + NexsSettings.URL),
            entry("driverClassName", "the driver is PostgreSQL's"),
            entry("username", LOGIN),
            entry("password", LOGIN),
            entry("credentials", LOGIN),
            entry("credentialsProvider", LOGIN),
            entry("credentialsProviderClassName", LOGIN),
            entry("exceptionOverride", "failover decides which connections are thrown away"),
            entry("exceptionOverrideClassName", "failover decides which connections are thrown away"),
            entry("initializationFailTimeout", "a pool of a dead node must open; see " + NexsSettings.POOL_WARM_UP),
            entry("readOnly", "one pool serves readers and writers; see " + NexsSettings.READ_PREFERENCE));

    private static final Set<String> PROPERTIES = PropertyElf.getPropertyNames(HikariConfig.class);

    private HikariNames() {}

    /** {@return HikariCP's name for {@code validationTimeout} or {@code validation-timeout}} */
    static Optional<String> find(String name) {
        return PROPERTIES.stream()
                .filter(property -> property.equals(name) || kebab(property).equals(name))
                .findFirst();
    }

    /** {@return why a property may not be set, if so} */
    static Optional<String> refusal(String property) {
        return Optional.ofNullable(REFUSED.get(property));
    }

    /** {@return what to do for one who set a property of HikariCP, by its own name, where we do not read it} */
    public static String advice(String property) {
        if (property.startsWith("dataSource.")) {
            return "driver properties are parameters of " + NexsSettings.URL;
        }
        if (!PROPERTIES.contains(property)) {
            return "nor does HikariCP have such a property";
        }
        String refusal = REFUSED.get(property);
        return refusal != null
                ? refusal
                : "use " + SAME.getOrDefault(property, NexsSettings.POOL_PREFIX + kebab(property)) + " instead";
    }

    /** {@return every setting name that stands for a HikariCP property, as this library spells names} */
    static Set<String> settingNames() {
        Set<String> names = new TreeSet<>();
        for (String property : PROPERTIES) {
            if (!REFUSED.containsKey(property) && !SAME.containsKey(property)) {
                names.add(NexsSettings.POOL_PREFIX + kebab(property));
            }
        }
        return names;
    }

    /**
     * Sets one property, a duration with its unit where HikariCP counts milliseconds.
     *
     * @throws RuntimeException HikariCP's, when it refuses the value
     */
    static void apply(HikariConfig config, String property, Object value) {
        Properties one = new Properties();
        one.put(property, PropertyElf.getProperty(property, config) instanceof Long ? millis(value) : value);
        PropertyElf.setTargetFromProperties(config, one);
    }

    /** Turns HikariCP's bare milliseconds into text with a unit. */
    static Object withUnit(Object value) {
        return value.toString().trim().matches("\\d+") ? value.toString().trim() + "ms" : value;
    }

    private static Object millis(Object value) {
        Object text = withUnit(value);
        return text.toString().startsWith("-")
                ? text
                : String.valueOf(
                        new DurationReader(Duration.ZERO, true).read(text).toMillis());
    }

    private static String kebab(String property) {
        return property.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
