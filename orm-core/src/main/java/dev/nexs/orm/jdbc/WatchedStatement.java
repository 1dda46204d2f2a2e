package dev.nexs.orm.jdbc;

import dev.nexs.orm.jdbc.StatementWatcher.Reach;
import dev.nexs.orm.jdbc.StatementWatcher.Use;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;

/** A statement that tells a {@link StatementWatcher} what is sent, before and after. */
@SuppressWarnings("deprecation") // JDBC's own deprecated methods are handed on, too
public class WatchedStatement implements Statement {

    static final long NOT_COUNTED = StatementWatcher.NOT_COUNTED;

    final StatementWatcher watcher;
    private final Statement target;

    /** One over {@code target}. */
    public WatchedStatement(Statement target, StatementWatcher watcher) {
        this.target = target;
        this.watcher = watcher;
    }

    Statement target() {
        return target;
    }

    /** {@return how many rows a batch changed, as far as the driver says} */
    static long sum(int[] counts) {
        long sum = 0;
        for (int count : counts) {
            sum += Math.max(0, count);
        }
        return sum;
    }

    /** {@return how many rows a batch changed, as far as the driver says} */
    static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += Math.max(0, count);
        }
        return sum;
    }

    @Override
    public void addBatch(String sql) throws SQLException {
        watcher.reaching(Reach.BATCH);
        target().addBatch(watcher.text(sql));
    }

    @Override
    public void cancel() throws SQLException {
        target().cancel();
    }

    @Override
    public void clearBatch() throws SQLException {
        target().clearBatch();
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
    public void closeOnCompletion() throws SQLException {
        target().closeOnCompletion();
    }

    @Override
    public String enquoteIdentifier(String identifier, boolean always) throws SQLException {
        return target().enquoteIdentifier(identifier, always);
    }

    @Override
    public String enquoteLiteral(String text) throws SQLException {
        return target().enquoteLiteral(text);
    }

    @Override
    public String enquoteNCharLiteral(String text) throws SQLException {
        return target().enquoteNCharLiteral(text);
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.ANY);
        try {
            boolean result = target().execute(watcher.text(sql));
            watcher.answered(sent, NOT_COUNTED, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public boolean execute(String sql, String[] columns) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.ANY);
        try {
            boolean result = target().execute(watcher.text(sql), columns);
            watcher.answered(sent, NOT_COUNTED, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public boolean execute(String sql, int generatedKeys) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.ANY);
        try {
            boolean result = target().execute(watcher.text(sql), generatedKeys);
            watcher.answered(sent, NOT_COUNTED, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public boolean execute(String sql, int[] columns) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.ANY);
        try {
            boolean result = target().execute(watcher.text(sql), columns);
            watcher.answered(sent, NOT_COUNTED, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public int[] executeBatch() throws SQLException {
        Object sent = watcher.sending(this, null, Use.BATCH);
        try {
            int[] result = target().executeBatch();
            watcher.answered(sent, sum(result), null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        Object sent = watcher.sending(this, null, Use.BATCH);
        try {
            long[] result = target().executeLargeBatch();
            watcher.answered(sent, sum(result), null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.UPDATE);
        try {
            long result = target().executeLargeUpdate(watcher.text(sql));
            watcher.answered(sent, result, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.UPDATE);
        try {
            long result = target().executeLargeUpdate(watcher.text(sql), columns);
            watcher.answered(sent, result, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public long executeLargeUpdate(String sql, int generatedKeys) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.UPDATE);
        try {
            long result = target().executeLargeUpdate(watcher.text(sql), generatedKeys);
            watcher.answered(sent, result, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.UPDATE);
        try {
            long result = target().executeLargeUpdate(watcher.text(sql), columns);
            watcher.answered(sent, result, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.QUERY);
        try {
            ResultSet result = target().executeQuery(watcher.text(sql));
            watcher.answered(sent, NOT_COUNTED, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.UPDATE);
        try {
            int result = target().executeUpdate(watcher.text(sql));
            watcher.answered(sent, result, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public int executeUpdate(String sql, String[] columns) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.UPDATE);
        try {
            int result = target().executeUpdate(watcher.text(sql), columns);
            watcher.answered(sent, result, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public int executeUpdate(String sql, int generatedKeys) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.UPDATE);
        try {
            int result = target().executeUpdate(watcher.text(sql), generatedKeys);
            watcher.answered(sent, result, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public int executeUpdate(String sql, int[] columns) throws SQLException {
        Object sent = watcher.sending(this, sql, Use.UPDATE);
        try {
            int result = target().executeUpdate(watcher.text(sql), columns);
            watcher.answered(sent, result, null);
            return result;
        } catch (SQLException | RuntimeException e) {
            watcher.answered(sent, NOT_COUNTED, e);
            throw e;
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return watcher.connection();
    }

    @Override
    public int getFetchDirection() throws SQLException {
        return target().getFetchDirection();
    }

    @Override
    public int getFetchSize() throws SQLException {
        return target().getFetchSize();
    }

    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        return target().getGeneratedKeys();
    }

    @Override
    public long getLargeMaxRows() throws SQLException {
        return target().getLargeMaxRows();
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        return target().getLargeUpdateCount();
    }

    @Override
    public int getMaxFieldSize() throws SQLException {
        return target().getMaxFieldSize();
    }

    @Override
    public int getMaxRows() throws SQLException {
        return target().getMaxRows();
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        return target().getMoreResults();
    }

    @Override
    public boolean getMoreResults(int value) throws SQLException {
        return target().getMoreResults(value);
    }

    @Override
    public int getQueryTimeout() throws SQLException {
        return target().getQueryTimeout();
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        return target().getResultSet();
    }

    @Override
    public int getResultSetConcurrency() throws SQLException {
        return target().getResultSetConcurrency();
    }

    @Override
    public int getResultSetHoldability() throws SQLException {
        return target().getResultSetHoldability();
    }

    @Override
    public int getResultSetType() throws SQLException {
        return target().getResultSetType();
    }

    @Override
    public int getUpdateCount() throws SQLException {
        return target().getUpdateCount();
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        return target().getWarnings();
    }

    @Override
    public boolean isCloseOnCompletion() throws SQLException {
        return target().isCloseOnCompletion();
    }

    @Override
    public boolean isClosed() throws SQLException {
        return target().isClosed();
    }

    @Override
    public boolean isPoolable() throws SQLException {
        return target().isPoolable();
    }

    @Override
    public boolean isSimpleIdentifier(String text) throws SQLException {
        return target().isSimpleIdentifier(text);
    }

    @Override
    public void setCursorName(String value) throws SQLException {
        watcher.reaching(Reach.CURSOR);
        target().setCursorName(value);
    }

    @Override
    public void setEscapeProcessing(boolean value) throws SQLException {
        target().setEscapeProcessing(value);
    }

    @Override
    public void setFetchDirection(int value) throws SQLException {
        target().setFetchDirection(value);
    }

    @Override
    public void setFetchSize(int value) throws SQLException {
        if (value > 0) {
            watcher.reaching(Reach.CURSOR);
        }
        target().setFetchSize(value);
    }

    @Override
    public void setLargeMaxRows(long value) throws SQLException {
        target().setLargeMaxRows(value);
    }

    @Override
    public void setMaxFieldSize(int value) throws SQLException {
        target().setMaxFieldSize(value);
    }

    @Override
    public void setMaxRows(int value) throws SQLException {
        target().setMaxRows(value);
    }

    @Override
    public void setPoolable(boolean value) throws SQLException {
        target().setPoolable(value);
    }

    @Override
    public void setQueryTimeout(int value) throws SQLException {
        target().setQueryTimeout(value);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        watcher.reaching(Reach.DRIVER);
        return target().unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || target().isWrapperFor(type);
    }

    @Override
    public String toString() {
        return target().toString();
    }
}
