package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.routing.internal.Borrowed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where units get their connections. Thread-safe. Units whose sources are of the same {@link #identity()} join. */
public interface ConnectionSource {

    /** {@return this source for a borrower who has no more time than this; where that cannot be told, the same} */
    default ConnectionSource within(Duration time) {
        return this;
    }

    /** Borrows a connection to the primary. */
    Borrowed writer() throws SQLException;

    /**
     * Borrows a connection to the primary, and takes no longer than {@code time} to say that there is none, whatever the
     * source's own timeout is. For the few who have to: it may cost a thread.
     */
    Borrowed writerWithin(Duration time) throws SQLException;

    /**
     * Borrows a connection for reading.
     *
     * @param preference which nodes may answer
     * @param session whether the node must show all that the caller has seen
     * @param minimum what the node must show besides, or null
     * @param wait how long a replica may take to show it
     */
    Borrowed reader(ReadPreference preference, boolean session, @Nullable ConsistencyToken minimum, Duration wait)
            throws SQLException;

    /** Gives a connection back. */
    void release(Connection connection) throws SQLException;

    /** {@return whether it knows that its connections are a NexsDataSource's, or need not} */
    boolean isOurs();

    /** {@return what it stands for: a session factory or a datasource} */
    Object identity();
}
