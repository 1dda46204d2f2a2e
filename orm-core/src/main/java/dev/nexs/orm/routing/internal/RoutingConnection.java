package dev.nexs.orm.routing.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLWarning;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * A connection that chooses its node at the first statement, by what {@link #setReadOnly} was told until then. What is set
 * before is remembered and told to the node. Changing read-only between transactions gives the node back, so that an early
 * choice is never the last: the next statement chooses again, and statements of the old node are closed.
 *
 * <p>Statements are the node's own; their {@code getConnection()} is the pooled connection, not this one. Its price is one
 * small object per borrow.
 */
final class RoutingConnection extends SettingsConnection {

    private static final VarHandle TARGET = field("target", Connection.class);
    private static final VarHandle CLOSED = field("closed", boolean.class);

    private final NodeChoice choice;

    // Published with release, for a thread that aborts: a volatile write costs more than the rest of the routing.
    private @Nullable Connection target;
    private boolean closed;

    private @Nullable Borrowed borrowed;
    private boolean readOnly;
    private boolean autoCommit;

    RoutingConnection(NodeChoice choice, boolean autoCommit) {
        this.choice = choice;
        this.autoCommit = autoCommit;
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

    private @Nullable Connection published() {
        return (Connection) TARGET.getAcquire(this);
    }

    private void use(Borrowed chosen) {
        borrowed = chosen;
        TARGET.setRelease(this, chosen.connection());
    }

    @Override
    Connection target() throws SQLException {
        Connection chosen = target;
        return chosen != null ? chosen : choose();
    }

    private Connection choose() throws SQLException {
        requireOpen();
        Borrowed chosen = choice.choose(readOnly);
        try {
            prepare(chosen.connection());
        } catch (SQLException | RuntimeException e) {
            closeAfter(chosen, e);
            throw e;
        }
        use(chosen);
        return chosen.connection();
    }

    private void prepare(Connection chosen) throws SQLException {
        if (readOnly) {
            chosen.setReadOnly(true);
        }
        applyState(chosen);
        if (chosen.getAutoCommit() != autoCommit) {
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

    private void requireOpen() throws SQLException {
        if (closed) {
            throw new SQLNonTransientConnectionException("this connection is closed; borrow another", "08003");
        }
    }

    @Override
    @Nullable
    Connection chosen() throws SQLException {
        Connection chosen = target;
        if (chosen == null) {
            requireOpen();
        }
        return chosen;
    }

    @Override
    <T> T glance(Question<T> question) throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            return question.ask(chosen);
        }
        Borrowed lent = choice.choose(readOnly);
        try {
            return question.ask(lent.connection());
        } finally {
            lent.giveBack();
        }
    }

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

    @Override
    public void rollback() throws SQLException {
        Connection chosen = chosen();
        if (chosen != null) {
            chosen.rollback();
        } else {
            requireManualCommit("rollback");
        }
    }

    /** Nothing was done, so there is nothing to end. */
    private void requireManualCommit(String what) throws SQLException {
        if (autoCommit) {
            throw new SQLException(
                    what + " is not allowed while autocommit is on; call setAutoCommit(false) first", "25P01");
        }
    }

    @Override
    public DatabaseMetaData getMetaData() throws SQLException {
        Connection chosen = chosen();
        return chosen != null ? chosen.getMetaData() : RoutingMetaData.of(this);
    }

    @Override
    public boolean isValid(int timeout) throws SQLException {
        if (timeout < 0) {
            throw new SQLException("isValid: timeout " + timeout + " is not allowed; allowed is 0 or more", "22023");
        }
        Connection chosen = target;
        return chosen == null ? !closed : chosen.isValid(timeout);
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

    @Override
    public void close() throws SQLException {
        CLOSED.setRelease(this, true);
        giveBack();
    }

    private void giveBack() throws SQLException {
        Borrowed chosen = borrowed;
        borrowed = null;
        TARGET.setRelease(this, null);
        if (chosen != null) {
            chosen.giveBack();
        }
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
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : target().unwrap(type);
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
}
