package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.jdbc.DelegatingConnection;
import dev.nexs.orm.jdbc.OwnQuery;
import dev.nexs.orm.jdbc.StatementJudge;
import dev.nexs.orm.jdbc.StatementWatcher;
import dev.nexs.orm.jdbc.WatchedPreparedStatement;
import dev.nexs.orm.jdbc.WatchedStatement;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * The connection that a unit works on. It always says that it is in a transaction; whether it is one on the wire depends.
 *
 * <p>A read unit starts in auto-commit, where a plain query costs one round trip and no BEGIN and COMMIT, and turns to a
 * real read-only transaction, for the rest of the unit, before the first statement that could tell the difference. Any
 * other unit is in one from the start. The unit alone commits and rolls back: the work must not. Whatever was changed on
 * the connection is changed back when the unit leaves it, for not every pool does that. Not thread-safe.
 */
final class UnitConnection extends DelegatingConnection implements StatementWatcher {

    private final Connection target;
    private final UnitPlan plan;
    private final UnitTransaction transaction;
    private final StatementJudge judge;
    private final boolean wasReadOnly;
    private final boolean wasAutoCommit;
    private boolean real;
    private boolean ending;
    private boolean rolledBack;
    private @Nullable Deque<Undo> undos;
    private CommitAnswer answer = CommitAnswer.NOTHING_WRITTEN;

    /** Takes back a change. */
    @FunctionalInterface
    private interface Undo {
        void run() throws SQLException;
    }

    UnitConnection(Connection target, UnitPlan plan, UnitTransaction transaction, StatementJudge judge)
            throws SQLException {
        this.target = target;
        this.plan = plan;
        this.transaction = transaction;
        this.judge = judge;
        this.wasReadOnly = target.isReadOnly();
        this.wasAutoCommit = target.getAutoCommit();
        if (plan.mayStayPlain()) {
            switchAutoCommit(true);
        } else {
            begin();
        }
    }

    @Override
    protected Connection target() {
        return target;
    }

    // ---- what the unit does with it ----

    CommitAnswer answer() {
        return answer;
    }

    /** From now on the unit commits, directly or through Hibernate. */
    void beforeCommit() throws SQLException {
        ending = true;
        check();
    }

    /** Throws the first failure of the transaction, if there was one. */
    void check() throws SQLException {
        if (real) {
            CommitTrouble.check(target);
        }
    }

    /** Whoever was asked to commit may have rolled back and said nothing. */
    void requireCommitted() throws SQLException {
        if (!transaction.isCommitted()) {
            throw new SQLException("the session rolled back instead, and gave no reason", "25000");
        }
    }

    /** From now on the unit rolls back, directly or through Hibernate; after that nothing is known of the failure. */
    void beforeRollback(Throwable thrown) {
        ending = true;
        if (real && transaction.isOpen()) {
            SQLException hidden = CommitTrouble.hiddenBy(thrown, target);
            if (hidden != null) {
                CommitTrouble.reveal(hidden, thrown);
                transaction.failedBy(hidden);
            }
        }
    }

    /** A session that cannot roll back any more leaves it to the unit. */
    void afterRollback() throws SQLException {
        if (real && transaction.isOpen() && !rolledBack) {
            target.rollback();
        }
    }

    /** Leaves the connection as it was lent; one that cannot be left so is destroyed. */
    void leave() {
        try {
            if (!target.isClosed()) {
                restore();
            }
        } catch (SQLException | RuntimeException e) {
            EngineState.LOG.debug("A unit's connection could not be left as it was lent and is destroyed", e);
            destroy();
        }
    }

    private void restore() throws SQLException {
        if (real
                && target.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE
                && !target.getAutoCommit()) {
            target.rollback(); // something ran after the COMMIT
        }
        if (undos != null) {
            switchAutoCommit(true);
            while (!undos.isEmpty()) {
                undos.pop().run();
            }
        }
        if (target.isReadOnly() != wasReadOnly) {
            target.setReadOnly(wasReadOnly);
        }
        switchAutoCommit(wasAutoCommit);
    }

