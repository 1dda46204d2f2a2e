package dev.nexs.orm.jdbc;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A connection that hands every call on. Written out, since a dynamic proxy costs each call more than all that its
 * subclasses do: the connection that chooses its node late, the one that a unit works on, the physical one below a pool.
 */
public abstract class DelegatingConnection implements Connection {

    /** For subclasses. */
    protected DelegatingConnection() {}

    /** {@return the connection that calls are handed on to} */
    protected abstract Connection target() throws SQLException;

    @Override
    public void abort(Executor executor) throws SQLException {
        target().abort(executor);
    }

    @Override
    public void clearWarnings() throws SQLException {
        target().clearWarnings();
    }

    @Override
    public void close() throws SQLException {
        target().close();
    }

    @Override
    public void commit() throws SQLException {
        target().commit();
    }

    @Override
    public Array createArrayOf(String type, Object[] elements) throws SQLException {
        return target().createArrayOf(type, elements);
    }

    @Override
    public Blob createBlob() throws SQLException {
        return target().createBlob();
    }

    @Override
    public Clob createClob() throws SQLException {
        return target().createClob();
    }

    @Override
    public NClob createNClob() throws SQLException {
        return target().createNClob();
    }

    @Override
    public SQLXML createSQLXML() throws SQLException {
        return target().createSQLXML();
    }

    @Override
    public Statement createStatement() throws SQLException {
        return target().createStatement();
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return target().createStatement(type, concurrency);
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        return target().createStatement(type, concurrency, holdability);
    }

    @Override
    public Struct createStruct(String type, Object[] attributes) throws SQLException {
        return target().createStruct(type, attributes);
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        return target().getAutoCommit();
    }

    @Override
    public String getCatalog() throws SQLException {
        return target().getCatalog();
    }

    @Override
    public Properties getClientInfo() throws SQLException {
        return target().getClientInfo();
    }

    @Override
    public @Nullable String getClientInfo(String value) throws SQLException {
        return target().getClientInfo(value);
    }

    @Override
    public int getHoldability() throws SQLException {
        return target().getHoldability();
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        return target().getMetaData();
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        return target().getNetworkTimeout();
    }

    @Override
    public String getSchema() throws SQLException {
        return target().getSchema();
    }

    @Override
    public int getTransactionIsolation() throws SQLException {
        return target().getTransactionIsolation();
    }

    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        return target().getTypeMap();
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        return target().getWarnings();
    }

    @Override
    public boolean isClosed() throws SQLException {
        return target().isClosed();
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        return target().isReadOnly();
    }

    @Override
    public boolean isValid(int value) throws SQLException {
        return target().isValid(value);
    }

    @Override
    public String nativeSQL(String sql) throws SQLException {
        return target().nativeSQL(sql);
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        return target().prepareCall(sql);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        return target().prepareCall(sql, type, concurrency);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        return target().prepareCall(sql, type, concurrency, holdability);
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        return target().prepareStatement(sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
        return target().prepareStatement(sql, columns);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int generatedKeys) throws SQLException {
        return target().prepareStatement(sql, generatedKeys);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return target().prepareStatement(sql, type, concurrency);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return target().prepareStatement(sql, type, concurrency, holdability);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
        return target().prepareStatement(sql, columns);
    }

    @Override
    public void releaseSavepoint(Savepoint savepoint) throws SQLException {
        target().releaseSavepoint(savepoint);
    }

    @Override
    public void rollback() throws SQLException {
        target().rollback();
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        target().rollback(savepoint);
    }

    @Override
    public void setAutoCommit(boolean value) throws SQLException {
        target().setAutoCommit(value);
    }

    @Override
    public void setCatalog(String value) throws SQLException {
        target().setCatalog(value);
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        Connection target;
        try {
            target = target();
        } catch (SQLException e) {
            throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
        }
        target.setClientInfo(properties);
    }

    @Override
    public void setClientInfo(String name, String value) throws SQLClientInfoException {
        Connection target;
        try {
            target = target();
        } catch (SQLException e) {
            throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
        }
        target.setClientInfo(name, value);
    }

    @Override
    public void setHoldability(int value) throws SQLException {
        target().setHoldability(value);
    }

    @Override
    public void setNetworkTimeout(Executor executor, int value1) throws SQLException {
        target().setNetworkTimeout(executor, value1);
    }

    @Override
    public void setReadOnly(boolean value) throws SQLException {
        target().setReadOnly(value);
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        return target().setSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String value) throws SQLException {
        return target().setSavepoint(value);
    }

    @Override
    public void setSchema(String value) throws SQLException {
        target().setSchema(value);
    }

    @Override
    public void setTransactionIsolation(int value) throws SQLException {
        target().setTransactionIsolation(value);
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> value) throws SQLException {
        target().setTypeMap(value);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : target().unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || target().isWrapperFor(type);
    }
}
