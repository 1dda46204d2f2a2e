package dev.nexs.orm.cluster.internal;

import dev.nexs.orm.internal.sqlstate.SqlState;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodeConnections;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A monitor's own connection to its node. Between questions it can lie in wait on the socket, so that the death of the
 * server is noticed when its kernel closes the connection and not when the next question is due.
 *
 * <p>Used by one monitor thread; only {@link #abort()} may be called by others.
 */
final class Probe {

    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);

    private final Connection connection;
    private final Duration deadline;
    private final @Nullable PGConnection watchable;
    private PreparedStatement question;

    private Probe(Connection connection, PreparedStatement question, Duration timeout) throws SQLException {
        this.connection = connection;
        this.question = question;
        this.deadline = timeout.multipliedBy(2);
        this.watchable = connection.isWrapperFor(PGConnection.class) ? connection.unwrap(PGConnection.class) : null;
    }

    static Probe open(NodeConnections connections, NodeAddress node, Duration timeout) throws SQLException {
        Connection connection = connections.openUnpooled(node, timeout);
        try {
            connection.setAutoCommit(true);
            return new Probe(connection, ProbeQuery.FULL.prepare(connection), timeout);
        } catch (SQLException | RuntimeException e) {
            closeQuietly(connection, e);
            throw e;
        }
    }

    /**
     * Asks. The network timeout bounds the wait for each piece of the answer; an answer that trickles in is bounded as a
     * whole, at twice that time, so that a pause of this process is not taken for the node's.
     */
    ProbeResult ask(NodeAddress node) throws SQLException {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        CompletableFuture<Boolean> late = answered.orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .handle((none, timeout) -> timeout != null && cut());
        try {
            return answer(node);
        } catch (SQLException e) {
            answered.complete(null);
            if (late.join()) {
                throw tooLate(e);
            }
            throw e;
        } finally {
            answered.complete(null);
        }
    }

    /** On a thread of its own, for closing an encrypted socket may take a while, and the timer's thread is everybody's. */
    private boolean cut() {
        Threads.daemon(this::abort, "nexs-probe-abort").start();
        return true;
    }

    /** To be told from a connection that the server ended, which says something of all others. */
    private SQLException tooLate(SQLException cut) {
        SocketTimeoutException reason =
                new SocketTimeoutException("no whole answer to the probe within " + deadline.toMillis() + " ms");
        SQLException late = new SQLException(reason.getMessage(), "08006", reason);
        late.addSuppressed(cut);
        return late;
    }

    private ProbeResult answer(NodeAddress node) throws SQLException {
        try {
            return ProbeQuery.read(question);
        } catch (SQLException e) {
            if (!SqlState.INSUFFICIENT_PRIVILEGE.isOf(e)) {
                throw e;
            }
            LOG.warn(
                    "{}: this role may not read pg_control_system(), so a node of a foreign cluster cannot be told apart"
                            + " by its system identifier. To allow it: grant execute on function pg_control_system(),"
                            + " pg_control_checkpoint() to the role, and pg_read_all_stats",
                    node);
            question.close();
            question = ProbeQuery.NARROW.prepare(connection);
            return ProbeQuery.read(question);
        }
    }

    /** Whether {@link #watch} notices anything; a wrapped connection has nothing to lie in wait on. */
    boolean canWatch() {
        return watchable != null;
    }

    /**
     * Waits on the socket.
     *
     * @throws SQLException when the server closed the connection or said that it is going away
     */
    void watch(Duration atMost) throws SQLException {
        if (watchable != null) {
            watchable.getNotifications((int) Math.max(1, atMost.toMillis()));
        }
    }

    void close() {
        closeQuietly(connection, null);
    }

    /** Ends whatever the monitor thread is waiting for. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("a probe connection could not be aborted; its timeout will end it", e);
        }
    }

    /** Without waiting for the server: a polite good-bye to a silent one would take its network timeout. */
    private static void closeQuietly(Connection connection, @Nullable Exception earlier) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            if (earlier != null) {
                earlier.addSuppressed(e);
            }
        }
    }
}
