package dev.nexs.tenancy.internal;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.internal.Catalogue;
import dev.nexs.orm.internal.Catalogue.AuditMode;
import dev.nexs.orm.internal.Catalogue.TenancyConnections;
import dev.nexs.orm.internal.ConfigurationReader;
import dev.nexs.orm.internal.Setting;
import dev.nexs.orm.internal.SettingValues;
import dev.nexs.tenancy.TenancyStrategy;
import dev.nexs.tenancy.TenantLimits;
import dev.nexs.tenancy.spi.TenantRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code nexs.tenancy.*} says, checked, and the settings of the datasources that follow from it. */
public final class TenancySettings {

    /** A variable of the user's has two parts. */
    private static final Pattern VARIABLE = Pattern.compile("[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*");

    private static final int CONTROL_CONNECTIONS = 4;

    private final Map<String, Object> raw;
    private final SettingValues values;
    private final TenancyStrategy strategy;

    private TenancySettings(Map<String, ?> raw) {
        this.raw = new HashMap<>();
        raw.forEach((name, value) -> {
            if (name.startsWith(NexsSettings.PREFIX) && value != null) {
                this.raw.put(name, value);
            }
        });
        this.values = ConfigurationReader.readTenancy(this.raw);
        Optional<Catalogue.TenancyStrategy> found = values.find(Catalogue.TENANCY_STRATEGY);
        this.strategy = found.map(s -> TenancyStrategy.valueOf(s.name())).orElseThrow(TenancySettings::withoutStrategy);
        check();
    }

    /**
     * Reads settings.
     *
     * @throws NexsConfigurationException naming every one that is wrong
     */
    public static TenancySettings read(Map<String, ?> settings) {
        return new TenancySettings(settings);
    }

    private static NexsConfigurationException withoutStrategy() {
        return new NexsConfigurationException(
                List.of(NexsSettings.TENANCY_STRATEGY + " is missing; write schema, database, row or cluster"));
    }

    private void check() {
        List<String> problems = new ArrayList<>();
        String variable = get(Catalogue.TENANCY_VARIABLE);
        if (!VARIABLE.matcher(variable).matches()) {
            problems.add(
                    NexsSettings.TENANCY_VARIABLE + " = '" + variable
                            + "' is not allowed; allowed are two names of lower-case letters, digits and _, with a dot between");
        }
        if (strategy == TenancyStrategy.ROW
                && values.find(Catalogue.TENANCY_CONNECTIONS).orElse(null) == TenancyConnections.DEDICATED) {
            problems.add(NexsSettings.TENANCY_CONNECTIONS + " = 'dedicated' is not allowed with the strategy row, whose"
                    + " tenants share one pool; remove it");
        }
        if (strategy == TenancyStrategy.DATABASE && sharesConnections()) {
            problems.add(NexsSettings.TENANCY_MAX_CONNECTIONS + " = '" + get(Catalogue.TENANCY_MAX_CONNECTIONS)
                    + "' is not allowed with the strategy database, whose databases have datasources of their own; set "
                    + NexsSettings.TENANCY_TENANT_MAX_CONNECTIONS);
        }
        if (strategy == TenancyStrategy.CLUSTER && clusters().isEmpty()) {
            problems.add(NexsSettings.TENANCY_STRATEGY + " = 'cluster' needs further clusters; write "
                    + NexsSettings.TENANCY_CLUSTER_PREFIX + "<name>.url for each");
        }
        if ((strategy == TenancyStrategy.ROW || strategy == TenancyStrategy.SCHEMA)
                && !clusters().isEmpty()) {
            problems.add(NexsSettings.TENANCY_CLUSTER_PREFIX
                    + clusters().iterator().next()
                    + ".… has no effect with the strategy " + strategy.name().toLowerCase(java.util.Locale.ROOT)
                    + "; use the strategy cluster, or database");
        }
        if (!problems.isEmpty()) {
            throw new NexsConfigurationException(problems);
        }
    }

    /** {@return how tenants are kept apart} */
    public TenancyStrategy strategy() {
        return strategy;
    }

    <T> T get(Setting<T> setting) {
        return values.get(setting);
    }

    <T> @Nullable T find(Setting<T> setting) {
        return values.find(setting).orElse(null);
    }

    String variable() {
        return get(Catalogue.TENANCY_VARIABLE);
    }

    String prefix() {
        return get(Catalogue.TENANCY_NAME_PREFIX);
    }

    Duration lease() {
        return get(Catalogue.TENANCY_LEASE);
    }

    AuditMode audit() {
        return get(Catalogue.TENANCY_AUDIT);
    }

    /** {@return the search path of a tenant's transactions} */
    String searchPath(String schema) {
        List<String> path = new ArrayList<>();
        path.add(TenantNames.quoted(schema));
        get(Catalogue.TENANCY_SHARED_SCHEMAS).forEach(shared -> path.add(TenantNames.quoted(shared)));
        return String.join(", ", path);
    }

