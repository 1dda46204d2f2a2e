package dev.nexs.orm.routing.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * The part of a connection that has a node's connection, not yet, or no longer: from choosing to giving back, closing and
 * aborting. For use by one thread, as every connection, but for {@link #abort} and {@link #isClosed}.
 */
abstract class LateConnection extends StatementConnection {

    private static final VarHandle TARGET = field("target", Connection.class);
    private static final VarHandle CLOSED = field("closed", boolean.class);

    // Published with release, for a thread that aborts: a volatile write costs more than the rest of the routing.
    private @Nullable Connection target;
    private boolean closed;

    private @Nullable Borrowed borrowed;

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(LateConnection.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Borrows from the node that is right now. */
    abstract Borrowed borrow() throws SQLException;

    /** Tells a connection that was just borrowed what was set before. */
    abstract void prepare(Connection chosen) throws SQLException;

    @Override
    final Connection target() throws SQLException {
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

    private static void closeAfter(Borrowed chosen, Exception cause) {
        try {
            chosen.giveBack();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    final void use(Borrowed chosen) {
        borrowed = chosen;
        TARGET.setRelease(this, chosen.connection());
    }

    final void giveBack() throws SQLException {
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
    final @Nullable Connection chosen() throws SQLException {
        Connection chosen = target;
        if (chosen == null) {
            requireOpen();
        }
        return chosen;
    }

    private @Nullable Connection published() {
        return (Connection) TARGET.getAcquire(this);
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
    public final void close() throws SQLException {
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
