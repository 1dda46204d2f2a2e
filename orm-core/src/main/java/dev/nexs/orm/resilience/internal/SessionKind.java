package dev.nexs.orm.resilience.internal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How a unit's session is made of its connection: a Hibernate session, a stateless one, or the connection itself.
 *
 * @param <S> the session
 */
public interface SessionKind<S> {

    /** Why a session refuses to commit. */
    String ROLLBACK_ONLY = "its session may only be rolled back: the work caught an exception after which Hibernate"
            + " does not commit, or called setRollbackOnly(). Let exceptions go on, or put what may fail into an inner"
            + " unit with savepoint(true)";

    /** Opens a session in a transaction. */
    S open(Connection connection, boolean readOnly);

    /**
     * Sends what the session has gathered, and commits through the connection.
     *
     * @throws SQLException if the session may only be rolled back, or the connection refuses
     */
    void commit(S session) throws SQLException;

    /** Rolls back through the connection. */
    void rollback(S session) throws SQLException;

    /** Sends what the session has gathered: what comes next must see it. */
    void flush(S session);

    /** Whether something that failed, or the work, has made the session refuse to commit. */
    boolean isRollbackOnly(S session);

    /** Forgets what the session has gathered since it was flushed, and that something failed: it was undone. */
    void undo(S session);

    /** Whether the session found that a row which it had read was changed by somebody else since. */
    boolean foundStaleRow(Throwable failure);

    /** Closes the session, not the connection. */
    void close(S session);
}
