package dev.nexs.orm;

import dev.nexs.orm.resilience.internal.ConnectionSource;
import dev.nexs.orm.routing.internal.Borrowed;
import dev.nexs.orm.routing.internal.Router;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Connections of a NexsDataSource: it finds the node that shows what a unit has to see. */
record NexsConnections(NexsDataSource source, Router router, Object identity) implements ConnectionSource {

    static NexsConnections of(NexsDataSource source, Object identity) {
        return new NexsConnections(source, source.router(), identity);
    }

    @Override
    public ConnectionSource within(Duration time) {
        Router limited = router.within(time);
        return limited == router ? this : new NexsConnections(source, limited, identity);
    }

    @Override
    public Borrowed writer() throws SQLException {
        return source.observers()
                .borrowing(
                        ReadPreference.PRIMARY.name(),
                        () -> router.primary(source.seen().memory()),
                        Borrowed::connection);
    }

    @Override
    public Borrowed writerWithin(Duration time) throws SQLException {
        return within(time).writer();
    }

    @Override
    public Borrowed reader(
            ReadPreference preference, boolean session, @Nullable ConsistencyToken minimum, Duration wait)
            throws SQLException {
        return source.observers()
                .borrowing(preference.name(), () -> lend(preference, session, minimum, wait), Borrowed::connection);
    }

    private Borrowed lend(ReadPreference preference, boolean session, @Nullable ConsistencyToken minimum, Duration wait)
            throws SQLException {
        if (session) {
            return router.borrow(preference, source.seen().memory(), minimum, wait);
        }
        return minimum == null ? router.borrow(preference) : router.borrow(preference, minimum, wait);
    }

    @Override
    public void release(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public boolean isOurs() {
        return true;
    }
}