    /** {@return whether each tenant has connections of its own} */
    boolean dedicated() {
        return strategy != TenancyStrategy.ROW
                && values.find(Catalogue.TENANCY_CONNECTIONS).orElse(TenancyConnections.DEDICATED)
                        == TenancyConnections.DEDICATED;
    }

    @Nullable
    TenantRegistry registry() {
        Object set = find(Catalogue.TENANCY_REGISTRY);
        if (set == null || set instanceof TenantRegistry) {
            return (TenantRegistry) set;
        }
        try {
            return Class.forName(set.toString(), true, Thread.currentThread().getContextClassLoader())
                    .asSubclass(TenantRegistry.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new NexsConfigurationException(List.of(NexsSettings.TENANCY_REGISTRY + " = '" + set
                    + "' is not allowed; allowed is a " + TenantRegistry.class.getName()
                    + ", or the name of such a class with a constructor without parameters (" + e + ")"));
        }
    }

    /** {@return the names of the further clusters} */
    Set<String> clusters() {
        Set<String> names = new TreeSet<>();
        raw.keySet().forEach(name -> {
            if (name.startsWith(NexsSettings.TENANCY_CLUSTER_PREFIX)) {
                String rest = name.substring(NexsSettings.TENANCY_CLUSTER_PREFIX.length());
                names.add(rest.substring(0, rest.indexOf('.')));
            }
        });
        return names;
    }

    /** {@return the settings of the datasource of a cluster; the empty name is that of {@code nexs.url}} */
    Map<String, Object> dataSource(String cluster) {
        Map<String, Object> settings = new HashMap<>();
        String prefix = NexsSettings.TENANCY_CLUSTER_PREFIX + cluster + ".";
        boolean main = cluster.isEmpty();
        raw.forEach((name, value) -> {
            if (!name.startsWith(NexsSettings.TENANCY_PREFIX)
                    && !name.equals(NexsSettings.DATASOURCE)
                    && (main || !name.startsWith(NexsSettings.NODE_PREFIX))) {
                settings.putIfAbsent(name, value);
            } else if (!main && name.startsWith(prefix)) {
                settings.put(NexsSettings.PREFIX + name.substring(prefix.length()), value);
            }
        });
        if (sharesConnections()) {
            settings.put(NexsSettings.POOL_BUDGET, get(Catalogue.TENANCY_MAX_CONNECTIONS));
            settings.put(NexsSettings.POOL_MINIMUM_IDLE, 0);
        }
        return settings;
    }

    /** {@return the settings for the role that owns tables, on a cluster} Few connections, none of them kept. */
    Map<String, Object> control(String cluster) {
        Map<String, Object> settings = dataSource(cluster);
        settings.keySet()
                .removeIf(name -> name.startsWith(NexsSettings.POOL_PREFIX)
                        && !name.equals(NexsSettings.POOL_CONNECTION_TIMEOUT));
        settings.put(NexsSettings.POOL_MAXIMUM_SIZE, controlConnections());
        settings.put(NexsSettings.POOL_MINIMUM_IDLE, "0");
        settings.put(NexsSettings.APPLICATION_NAME, "nexs-tenancy");
        if (cluster.isEmpty() && hasControlUrl()) {
            settings.put(NexsSettings.URL, get(Catalogue.TENANCY_ADMIN_URL));
        }
        if (hasAdmin()) {
            settings.remove(NexsSettings.PASSWORD_FILE);
            settings.remove(NexsSettings.CREDENTIALS_PROVIDER);
            settings.put(NexsSettings.USERNAME, get(Catalogue.TENANCY_ADMIN_USERNAME));
            settings.computeIfAbsent(NexsSettings.PASSWORD, any -> "");
            String password = find(Catalogue.TENANCY_ADMIN_PASSWORD);
            if (password == null) {
                settings.remove(NexsSettings.PASSWORD);
            } else {
                settings.put(NexsSettings.PASSWORD, password);
            }
        }
        return settings;
    }

    /** {@return how many connections the role that owns tables may have: a migration needs two for each tenant} */
    int controlConnections() {
        return CONTROL_CONNECTIONS + get(Catalogue.TENANCY_MIGRATIONS_PARALLELISM) * 2;
    }

    /** {@return the limits of a tenant that the server holds, as its variables} */
    Map<String, String> limits(TenantLimits limits) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (limits.statementTimeout() != null) {
            variables.put("statement_timeout", limits.statementTimeout().toMillis() + "ms");
        }
        if (limits.workMem() != null) {
            variables.put("work_mem", limits.workMem() / 1024 + "kB");
        }
        return variables;
    }

    boolean hasUrl() {
        return raw.containsKey(NexsSettings.URL);
    }

    /** {@return whether all processes share a number of connections} */
    boolean sharesConnections() {
        return get(Catalogue.TENANCY_MAX_CONNECTIONS) > 0;
    }

    /** {@return whether the role that owns tables reaches the main cluster by another way than the application} */
    boolean hasControlUrl() {
        return find(Catalogue.TENANCY_ADMIN_URL) != null;
    }

    /** {@return whether tables belong to another role than the application's} */
    boolean hasAdmin() {
        return find(Catalogue.TENANCY_ADMIN_USERNAME) != null;
    }
}
