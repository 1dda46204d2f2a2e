package dev.nexs.orm.pool.internal;

import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.jdbc.PhysicalConnection;
import dev.nexs.orm.observe.internal.Observer.Closing;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.PoolListener;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.LoggerFactory;

/**
 * Through which HikariCP gets the physical connections of one node. HikariCP doubles its pause after each failure, up
 * to five seconds, so a node that is back may not be noticed for that long; therefore a failure to connect does not
 * reach it while somebody wants a connection: this tries again at an even pace, and at once when hurried. Its price is
 * up to twenty refused connects a second while borrowers wait for a dead node.
 *
 * <p>What will not heal by waiting, such as a wrong password, is thrown at once.
 */
final class PacedConnector implements DataSource {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(PacedConnector.class);

    private static final long WANTED_MILLIS = 50;
    private static final long UNWANTED_MILLIS = 500;

    /** A server that has not let a connection in for so long is not one to wait for if there are others. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How long somebody who went elsewhere counts as wanting a connection. */
    private static final long MISSED_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Longer than HikariCP's longest pause: a failure older than that is of an attempt that nobody repeats. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(6);

    private final NodeAddress node;
    private final ConnectionOpener opener;
    private final FirstConnection first;
    private final PoolListener listener;
    private final ConnectionBudget budget;
    private final Duration lifetime;
    private final Semaphore hurry = new Semaphore(0);
    private volatile BooleanSupplier wanted = () -> true;
    private volatile BooleanSupplier awaited = () -> false;
    private volatile Runnable refused = () -> {};
    private volatile @Nullable SQLException lastFailure;
    private volatile long openingSince;
    private volatile boolean trying;
    private volatile long failedAt;
    private volatile long missedAt;
    private volatile long evictedAt;
    private volatile boolean rolesAreTold;
    private volatile boolean closed;

    /** What was opened and is not known to be closed. Guarded by itself. */
    private final List<Connection> opened = new ArrayList<>();

    private boolean swept;

    PacedConnector(
            NodeAddress node,
            ConnectionOpener opener,
            FirstConnection first,
            PoolListener listener,
            ConnectionBudget budget,
            Duration lifetime) {
        this.lifetime = lifetime;
        this.node = node;
        this.opener = opener;
        this.first = first;
        this.listener = listener;
        this.budget = budget;
    }

    /**
     * Says whom the connections are for.
     *
     * @param wanted whether the pool is below its minimum or awaited
     * @param awaited whether a borrower waits
     * @param refused told when the node gave no connection
     */
    void serve(BooleanSupplier wanted, BooleanSupplier awaited, Runnable refused) {
        this.wanted = wanted;
        this.awaited = awaited;
        this.refused = refused;
    }

    /** HikariCP has one thread that calls this. */
    @Override
    public Connection getConnection() throws SQLException {
        trying = true;
        try {
            return openAtLast();
        } finally {
            trying = false;
        }
    }

