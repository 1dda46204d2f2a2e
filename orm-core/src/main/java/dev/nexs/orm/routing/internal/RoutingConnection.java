package dev.nexs.orm.routing.internal;

import dev.nexs.orm.jdbc.DelegatingConnection;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLWarning;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * A connection that chooses its node at the first statement, by what {@link #setReadOnly} was told until then. What is set
 * before is remembered and told to the node; what is asked is answered from memory, and only what memory does not hold is
 * asked of a node, without choosing it for good. Changing read-only between transactions gives the node back, so that an
 * early choice is never the last: the next statement chooses again, and statements of the old node are closed.
 *
 * <p>Statements are the node's own; their {@code getConnection()} is the pooled connection, not this one. Its price is one
 * small object per borrow. For use by one thread, as every connection, but for {@link #abort} and {@link #isClosed}.
 */
final class RoutingConnection extends DelegatingConnection {

    private static final VarHandle TARGET = field("target", Connection.class);
    private static final VarHandle CLOSED = field("closed", boolean.class);

    private final NodeChoice choice;
    private final boolean pooledAutoCommit;

    // Published with release, for a thread that aborts: a volatile write costs more than the rest of the routing.
    private @Nullable Connection target;
    private boolean closed;

    private @Nullable Borrowed borrowed;
    private boolean readOnly;
    private boolean autoCommit;
    private @Nullable Remembered remembered;

    /** Asking a connection for what it is by default would cost more than the rest of the routing. */
    RoutingConnection(NodeChoice choice, boolean pooledAutoCommit) {
        this.choice = choice;
        this.pooledAutoCommit = pooledAutoCommit;
        this.autoCommit = pooledAutoCommit;
    }

    /** One that has chosen already. */
    RoutingConnection(NodeChoice choice, boolean autoCommit, Borrowed chosen) {
        this(choice, autoCommit);
        use(chosen);
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(RoutingConnection.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Something to ask a connection. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    // ---- the node ----

    @Override
    protected Connection target() throws SQLException {
        Connection chosen = target;
        return chosen != null ? chosen : choose();
    }

    private Connection choose() throws SQLException {
        requireOpen();
        Borrowed chosen = borrow();
        try {
            prepare(chosen.connection());
        } catch (SQLException | RuntimeException e) {
            closeAfter(chosen, e);
            throw e;
        }
        use(chosen);
        return chosen.connection();
    }

    private Borrowed borrow() throws SQLException {
        return choice.choose(readOnly, isolation() == TRANSACTION_SERIALIZABLE);
    }

    private void prepare(Connection chosen) throws SQLException {
        if (readOnly) {
            chosen.setReadOnly(true);
        }
        if (remembered != null) {
            remembered.tell(chosen);
        }
        if (autoCommit != pooledAutoCommit) {
            chosen.setAutoCommit(autoCommit);
        }
    }

    private static void closeAfter(Borrowed chosen, Exception cause) {
        try {
            chosen.giveBack();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private void use(Borrowed chosen) {
        borrowed = chosen;
        TARGET.setRelease(this, chosen.connection());
    }

    private void giveBack() throws SQLException {
        Borrowed chosen = borrowed;
        borrowed = null;
        TARGET.setRelease(this, null);
        if (chosen != null) {
            chosen.giveBack();
        }
    }

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLNonTransientConnectionException("this connection is closed; borrow another", "08003");
        }
    }

    /** {@return the connection of the chosen node, or null} */
    private @Nullable Connection chosen() throws SQLException {
        Connection chosen = target;
        if (chosen == null) {
            requireOpen();
        }
        return chosen;
    }

    private @Nullable Connection published() {
        return (Connection) TARGET.getAcquire(this);
    }

    /** Asks the chosen node, else any that this connection may use, and gives that one back. */
    <T> T glance(Question<T> question) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            return question.ask(chosen);
        }
        Borrowed lent = borrow();
        try {
            return question.ask(lent.connection());
        } finally {
            lent.giveBack();
        }
    }

    // ---- its life ----

    @Override
    public void close() throws SQLException {
        CLOSED.setRelease(this, true);
        giveBack();
    }

    @Override
    public boolean isClosed() throws SQLException {
        Connection chosen = published();
        return (boolean) CLOSED.getAcquire(this) || (chosen != null && chosen.isClosed());
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        CLOSED.setRelease(this, true);
        Connection chosen = published();
        if (chosen != null) {
            chosen.abort(executor);
        }
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        if (timeout < 0) {
            throw new SQLException("isValid: timeout " + timeout + " is not allowed; allowed is 0 or more", "22023");
        }
        Connection chosen = target;
        return chosen == null ? !closed : chosen.isValid(timeout);
    }

    /** Every node is reached by PostgreSQL's driver, so this needs none. */
    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        Connection chosen = chosen();
        if (type.isInstance(this)) {
            return true;
        }
        return chosen == null ? type.isAssignableFrom(PgConnection.class) : chosen.isWrapperFor(type);
    }

    @Override
    public String toString() {
        Connection chosen = published();
        return "routing connection to " + (chosen == null ? "no node yet" : chosen.toString());
    }

    // ---- transactions ----

    @Override
    public void setReadOnly(boolean value) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null && value != readOnly) {
            chosen.setReadOnly(value);
            giveBack();
        }
        readOnly = value;
    }

    @Override
    public boolean isReadOnly() throws SQLException {
        chosen();
        return readOnly;
    }

    @Override
    public void setAutoCommit(boolean value) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.setAutoCommit(value);
        }
        autoCommit = value;
    }

    @Override
    public boolean getAutoCommit() throws SQLException {
        chosen();
        return autoCommit;
    }

    @Override
    public void commit() throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.commit();
        } else {
            requireManualCommit("commit");
        }
    }

    /**
     * A transaction whose connection the pool took away is rolled back already, and saying otherwise would hide why it was
     * taken. The next statement chooses again.
     */
    @Override
    public void rollback() throws SQLException {
        Connection chosen = chosen();
        if (chosen == null) {
            requireManualCommit("rollback");
        } else if (chosen.isClosed()) {
            giveBack();
        } else {
            chosen.rollback();
        }
    }

    /** Nothing was done, so there is nothing to end. */
    private void requireManualCommit(String what) throws SQLException {
        if (autoCommit) {
            throw new SQLException(
                    what + " is not allowed while autocommit is on; call setAutoCommit(false) first", "25P01");
        }
    }

    // ---- what is set and asked before there is a node ----

    private Remembered remembered() {
        if (remembered == null) {
            remembered = new Remembered();
        }
        return remembered;
    }

    @Override
    public void setTransactionIsolation(int level) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.setTransactionIsolation(level);
        }
        remembered().isolation = level;
    }

    /** Before a node is chosen: what was set, else PostgreSQL's own default. */
    @Override
    public int getTransactionIsolation() throws SQLException {
        Connection chosen = chosen();
        return chosen == null ? isolation() : chosen.getTransactionIsolation();
    }

    private int isolation() {
        Integer isolation = remembered == null ? null : remembered.isolation;
        return isolation == null ? TRANSACTION_READ_COMMITTED : isolation;
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.setSchema(schema);
        }
        remembered().schema = schema;
    }

    @Override
    public String getSchema() throws SQLException {
        String schema = chosen() != null || remembered == null ? null : remembered.schema;
        return schema != null ? schema : glance(Connection::getSchema);
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.setCatalog(catalog);
        }
        remembered().catalog = catalog;
    }

    @Override
    public String getCatalog() throws SQLException {
        return glance(Connection::getCatalog);
    }

    @Override
    public void setHoldability(int holdability) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.setHoldability(holdability);
        }
        remembered().holdability = holdability;
    }

    @Override
    public int getHoldability() throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            return chosen.getHoldability();
        }
        Integer holdability = remembered == null ? null : remembered.holdability;
        return holdability == null ? ResultSet.CLOSE_CURSORS_AT_COMMIT : holdability;
    }

    @Override
    public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.setTypeMap(map);
        }
        remembered().typeMap = map;
    }

    @Override
    public Map<String, Class<?>> getTypeMap() throws SQLException {
        Map<String, Class<?>> map = chosen() != null || remembered == null ? null : remembered.typeMap;
        return map != null ? map : glance(Connection::getTypeMap);
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.setNetworkTimeout(executor, milliseconds);
        }
        remembered().networkTimeout(executor, milliseconds);
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        Integer millis = chosen() != null || remembered == null ? null : remembered.networkTimeout;
        return millis != null ? millis : glance(Connection::getNetworkTimeout);
    }

    @Override
    public void setClientInfo(String name, String value) throws SQLClientInfoException {
        try {
            Connection chosen = chosen();
            if (chosen != null) {
                chosen.setClientInfo(name, value);
            }
            remembered().clientInfo(name, value);
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
        Properties set = chosen() != null || remembered == null ? null : remembered.clientInfo;
        String value = set == null ? null : set.getProperty(name);
        return value != null
                ? value
                : glance(connection -> Optional.ofNullable(connection.getClientInfo(name)))
                        .orElse(null);
    }

    @Override
    public Properties getClientInfo() throws SQLException {
        Properties all = new Properties();
        all.putAll(glance(Connection::getClientInfo));
        if (remembered != null && remembered.clientInfo != null) {
            all.putAll(remembered.clientInfo);
        }
        return all;
    }

    @Override
    public String nativeSQL(String sql) throws SQLException {
        return glance(connection -> connection.nativeSQL(sql));
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        Connection chosen = chosen();
        return chosen != null ? chosen.getMetaData() : RoutingMetaData.of(this);
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        Connection chosen = chosen();
        return chosen == null ? null : chosen.getWarnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.clearWarnings();
        }
    }

    /** What was set besides read-only and autocommit, to be told to each node that the connection gets. */
    private static final class Remembered {

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

        void tell(Connection chosen) throws SQLException {
            if (networkTimeout != null && networkExecutor != null) {
                chosen.setNetworkTimeout(networkExecutor, networkTimeout);
            }
            if (isolation != null) {
                chosen.setTransactionIsolation(isolation);
            }
            if (schema != null) {
                chosen.setSchema(schema);
            }
            if (catalog != null) {
                chosen.setCatalog(catalog);
            }
            if (holdability != null) {
                chosen.setHoldability(holdability);
            }
            if (typeMap != null) {
                chosen.setTypeMap(typeMap);
            }
            if (clientInfo != null) {
                for (String name : clientInfo.stringPropertyNames()) {
                    chosen.setClientInfo(name, clientInfo.getProperty(name));
                }
            }
        }
    }
}
