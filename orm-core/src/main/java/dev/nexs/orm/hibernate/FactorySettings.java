package dev.nexs.orm.hibernate;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.internal.ConfigurationReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.HibernateException;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.engine.jdbc.connections.internal.ConnectionProviderInitiator;
import org.hibernate.engine.jdbc.env.JdbcMetadataOnBoot;
import org.hibernate.engine.jdbc.env.internal.JdbcEnvironmentInitiator;
import org.hibernate.internal.util.config.ConfigurationHelper;
import org.jspecify.annotations.Nullable;

/** What a session factory's settings say about its connections. */
final class FactorySettings {

    private static final String AUTO_COMMIT = NexsSettings.POOL_PREFIX + "auto-commit";

    private static final String ISOLATION = NexsSettings.POOL_PREFIX + "transaction-isolation";

    private final Map<String, Object> settings;

    FactorySettings(Map<String, Object> settings) {
        this.settings = settings;
    }

    /** {@return the datasource that was passed in, if one was} */
    @Nullable
    NexsDataSource sharedDataSource() {
        Object given = settings.get(NexsSettings.DATASOURCE);
        if (given == null) {
            return null;
        }
        if (given instanceof NexsDataSource source) {
            ConfigurationReader.checkBesideShared(settings);
            return source;
        }
        throw new NexsConfigurationException(List.of(NexsSettings.DATASOURCE + " is a "
                + given.getClass().getName() + "; allowed is a " + NexsDataSource.class.getName()));
    }

    /** {@return the datasource's settings, with a pool that suits the way Hibernate begins transactions} */
    Map<String, Object> ownSettings() {
        Map<String, Object> own = new HashMap<>();
        settings.forEach((name, value) -> {
            if (name.startsWith(NexsSettings.PREFIX)) {
                own.put(name, value);
            }
        });
        if ((autoCommitOff() || isFalse(JdbcSettings.AUTOCOMMIT))
                && !own.containsKey(NexsSettings.POOL_PREFIX + "autoCommit")) {
            own.putIfAbsent(AUTO_COMMIT, "false");
        }
        String isolation = isolation();
        if (isolation != null && !own.containsKey(NexsSettings.POOL_PREFIX + "transactionIsolation")) {
            own.putIfAbsent(ISOLATION, isolation);
        }
        return own;
    }

    /** {@return HikariCP's name for {@code hibernate.connection.isolation}, or null where it is not set} */
    @Nullable
    String isolation() {
        try {
            Integer level = ConnectionProviderInitiator.extractIsolation(settings);
            return level == null ? null : ConnectionProviderInitiator.toIsolationConnectionConstantName(level);
        } catch (HibernateException e) {
            throw new NexsConfigurationException(List.of(JdbcSettings.ISOLATION + " = '"
                    + settings.get(JdbcSettings.ISOLATION) + "' is not allowed; allowed is READ_UNCOMMITTED,"
                    + " READ_COMMITTED, REPEATABLE_READ or SERIALIZABLE"));
        }
    }

    /**
     * {@return whether Hibernate needs an answer of the server to start: it asks for the version unless it was told not
     * to, and can do without an answer only if it knows the dialect}
     */
    boolean serverIsNeeded() {
        return ConfigurationHelper.getString(JdbcSettings.DIALECT, settings) == null
                && JdbcEnvironmentInitiator.jdbcMetadataAccess(settings) != JdbcMetadataOnBoot.DISALLOW
                && !settings.containsKey(MultiTenancySettings.MULTI_TENANT_CONNECTION_PROVIDER);
    }

    /** {@return whether Hibernate relies on getting connections with auto-commit off} */
    boolean autoCommitOff() {
        return isTrue(JdbcSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT);
    }

    private boolean isFalse(String name) {
        return settings.get(name) != null && !isTrue(name);
    }

    private boolean isTrue(String name) {
        Object value = settings.get(name);
        return value != null && Boolean.parseBoolean(value.toString());
    }
}
