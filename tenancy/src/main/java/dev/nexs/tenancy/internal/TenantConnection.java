package dev.nexs.tenancy.internal;

import dev.nexs.orm.jdbc.DelegatingConnection;
import dev.nexs.orm.jdbc.PhysicalConnection;
import dev.nexs.orm.jdbc.StatementJudge;
import dev.nexs.orm.jdbc.StatementWatcher;
import dev.nexs.orm.jdbc.WatchedCallableStatement;
import dev.nexs.orm.jdbc.WatchedPreparedStatement;
import dev.nexs.orm.jdbc.WatchedStatement;
import dev.nexs.tenancy.TenancyException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection on behalf of one tenant. Before each statement the tenant has to be admitted, and the first one of a
 * transaction is preceded by what makes the transaction the tenant's: variables that end with it, in one statement that
 * travels with BEGIN. In auto-commit there is no transaction to end them, so they are set for the session. That and whatever
 * SQL may have changed of the session is taken back before the next borrower, and a connection of which it cannot be is
 * destroyed.
 */
final class TenantConnection extends DelegatingConnection implements StatementWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(TenantConnection.class);

    /** SQLSTATE of an authorization that is not valid: nobody tries such a statement again. */
    private static final String NOT_ADMITTED = "28000";

    /** SQLSTATE of a server that cannot serve now: those who try again may. */
    private static final String NOT_NOW = "57P03";

    private static final StatementJudge JUDGE = new StatementJudge();

    /** Decides whether the tenant may go on, and as what. */
    @FunctionalInterface
    interface Admission {
        /**
         * {@return the variables that make a transaction the tenant's, none where the connection is}
         *
         * @param begins whether a transaction begins
         * @throws TenancyException if it is not admitted
         */
        Map<String, String> admit(boolean begins);
    }

    private final Connection raw;
    private final String tenant;
    private final Admission admission;
    private final Runnable release;
    private final boolean readOnly;

    private boolean begun;
    private Map<String, String> ofSession = Map.of();
    private boolean touched;
    private boolean closed;

    /**
     * Wraps a connection.
     *
     * @param release called once, when it has gone back
     */
    TenantConnection(Connection raw, String tenant, Admission admission, Runnable release) throws SQLException {
        this.raw = raw;
        this.tenant = tenant;
        this.admission = admission;
        this.release = release;
        this.readOnly = raw.isReadOnly();
    }

    @Override
    protected Connection target() throws SQLException {
        if (closed) {
            throw new SQLException("The connection of the tenant '" + tenant + "' is closed", "08003");
        }
        return raw;
    }

    // ---- what is sent

    /** Called before each statement. */
    private void admit() throws SQLException {
        target();
        boolean alone = raw.getAutoCommit();
        TransactionState state = raw.unwrap(BaseConnection.class).getTransactionState();
        boolean begins = alone || !begun || state == TransactionState.IDLE;
        Map<String, String> variables;
        try {
            variables = admission.admit(begins);
        } catch (TenancyException e) {
            throw new SQLException(
                    e.getMessage(), e.reason() == TenancyException.Reason.STALE ? NOT_NOW : NOT_ADMITTED, e);
        }
        if (!begins || state == TransactionState.FAILED) {
            return;
        }
        if (!alone) {
            set(variables, true);
            begun = true;
        } else if (!variables.equals(ofSession)) {
            ofSession = variables;
            touched = true;
            set(variables, false);
        }
    }

    private void set(Map<String, String> variables, boolean local) throws SQLException {
        if (variables.isEmpty()) {
            return;
        }
        String calls = String.join(
                ", ",
                variables.keySet().stream()
                        .map(any -> "set_config(?, ?, " + local + ")")
                        .toList());
        try (PreparedStatement statement = raw.prepareStatement("select " + calls)) {
            int at = 1;
            for (Map.Entry<String, String> variable : variables.entrySet()) {
                statement.setString(at++, variable.getKey());
                statement.setString(at++, variable.getValue());
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
            }
        }
    }

    @Override
    public @Nullable Object sending(Statement statement, @Nullable String sql, Use use) throws SQLException {
        if (sql != null) {
            look(sql);
        } else if (!(statement instanceof PreparedStatement)) {
            touched = true; // a batch of texts
        }
        admit();
        return null;
    }

    private void look(String sql) {
        touched = touched || !JUDGE.keepsSession(sql);
    }

    @Override
    public Connection connection() {
        return this;
    }

    private Statement watched(Statement statement) {
        return new WatchedStatement(statement, this);
    }

    private PreparedStatement watched(PreparedStatement statement, String sql) {
        look(sql);
        return new WatchedPreparedStatement(statement, this);
    }

    private CallableStatement watched(CallableStatement statement, String sql) {
        look(sql);
        return new WatchedCallableStatement(statement, this);
    }

    @Override
    public Statement createStatement() throws SQLException {
        return watched(target().createStatement());
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        return watched(target().createStatement(type, concurrency));
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        return watched(target().createStatement(type, concurrency, holdability));
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        return watched(target().prepareStatement(sql), sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        return watched(target().prepareStatement(sql, type, concurrency), sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        return watched(target().prepareStatement(sql, type, concurrency, holdability), sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int generatedKeys) throws SQLException {
        return watched(target().prepareStatement(sql, generatedKeys), sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
        return watched(target().prepareStatement(sql, columns), sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
        return watched(target().prepareStatement(sql, columns), sql);
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        return watched(target().prepareCall(sql), sql);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        return watched(target().prepareCall(sql, type, concurrency), sql);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        return watched(target().prepareCall(sql, type, concurrency, holdability), sql);
    }

    // ---- what sends statements of its own

    @Override
    public Savepoint setSavepoint() throws SQLException {
        admit();
        return raw.setSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        admit();
        return raw.setSavepoint(name);
    }

    @Override
    public String getSchema() throws SQLException {
        admit();
        return raw.getSchema();
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        admit();
        return raw.getMetaData();
    }

    /** What is done with the driver's own connection is not seen, so its session is taken back as if it had changed. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        admit();
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        T found = raw.unwrap(type);
        touched = touched || !(found instanceof DelegatingConnection);
        return found;
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || target().isWrapperFor(type);
    }

    // ---- the transaction

    @Override
    public void commit() throws SQLException {
        begun = false;
        target().commit();
    }

    @Override
    public void rollback() throws SQLException {
        begun = false;
        target().rollback();
    }

    /** Of an administrator who only reads it stays off, since outside a transaction nothing would be read-only. */
    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        if (!readOnly) {
            target().setAutoCommit(autoCommit);
        }
    }

    @Override
    public void setReadOnly(boolean wanted) throws SQLException {
        if (readOnly && !wanted) {
            throw new SQLException("The connection of the tenant '" + tenant + "' is read-only and stays so");
        }
        target().setReadOnly(wanted);
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        throw fixed();
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        throw fixed();
    }

    private SQLException fixed() {
        return new SQLException(
                "The connection belongs to the tenant '" + tenant + "', whose schema cannot be changed");
    }

    // ---- the end

    @Override
    public boolean isClosed() throws SQLException {
        return closed || raw.isClosed();
    }

    @Override
    public void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (touched && !raw.isClosed()) {
                takeBackAndClose();
            } else {
                raw.close();
            }
        } finally {
            release.run();
        }
    }

    /** What is not taken back is destroyed, and the borrower, who is through, has no part in it. */
    private void takeBackAndClose() throws SQLException {
        try {
            raw.unwrap(PhysicalConnection.class).takeBackSessionOnReturn();
            raw.close();
        } catch (SQLException | RuntimeException e) {
            LOG.warn(
                    "A connection of the tenant '{}' could not be made good for the next borrower: {}",
                    tenant,
                    e.getMessage());
            raw.abort(Runnable::run);
        }
    }

    @Override
    public String toString() {
        return "TenantConnection[" + tenant + ", " + raw + "]";
    }
}