    private Connection openAtLast() throws SQLException {
        while (true) {
            try {
                Connection connection = remembered(accepted(open()));
                lastFailure = null;
                return connection;
            } catch (SQLException e) {
                failedAt = System.nanoTime();
                lastFailure = e;
                refused.run();
                if (closed || !heals(SqlState.of(e)) || !(wanted.getAsBoolean() || isMissed())) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static boolean heals(@Nullable SqlState state) {
        return state != null && state.heals();
    }

    private Connection open() throws SQLException {
        budget.reserve(this);
        openingSince = System.nanoTime() | 1;
        try {
            return budget.opened(this, told(opener.open(node)));
        } catch (RuntimeException e) {
            throw new SQLException("Node " + node + ": no connection could be opened: " + e.getMessage(), "08001", e);
        } finally {
            openingSince = 0;
            budget.release(this);
        }
    }

    private Connection told(PhysicalConnection opened) {
        long since = System.nanoTime();
        opened.pooled(() -> closing(since));
        return opened;
    }

    /** HikariCP does not say it, and varies the time that a connection may live by a quarter. */
    private Closing closing(long since) {
        if (closed) {
            return Closing.SHUTDOWN;
        }
        if (evictedAt != 0 && evictedAt - since > 0) {
            return Closing.EVICTED;
        }
        long oldest = lifetime.toNanos() * 3 / 4;
        return oldest > 0 && System.nanoTime() - since >= oldest ? Closing.LIFETIME : Closing.IDLE;
    }

    /** The pool lets those go that are open now. */
    void evicted() {
        evictedAt = System.nanoTime() | 1;
    }

    /** Like the pool's connections, but outside it. */
    Connection openTrial(Duration timeout) throws SQLException {
        return opener.open(node, timeout, opener.applicationName());
    }

    NodeAddress node() {
        return node;
    }

    private boolean isMissed() {
        long missed = missedAt;
        return missed != 0 && System.nanoTime() - missed < MISSED_NANOS;
    }

    private Connection accepted(Connection connection) throws SQLException {
        try {
            listener.opened(connection);
            rolesAreTold = tellsRole(connection);
            first.look(connection);
            if (closed) {
                throw poolIsClosed();
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Connection remembered(Connection connection) throws SQLException {
        synchronized (opened) {
            if (!swept) {
                opened.removeIf(PacedConnector::isClosed);
                opened.add(connection);
                return connection;
            }
        }
        connection.close();
        throw poolIsClosed();
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return false; // it is closed once more, which does no harm
        }
    }

    private SQLException poolIsClosed() {
        return new SQLException("Node " + node + ": its pool is closed", SqlState.CONNECTION_DOES_NOT_EXIST.code());
    }

    /**
     * Closes what HikariCP lost. While it shuts down it gives up connections whose borrower brings them back at the same
     * moment, and those that are opened too late, without closing them: the task that would do so is discarded.
     */
    void sweep() {
        close();
        List<Connection> left;
        synchronized (opened) {
            swept = true;
            left = List.copyOf(opened);
            opened.clear();
        }
        for (Connection connection : left) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("Node {}: a connection that was left over did not close cleanly", node, e);
            }
        }
    }

    /** PostgreSQL 14 and newer say with every log-in whether they are in recovery; others and PgBouncer do not. */
    private static boolean tellsRole(Connection connection) throws SQLException {
        return connection.isWrapperFor(PGConnection.class)
                && connection.unwrap(PGConnection.class).getParameterStatus("in_hot_standby") != null;
    }

    boolean rolesAreTold() {
        return rolesAreTold;
    }

    private void pause(SQLException failure) throws SQLException {
        boolean slow =
                (SqlState.TOO_MANY_CONNECTIONS.isOf(failure) && !(failure instanceof ConnectionBudget.SpentException))
                        || !awaited.getAsBoolean();
        try {
            if (hurry.tryAcquire(slow ? UNWANTED_MILLIS : WANTED_MILLIS, TimeUnit.MILLISECONDS)) {
                hurry.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
        if (closed) {
            throw failure;
        }
    }

    /** {@return why the last attempt failed; null after a good one} */
    @Nullable
    SQLException lastFailure() {
        return lastFailure;
    }

    /**
     * {@return whether the server lets no new connection in, as far as is known} Costs two volatile reads while it does.
     * Asking counts as wanting one, so that attempts go on; when nobody makes any, somebody has to come and see.
     */
    boolean isShut() {
        if (lastFailure == null && openingSince == 0) {
            return false;
        }
        long now = System.nanoTime();
        if (isSlow(now)) {
            return true;
        }
        missedAt = now | 1;
        return lastFailure != null && (trying || now - failedAt < STALE_NANOS);
    }

    private boolean isSlow(long now) {
        long since = openingSince;
        return since != 0 && now - since > SLOW_NANOS;
    }

    /** {@return what to say while it is shut} */
    String trouble() {
        SQLException failure = lastFailure;
        return failure == null
                ? "it has not let a new connection in for longer than " + TimeUnit.NANOSECONDS.toMillis(SLOW_NANOS)
                        + " ms"
                : "it lets no new connection in: " + failure.getMessage();
    }

    /** Ends a pause: somebody waits, or the node is known to be back. */
    void hurry() {
        hurry.release();
    }

    void close() {
        closed = true;
        hurry.release();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("Node " + node + ": credentials come from the settings");
    }

    /** Read by HikariCP when it shuts down: how long an attempt that is under way may hold it up. */
    @Override
    public int getLoginTimeout() {
        return 1;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // nexs.connect-timeout bounds log-in
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // logs go to SLF4J
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Logs go to SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("Node " + node + ": this is no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