    private void destroy() {
        try {
            target.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            EngineState.LOG.debug("A unit's connection could not be aborted", e);
        }
    }

    /** The driver sends BEGIN with the first statement; setting these flags sends nothing. */
    private void begin() throws SQLException {
        real = true;
        if (plan.readOnly() != target.isReadOnly()) {
            target.setReadOnly(plan.readOnly());
        }
        switchAutoCommit(false);
        if (!plan.prelude().isEmpty()) {
            try (Statement statement = target.createStatement()) {
                statement.execute(plan.prelude());
            }
        }
    }

    private void switchAutoCommit(boolean autoCommit) throws SQLException {
        if (target.getAutoCommit() != autoCommit) {
            target.setAutoCommit(autoCommit);
        }
    }

    /** Before anything that could tell the difference. */
    private void needTransaction() throws SQLException {
        if (!real) {
            begin();
        }
        transaction.mayHaveActed();
    }

    private void needTransactionUnlessPlain(String sql) throws SQLException {
        if (!real) {
            if (!judge.isPlain(sql)) {
                begin();
            }
        } else if (transaction.asksWhetherItActed() && !judge.isPlain(sql)) {
            transaction.mayHaveActed();
        }
    }

    @Override
    public @Nullable Object sending(Statement statement, @Nullable String sql, Use use) throws SQLException {
        if (use == Use.UPDATE || use == Use.BATCH) {
            needTransaction();
        } else if (sql != null) {
            needTransactionUnlessPlain(sql);
        }
        return null;
    }

    /** A cursor lives only in a transaction. */
    @Override
    public void reaching(Reach how) throws SQLException {
        needTransaction();
    }

    @Override
    public Connection connection() {
        return this;
    }

