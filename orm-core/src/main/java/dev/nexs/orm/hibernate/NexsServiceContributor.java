package dev.nexs.orm.hibernate;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.internal.EnvironmentSettings;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.cfg.PersistenceSettings;
import org.hibernate.service.spi.ServiceContributor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Hibernate use our connections when {@code nexs.url} or {@code nexs.datasource} is set. What the user has set
 * himself stays.
 */
public final class NexsServiceContributor implements ServiceContributor {

    private static final Logger LOG = LoggerFactory.getLogger(NexsServiceContributor.class);

    /** What else says where connections come from. */
    @SuppressWarnings("deprecation") // the old names still work
    static final List<String> OTHERS = List.of(
            JdbcSettings.DATASOURCE,
            JdbcSettings.JAKARTA_NON_JTA_DATASOURCE,
            JdbcSettings.JAKARTA_JTA_DATASOURCE,
            JdbcSettings.URL,
            JdbcSettings.JAKARTA_JDBC_URL);

    /** Whoever sets one of these means to have connections from here. */
    private static final List<String> OF_CONNECTIONS =
            List.of(NexsSettings.USERNAME, NexsSettings.PASSWORD, NexsSettings.POOL_PREFIX);

    private final Map<String, String> environment;

    /** Called by Hibernate. */
    public NexsServiceContributor() {
        this(System.getenv());
    }

    NexsServiceContributor(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        Map<String, Object> settings = builder.getSettings();
        fillInFromEnvironment(settings);
        if (!settings.containsKey(NexsSettings.URL)
                && !settings.containsKey(NexsSettings.DATASOURCE)
                && !settings.containsKey(NexsSettings.TENANCY_INSTANCE)) {
            warnOfForgottenUrl(settings);
            return;
        }
        boolean tenants = settings.containsKey(NexsSettings.TENANCY_STRATEGY)
                || settings.containsKey(NexsSettings.TENANCY_INSTANCE);
        if (isProvided(settings, JdbcSettings.CONNECTION_PROVIDER, "remove one of them")
                || isProvided(
                        settings,
                        MultiTenancySettings.MULTI_TENANT_CONNECTION_PROVIDER,
                        "have it build a NexsDataSource and remove this setting here")) {
            return;
        }
        RequiredHibernate.check();
        warnOfOthers(settings);
        LeftoverSettings.warn(settings, source(settings));
        if (tenants) {
            tenancy().contribute(settings);
        }
        builder.applySetting(JdbcSettings.CONNECTION_PROVIDER, NexsConnectionProvider.class);
    }

    /** Found by name: this module does not need the one that knows tenants. */
    private static TenancyModule tenancy() {
        return ServiceLoader.load(TenancyModule.class, TenancyModule.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new NexsConfigurationException(List.of(NexsSettings.TENANCY_STRATEGY
                        + " needs the module that keeps tenants apart; add the dependency dev.nexs:nexs-tenancy")));
    }

    private static void warnOfForgottenUrl(Map<String, Object> settings) {
        List<String> useless = settings.keySet().stream()
                .filter(name -> OF_CONNECTIONS.stream().anyMatch(name::startsWith))
                .sorted()
                .toList();
        if (!useless.isEmpty()) {
            LOG.warn(
                    "{} have no effect: neither {} nor {} is set",
                    String.join(", ", useless),
                    NexsSettings.URL,
                    NexsSettings.DATASOURCE);
        }
    }

    /** Hibernate then asks nobody but that provider. */
    private static boolean isProvided(Map<String, Object> settings, String provider, String advice) {
        if (!settings.containsKey(provider)) {
            return false;
        }
        LOG.warn("{} is set, so its connections are used and {} has no effect; {}", provider, source(settings), advice);
        return true;
    }

    /** The environment completes what the settings leave out; it changes nothing that they say. */
    private void fillInFromEnvironment(Map<String, Object> settings) {
        boolean ours = settings.containsKey(NexsSettings.URL);
        boolean nobodys = !ours
                && environment.containsKey("NEXS_URL")
                && !settings.containsKey(NexsSettings.DATASOURCE)
                && !settings.containsKey(JdbcSettings.CONNECTION_PROVIDER)
                && !isMultiTenant(settings)
                && OTHERS.stream().noneMatch(settings::containsKey);
        if (ours || nobodys) {
            EnvironmentSettings.complete(settings, environment);
        }
    }

    /** Then another provider hands out connections, and nothing is known of their auto-commit. */
    private static boolean isMultiTenant(Map<String, Object> settings) {
        return settings.containsKey(MultiTenancySettings.MULTI_TENANT_CONNECTION_PROVIDER);
    }

    private static String source(Map<String, Object> settings) {
        return settings.containsKey(NexsSettings.DATASOURCE) ? NexsSettings.DATASOURCE : NexsSettings.URL;
    }

    private static void warnOfOthers(Map<String, Object> settings) {
        for (String other : OTHERS) {
            if (settings.containsKey(other) && LeftoverSettings.isFirstOfItsNames(other, settings)) {
                LOG.warn(
                        "Both {} and {} say where the connections of {} come from; {} is used",
                        source(settings),
                        LeftoverSettings.withOtherNames(other, settings),
                        settings.getOrDefault(PersistenceSettings.PERSISTENCE_UNIT_NAME, "the session factory"),
                        source(settings));
            }
        }
    }
}
