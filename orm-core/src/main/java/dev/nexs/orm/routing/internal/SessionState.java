package dev.nexs.orm.routing.internal;

import java.sql.Connection;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What was set on a routing connection besides read-only and autocommit, to be told to each node that it gets. */
final class SessionState {

    @Nullable
    Integer isolation;

    @Nullable
    String schema;

    @Nullable
    String catalog;

    @Nullable
    Integer holdability;

    @Nullable
    Map<String, Class<?>> typeMap;

    @Nullable
    Integer networkTimeout;

    @Nullable
    Properties clientInfo;

    private @Nullable Executor networkExecutor;

    void networkTimeout(Executor executor, int millis) {
        networkExecutor = executor;
        networkTimeout = millis;
    }

    void clientInfo(String name, @Nullable String value) {
        if (clientInfo == null) {
            clientInfo = new Properties();
        }
        if (value == null) {
            clientInfo.remove(name);
        } else {
            clientInfo.setProperty(name, value);
        }
    }

    void apply(Connection target) throws SQLException {
        if (networkTimeout != null && networkExecutor != null) {
            target.setNetworkTimeout(networkExecutor, networkTimeout);
        }
        if (isolation != null) {
            target.setTransactionIsolation(isolation);
        }
        if (schema != null) {
            target.setSchema(schema);
        }
        if (catalog != null) {
            target.setCatalog(catalog);
        }
        if (holdability != null) {
            target.setHoldability(holdability);
        }
        if (typeMap != null) {
            target.setTypeMap(typeMap);
        }
        applyClientInfo(target);
    }

    private void applyClientInfo(Connection target) throws SQLClientInfoException {
        if (clientInfo != null) {
            for (String name : clientInfo.stringPropertyNames()) {
                target.setClientInfo(name, clientInfo.getProperty(name));
            }
        }
    }
}