    // ---- what the work does with it ----

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        needTransactionUnlessPlain(sql);
        return watched(target.prepareStatement(sql));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency) throws SQLException {
        needTransactionUnlessPlain(sql);
        needTransactionIfUpdatable(concurrency);
        return watched(target.prepareStatement(sql, type, concurrency));
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        needTransactionUnlessPlain(sql);
        needTransactionIfUpdatable(concurrency);
        return watched(target.prepareStatement(sql, type, concurrency, holdability));
    }

    /** Generated keys are asked for: an insert. */
    @Override
    public PreparedStatement prepareStatement(String sql, int generatedKeys) throws SQLException {
        needTransaction();
        return target.prepareStatement(sql, generatedKeys);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
        needTransaction();
        return target.prepareStatement(sql, columns);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
        needTransaction();
        return target.prepareStatement(sql, columns);
    }

    @Override
    public Statement createStatement() throws SQLException {
        return watched(target.createStatement());
    }

    @Override
    public Statement createStatement(int type, int concurrency) throws SQLException {
        needTransactionIfUpdatable(concurrency);
        return watched(target.createStatement(type, concurrency));
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        needTransactionIfUpdatable(concurrency);
        return watched(target.createStatement(type, concurrency, holdability));
    }

    private void needTransactionIfUpdatable(int concurrency) throws SQLException {
        if (concurrency == ResultSet.CONCUR_UPDATABLE) {
            needTransaction();
        }
    }

    /** In a transaction the pool's own statements will do. */
    private PreparedStatement watched(PreparedStatement statement) {
        return real ? statement : new WatchedPreparedStatement(statement, this);
    }

    private Statement watched(Statement statement) {
        return real && !transaction.asksWhetherItActed() ? statement : new WatchedStatement(statement, this);
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        needTransaction();
        return target.prepareCall(sql);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
        needTransaction();
        return target.prepareCall(sql, type, concurrency);
    }

    @Override
    public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability) throws SQLException {
        needTransaction();
        return target.prepareCall(sql, type, concurrency, holdability);
    }

    @Override
    public Savepoint setSavepoint() throws SQLException {
        needTransaction();
        return target.setSavepoint();
    }

    @Override
    public Savepoint setSavepoint(String name) throws SQLException {
        needTransaction();
        return target.setSavepoint(name);
    }

    @Override
    public Clob createClob() throws SQLException {
        needTransaction();
        return target.createClob();
    }

    @Override
    public Blob createBlob() throws SQLException {
        needTransaction();
        return target.createBlob();
    }

    /** Whoever asks for the driver's own connection may do anything with it. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        needTransaction();
        return target.unwrap(type);
    }

    @Override
    public boolean getAutoCommit() {
        return false;
    }

    @Override
    public void setAutoCommit(boolean wanted) throws SQLException {
        if (wanted) {
            throw refusal("setAutoCommit(true)");
        }
    }

    @Override
    public void commit() throws SQLException {
        if (!ending) {
            throw refusal("commit()");
        }
        if (real && plan.readOnly()) {
            check();
            target.commit();
            transaction.ended();
        } else if (real) {
            answer = transaction.commit(target);
        } else {
            transaction.ended();
        }
    }

    @Override
    public void rollback() throws SQLException {
        if (!ending) {
            throw refusal("rollback()");
        }
        if (real && transaction.isOpen()) {
            rolledBack = true;
            target.rollback();
        }
    }

    private static SQLException refusal(String call) {
        return new SQLException(
                call + " was called inside a unit of work: a unit commits when its work returns, and rolls back when it"
                        + " throws",
                "25000");
    }

    /** The unit gives it back. */
    @Override
    public void close() {
        // not yet
    }

    // ---- what the work sets is set back ----

    private void undo(Undo undo) {
        if (undos == null) {
            undos = new ArrayDeque<>();
        }
        undos.push(undo);
    }

    @Override
    public void setReadOnly(boolean readOnly) throws SQLException {
        if (readOnly != plan.readOnly()) {
            throw new SQLException(
                    "setReadOnly(" + readOnly + ") was called inside a " + (plan.readOnly() ? "read" : "write")
                            + " unit: what a unit is, is said by read or write",
                    "25000");
        }
    }

    @Override
    public boolean isReadOnly() {
        return plan.readOnly();
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        needTransaction();
        int before = target.getTransactionIsolation();
        target.setTransactionIsolation(level);
        undo(() -> target.setTransactionIsolation(before));
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        needTransaction();
        int before = target.getHoldability();
        target.setHoldability(holdability);
        undo(() -> target.setHoldability(before));
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        needTransaction();
        String before = searchPath();
        target.setSchema(schema);
        undo(() -> {
            try (PreparedStatement statement =
                    target.prepareStatement(OwnQuery.MARK + "SELECT set_config('search_path', ?, false)")) {
                statement.setString(1, before);
                statement.execute();
            }
        });
    }

    /** All of it: the schema that JDBC would name is but the first. */
    private String searchPath() throws SQLException {
        try (Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery(OwnQuery.MARK + "SHOW search_path")) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        int before = target.getNetworkTimeout();
        target.setNetworkTimeout(executor, milliseconds);
        undo(() -> target.setNetworkTimeout(executor, before));
    }

    @Override
    public void setClientInfo(String name, String value) throws SQLClientInfoException {
        try {
            String before = target.getClientInfo(name);
            target.setClientInfo(name, value);
            undo(() -> target.setClientInfo(name, before));
        } catch (SQLClientInfoException e) {
            throw e;
        } catch (SQLException e) {
            throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), java.util.Map.of(), e);
        }
    }

    @Override
    public void setClientInfo(Properties properties) throws SQLClientInfoException {
        for (String name : properties.stringPropertyNames()) {
            setClientInfo(name, properties.getProperty(name));
        }
    }

    @Override
    public String toString() {
        return "unit on " + target;
    }
}
