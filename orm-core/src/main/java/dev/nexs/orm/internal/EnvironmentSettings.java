package dev.nexs.orm.internal;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads settings out of environment variables. {@code nexs.pool.maximum-size} is {@code NEXS_POOL_MAXIMUM_SIZE}; what
 * other tools of the trade call {@code DATABASE_URL} or {@code NEXS_DB_MAX_CONNS} is understood where the name of our
 * own is not set. A node's setting has the node's address in capitals: {@code NEXS_NODE_DB1_5432_WEIGHT}.
 */
public final class EnvironmentSettings {

    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentSettings.class);
    private static final String PREFIX = "NEXS_";
    private static final String DSN = "NEXS_DB_DSN";
    private static final String REPLICA_DSN = "NEXS_DB_REPLICA_DSN";
    private static final String FOREIGN = "NEXS_DB_";
    private static final String HOOKS = "NEXS_HOOKS_";

    /** Of those that are set the first one counts. */
    private static final List<String> URLS = List.of("NEXS_URL", DSN, "DATABASE_URL");

    private static final Map<String, String> ALIASES = Map.of(
            "NEXS_DB_MAX_CONNS", NexsSettings.POOL_MAXIMUM_SIZE,
            "NEXS_DB_MIN_CONNS", NexsSettings.POOL_MINIMUM_IDLE,
            "NEXS_DB_MAX_CONN_LIFETIME", NexsSettings.POOL_MAX_LIFETIME,
            "NEXS_DB_MAX_CONN_IDLE_TIME", NexsSettings.POOL_IDLE_TIMEOUT,
            "NEXS_DB_HEALTH_CHECK_PERIOD", NexsSettings.POOL_KEEPALIVE,
            "NEXS_DB_CONNECT_TIMEOUT", NexsSettings.CONNECT_TIMEOUT);

    private final Map<String, String> environment;
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private EnvironmentSettings(Map<String, String> environment) {
        this.environment = new TreeMap<>(environment);
    }

    /**
     * Reads settings.
     *
     * @param environment the variables, as {@link System#getenv()} gives them
     * @throws NexsConfigurationException naming every variable that begins with {@code NEXS_} and is unknown
     */
    public static Map<String, Object> read(Map<String, String> environment) {
        return new EnvironmentSettings(environment).read();
    }

    /**
     * Puts into settings what they leave out and the environment has. A variable that means nothing is logged: the
     * environment may be shared with programs that give it a meaning.
     *
     * @param settings what wins
     * @param environment the variables
     */
    public static void complete(Map<String, Object> settings, Map<String, String> environment) {
        EnvironmentSettings reader = new EnvironmentSettings(environment);
        reader.collect();
        reader.problems.forEach(problem -> LOG.warn("{}", problem));
        reader.settings.forEach(settings::putIfAbsent);
    }

    private Map<String, Object> read() {
        collect();
        if (!problems.isEmpty()) {
            throw new NexsConfigurationException(problems);
        }
        return settings;
    }

    private void collect() {
        Map<String, String> names = namesByVariable();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(PREFIX) && !value.isEmpty()) {
                accept(variable, value, names);
            }
        });
        ALIASES.forEach((alias, name) -> {
            String value = environment.get(alias);
            if (value != null && !value.isBlank()) {
                settings.putIfAbsent(name, value);
            }
        });
        fillInUrl();
        resolveNodes();
    }

    private void accept(String variable, String value, Map<String, String> names) {
        String name = names.get(variable);
        if (name != null) {
            settings.put(name, value);
        } else if (variable.startsWith(HOOKS)) {
            String own =
                    variable.substring(HOOKS.length()).toLowerCase(Locale.ROOT).replace('_', '-');
            settings.put(NexsSettings.HOOKS_PREFIX + own, value);
        } else if (variable.startsWith(FOREIGN)) {
            if (!ALIASES.containsKey(variable) && !variable.equals(DSN) && !variable.equals(REPLICA_DSN)) {
                LOG.warn("The environment variable {} has no meaning here and is passed over", variable);
            }
        } else if (!isFeature(variable) && !variable.startsWith("NEXS_NODE_")) {
            problems.add(variable + " (environment) is unknown"
                    + Names.nearest(variable, names.keySet())
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; see dev.nexs.orm.NexsSettings for every name"));
        }
    }

    /** Those of feature modules are theirs to read. */
    private static boolean isFeature(String variable) {
        return variable.startsWith("NEXS_SOFT_DELETE_")
                || variable.startsWith("NEXS_ASSOCIATIONS_")
                || variable.startsWith("NEXS_TENANCY_")
                || variable.startsWith("NEXS_TYPES_");
    }

    private void fillInUrl() {
        String replicas = environment.getOrDefault(REPLICA_DSN, "").trim();
        for (String variable : URLS) {
            String url = environment.getOrDefault(variable, "").trim();
            if (!url.isEmpty()) {
                settings.put(NexsSettings.URL, replicas.isEmpty() ? url : withReplicas(variable, url, replicas));
                return;
            }
        }
        if (!replicas.isEmpty()) {
            problems.add(REPLICA_DSN + " (environment) has no effect without one of " + String.join(", ", URLS)
                    + ", which names the primary");
        }
    }

    /** Roles are discovered, so a replica's DSN only adds its hosts; everything else must agree. */
    private String withReplicas(String variable, String url, String replicas) {
        try {
            return UrlMerge.addHosts(url, replicas);
        } catch (IllegalArgumentException e) {
            problems.add(REPLICA_DSN + " (environment) cannot be joined with " + variable + ": " + e.getMessage());
            return url;
        }
    }

    private void resolveNodes() {
        Object url = settings.get(NexsSettings.URL);
        for (Map.Entry<String, String> entry : environment.entrySet()) {
            if (entry.getKey().startsWith("NEXS_NODE_") && !entry.getValue().isEmpty()) {
                @Nullable String name = url == null ? null : NodeVariables.settingName(entry.getKey(), url.toString());
                if (name == null) {
                    problems.add(entry.getKey() + " (environment) names no setting of a node of " + NexsSettings.URL
                            + "; write NEXS_NODE_<HOST>_<PORT>_WEIGHT, _REGION or _MAXIMUM_SIZE");
                } else {
                    settings.put(name, entry.getValue());
                }
            }
        }
    }

    private static Map<String, String> namesByVariable() {
        Map<String, String> names = new TreeMap<>();
        for (String name : SettingNames.known()) {
            if (!name.equals(NexsSettings.DATASOURCE)) {
                names.put(variable(name), name);
            }
        }
        return names;
    }

    static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
