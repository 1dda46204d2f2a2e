package dev.nexs.orm.internal;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.util.UtilityElf;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.jdbc.SessionReset;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.internal.HikariNodeConnections;
import dev.nexs.orm.routing.internal.HotStandby;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds what opens pools, from a configuration. */
public final class PoolFactory {

    private PoolFactory() {}

    /** {@return whether the pools' connections commit by themselves, as JDBC's do unless somebody says otherwise} */
    public static boolean autoCommit(NexsConfiguration configuration) {
        Object set = configuration.pool().hikari().get("autoCommit");
        return set == null || Boolean.parseBoolean(set.toString());
    }

    /** {@return where read-only sessions read, as far as the pools' transaction isolation lets them} */
    public static ReadPreference readPreference(NexsConfiguration configuration) {
        ReadPreference set = configuration.values().get(Catalogue.READ_PREFERENCE);
        Object isolation = configuration.pool().hikari().get("transactionIsolation");
        boolean serializable = isolation != null
                && (isolation.toString().equals(String.valueOf(Connection.TRANSACTION_SERIALIZABLE))
                        || isolation.toString().toUpperCase(Locale.ROOT).endsWith("SERIALIZABLE"));
        return serializable ? HotStandby.serializable(set) : set;
    }

    /** {@return the same where nobody observes} */
    public static HikariNodeConnections connections(NexsConfiguration configuration) {
        return connections(configuration, new Observers());
    }

    /** {@return what opens this configuration's pools and unpooled connections} */
    public static HikariNodeConnections connections(NexsConfiguration configuration, Observers observers) {
        Map<NodeAddress, Integer> sizes = new HashMap<>();
        configuration.nodeSettings().forEach((node, settings) -> {
            Integer size = settings.maximumSize();
            if (size != null) {
                sizes.put(node, size);
            }
        });
        return new HikariNodeConnections(
                configuration.credentials(),
                configuration.driver(),
                configuration.tls(),
                configuration.pool(),
                sizes,
                (config, pool) -> pool.hikari().forEach((name, value) -> HikariNames.apply(config, name, value)),
                reset(configuration),
                observers);
    }

    private static SessionReset reset(NexsConfiguration configuration) {
        return new SessionReset(
                configuration.values().get(Catalogue.POOL_RESET_ON_RETURN),
                text(configuration, "connectionInitSql"),
                text(configuration, "schema"),
                isolation(configuration));
    }

    private static @Nullable String text(NexsConfiguration configuration, String property) {
        Object value = configuration.pool().hikari().get(property);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }

    /** {@return the pools' isolation as SQL writes it, or null where it is the server's} */
    private static @Nullable String isolation(NexsConfiguration configuration) {
        String set = text(configuration, "transactionIsolation");
        if (set == null) {
            return null;
        }
        HikariConfig config = new HikariConfig();
        HikariNames.apply(config, "transactionIsolation", set);
        return switch (UtilityElf.getTransactionIsolation(config.getTransactionIsolation())) {
            case Connection.TRANSACTION_SERIALIZABLE -> "SERIALIZABLE";
            case Connection.TRANSACTION_REPEATABLE_READ -> "REPEATABLE READ";
            case Connection.TRANSACTION_READ_UNCOMMITTED -> "READ UNCOMMITTED";
            default -> "READ COMMITTED";
        };
    }
}
