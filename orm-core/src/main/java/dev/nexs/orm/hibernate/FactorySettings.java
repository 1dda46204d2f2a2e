package dev.nexs.orm.hibernate;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.internal.ConfigurationReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hibernate.cfg.JdbcSettings;
import org.jspecify.annotations.Nullable;

/** What a session factory's settings say about its connections. */
final class FactorySettings {

    private static final String AUTO_COMMIT = NexsSettings.POOL_PREFIX + "auto-commit";

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
        if (autoCommitOff() && !own.containsKey(NexsSettings.POOL_PREFIX + "autoCommit")) {
            own.putIfAbsent(AUTO_COMMIT, "false");
        }
        return own;
    }

    /** {@return whether Hibernate relies on getting connections with auto-commit off} */
    boolean autoCommitOff() {
        return isTrue(JdbcSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT);
    }

    /** {@return whether a session keeps its connection, so that a framework may mark it read-only} */
    boolean connectionsAreHeld() {
        Object mode = settings.get(JdbcSettings.CONNECTION_HANDLING);
        return mode != null && mode.toString().toUpperCase(Locale.ROOT).endsWith("HOLD");
    }

    private boolean isTrue(String name) {
        Object value = settings.get(name);
        return value != null && Boolean.parseBoolean(value.toString());
    }
}
