package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.Isolation;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.routing.internal.Borrowed;
import dev.nexs.orm.routing.internal.HotStandby;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engines of one source share: what was seen, judged and learned. Thread-safe. */
public final class EngineState {

    static final Logger LOG = LoggerFactory.getLogger("dev.nexs.orm.Transactions");

    private final ConnectionSource source;
    private final CommitResolver resolver;
    private final PlainQuery judge = new PlainQuery();
    private final Sight seen;
    private volatile @Nullable Boolean readCommitted;

    /** Nothing is known yet. */
    public EngineState(ConnectionSource source, Sight seen) {
        this.source = source;
        this.seen = seen;
        this.resolver = new CommitResolver(source);
    }

    CommitResolver resolver() {
        return resolver;
    }

    PlainQuery judge() {
        return judge;
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

    /** A commit whose position was not captured is asked about when it matters. */
    void wrote(Borrowed primary, CommitAnswer answer) {
        if (answer.position() == null) {
            primary.shown();
        } else {
            seen.wrote(answer.position());
        }
    }

    private ConsistencyToken askPrimary() throws SQLException {
        Connection connection = source.writer().connection();
        try {
            connection.setAutoCommit(true);
            return WalQuery.primary(connection);
        } finally {
            source.release(connection);
        }
    }

    /** Asked once: the default isolation is a matter of the role and the database, which all nodes share. */
    boolean isReadCommitted(Connection connection) throws SQLException {
        Boolean known = readCommitted;
        if (known == null) {
            known = askIsolation(connection);
            readCommitted = known;
        }
        return known;
    }

    private static boolean askIsolation(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW default_transaction_isolation")) {
            return row.next() && row.getString(1).equals("read committed");
        }
    }
}
