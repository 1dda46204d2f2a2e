package dev.nexs.orm.routing.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The part of a connection that can be set before there is a server: what is set is remembered, what is asked is answered
 * from memory, and only what memory does not hold is asked of a server, without choosing it for good.
 */
abstract class SettingsConnection extends LateConnection {

    private @Nullable SessionState state;

    /** Asks any node that this connection may use, and gives it back. */
    abstract <T> T glance(Question<T> question) throws SQLException;

    final SessionState state() {
        if (state == null) {
            state = new SessionState();
        }
        return state;
    }

    final void applyState(Connection target) throws SQLException {
        if (state != null) {
            state.apply(target);
        }
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        Connection target = chosen();
        if (target != null) {
            target.setTransactionIsolation(level);
        }
        state().isolation = level;
    }

    /** Before a node is chosen: what was set, else PostgreSQL's own default. */
    @Override
    public int getTransactionIsolation() throws SQLException {
        Connection target = chosen();
        if (target != null) {
            return target.getTransactionIsolation();
        }
        return isolation();
    }

    final int isolation() {
        Integer isolation = state == null ? null : state.isolation;
        return isolation == null ? TRANSACTION_READ_COMMITTED : isolation;
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        Connection target = chosen();
        if (target != null) {
            target.setSchema(schema);
        }
        state().schema = schema;
    }

    @Override
    public String getSchema() throws SQLException {
        String schema = chosen() != null || state == null ? null : state.schema;
        return schema != null ? schema : glance(Connection::getSchema);
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        Connection target = chosen();
        if (target != null) {
            target.setCatalog(catalog);
        }
        state().catalog = catalog;
    }

    @Override
    public String getCatalog() throws SQLException {
        return glance(Connection::getCatalog);
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        Connection target = chosen();
        if (target != null) {
            target.setHoldability(holdability);
        }
        state().holdability = holdability;
    }

    @Override
    public int getHoldability() throws SQLException {
        Connection target = chosen();
        if (target != null) {
            return target.getHoldability();
        }
        Integer holdability = state == null ? null : state.holdability;
        return holdability == null ? ResultSet.CLOSE_CURSORS_AT_COMMIT : holdability;
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        Connection target = chosen();
        if (target != null) {
            target.setTypeMap(map);
        }
        state().typeMap = map;
    }

    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        Map<String, Class<?>> map = chosen() != null || state == null ? null : state.typeMap;
        return map != null ? map : glance(Connection::getTypeMap);
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        Connection target = chosen();
        if (target != null) {
            target.setNetworkTimeout(executor, milliseconds);
        }
        state().networkTimeout(executor, milliseconds);
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        Integer millis = chosen() != null || state == null ? null : state.networkTimeout;
        return millis != null ? millis : glance(Connection::getNetworkTimeout);
    }

    @Override
    public void setClientInfo(String name, String value) throws SQLClientInfoException {
        try {
            Connection target = chosen();
            if (target != null) {
                target.setClientInfo(name, value);
            }
            state().clientInfo(name, value);
        } catch (SQLClientInfoException e) {
            throw e;
        } catch (SQLException e) {
            throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
        }
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        for (String name : properties.stringPropertyNames()) {
            setClientInfo(name, properties.getProperty(name));
        }
    }

    @Override
    public @Nullable String getClientInfo(String name) throws SQLException {
        Properties remembered = chosen() != null || state == null ? null : state.clientInfo;
        String value = remembered == null ? null : remembered.getProperty(name);
        return value != null
                ? value
                : glance(connection -> Optional.ofNullable(connection.getClientInfo(name)))
                        .orElse(null);
    }

    @Override
    public Properties getClientInfo() throws SQLException {
        Properties all = new Properties();
        all.putAll(glance(Connection::getClientInfo));
        if (state != null && state.clientInfo != null) {
            all.putAll(state.clientInfo);
        }
        return all;
    }

    @Override
    public String nativeSQL(String sql) throws SQLException {
        return glance(connection -> connection.nativeSQL(sql));
    }

    /** Something to ask a connection. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }
}
