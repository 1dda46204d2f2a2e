package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.Isolation;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.jdbc.OwnQuery;
import dev.nexs.orm.observe.internal.Observer;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.routing.internal.Borrowed;
import dev.nexs.orm.routing.internal.CallerMemory;
import dev.nexs.orm.routing.internal.HotStandby;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engines of one source share: what was seen, judged and learned. Thread-safe. */
public final class EngineState {

    static final Logger LOG = LoggerFactory.getLogger("dev.nexs.orm.Transactions");

    private final ConnectionSource source;
    private final CommitResolver resolver;
    private final ConsistencyMemory seen;
    private final Observers observers;
    private volatile @Nullable Surroundings known;

    /** Nothing is known yet. */
    public EngineState(ConnectionSource source, ConsistencyMemory seen, Observers observers) {
        this.observers = observers;
        this.source = source;
        this.seen = seen;
        this.resolver = new CommitResolver(source);
    }

    @Nullable
    Observer observer() {
        return observers.current();
    }

    CommitResolver resolver() {
        return resolver;
    }

    /** {@return what the caller has seen; where that is nothing, the primary's position now} */
    ConsistencyToken token() throws SQLException {
        ConsistencyToken token = seen.token();
        return token == null ? askPrimary() : token;
    }

    Borrowed reader(TransactionOptions options, @Nullable ConsistencyToken explicit, Duration time)
            throws SQLException {
        boolean session = options.consistency() == Consistency.SESSION;
        ReadPreference wanted = options.readPreference();
        ReadPreference preference =
                options.isolation() == Isolation.SERIALIZABLE ? HotStandby.serializable(wanted) : wanted;
        return source.within(time).reader(preference, session, explicit, options.replicaWait());
    }

    /**
     * A commit whose position was not captured is asked about when it matters. It is noted with whom the connection was
     * borrowed for: who is current now, a tenant for one, may be another, or may not be served any more.
     */
    void wrote(Borrowed primary, CommitAnswer answer) {
        CallerMemory caller = primary.caller();
        if (answer.position() == null) {
            primary.shown();
        } else if (caller != null) {
            caller.raise(answer.position());
        } else {
            seen.wrote(answer.position());
        }
    }

    private ConsistencyToken askPrimary() throws SQLException {
        Connection connection = source.writer().connection();
        try {
            return OwnQuery.run(connection, WalQuery::primary);
        } finally {
            source.release(connection);
        }
    }

    /** {@return what is known of the database behind {@code connection}} Asked once, and again after minutes. */
    Surroundings surroundings(Connection connection) throws SQLException {
        Surroundings before = known;
        if (before != null && before.isFresh()) {
            return before;
        }
        Surroundings now = before == null ? Surroundings.ask(connection) : before.askAgain(connection);
        known = now;
        return now;
    }
}
