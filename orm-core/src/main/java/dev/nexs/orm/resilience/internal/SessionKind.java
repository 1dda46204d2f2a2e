package dev.nexs.orm.resilience.internal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How a unit's session is made of its connection: a Hibernate session, a stateless one, or the connection itself.
 *
 * @param <S> the session
 */
public interface SessionKind<S> {

    /** Opens a session in a transaction. */
    S open(Connection connection, boolean readOnly);

    /** Sends what the session has gathered, and commits through the connection. */
    void commit(S session) throws SQLException;

    /** Rolls back through the connection. */
    void rollback(S session) throws SQLException;

    /** Sends what the session has gathered: what comes next must see it. */
    void flush(S session);

    /** Forgets what the session has gathered since it was flushed: it was undone. */
    void clear(S session);

    /** Closes the session, not the connection. */
    void close(S session);
}
