package dev.nexs.orm;

import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.routing.internal.Borrowed;
import dev.nexs.orm.routing.internal.CallerMemory;
import dev.nexs.orm.routing.internal.HotStandby;
import dev.nexs.orm.routing.internal.Router;
import dev.nexs.orm.routing.internal.RoutingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are no unit's: inside a {@link ConsistencyScope} they show what it has seen, and what is seen or written
 * on them counts for it. Outside they are the pool's own. Thread-safe.
 */
final class ScopedConnections {

    private final Router router;
    private final Seen seen;
    private final boolean session;
    private final Duration wait;
    private final boolean autoCommit;
    private final Observers observers;

    ScopedConnections(Router router, Seen seen, TransactionOptions options, boolean autoCommit, Observers observers) {
        this.observers = observers;
        this.router = router;
        this.seen = seen;
        this.session = options.consistency() == Consistency.SESSION;
        this.wait = options.replicaWait();
        this.autoCommit = autoCommit;
    }

    Connection connection(ReadPreference preference) throws SQLException {
        if (observers.current() == null) {
            return lend(preference);
        }
        return observers.borrowing(preference.name(), () -> lend(preference), lent -> lent);
    }

    private Connection lend(ReadPreference preference) throws SQLException {
        CallerMemory memory = memoryOfScope();
        return memory == null ? router.acquire(preference) : router.held(preference, memory, wait, autoCommit);
    }

    /** The node, and the scope, are those of the first statement. */
    DataSource routing(ReadPreference readOnly, DataSource owner) {
        return new RoutingDataSource(
                (asked, serializable) -> borrow(HotStandby.preference(asked, serializable, readOnly)),
                autoCommit,
                owner);
    }

    private Borrowed borrow(ReadPreference preference) throws SQLException {
        if (observers.current() == null) {
            return borrowLate(preference);
        }
        return observers.borrowing(preference.name(), () -> borrowLate(preference), Borrowed::connection);
    }

    private Borrowed borrowLate(ReadPreference preference) throws SQLException {
        CallerMemory memory = memoryOfScope();
        return memory == null ? router.borrow(preference) : router.hold(preference, memory, wait);
    }

    private @Nullable CallerMemory memoryOfScope() {
        return session && ConsistencyScope.bound() != null ? seen.memory() : null;
    }
}
