package dev.nexs.orm.resilience.internal;

import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.TransactionOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engines of one source share: what was seen, judged and learned. Thread-safe. */
public final class EngineState {

    static final Logger LOG = LoggerFactory.getLogger("dev.nexs.orm.Transactions");

    private final ConnectionSource source;
    private final CommitResolver resolver;
    private final PlainQuery judge = new PlainQuery();
    private final Seen seen = new Seen();
    private volatile @Nullable Boolean readCommitted;

    /** Nothing is known yet. */
    public EngineState(ConnectionSource source) {
        this.source = source;
        this.resolver = new CommitResolver(source);
    }

    CommitResolver resolver() {
        return resolver;
    }

    PlainQuery judge() {
        return judge;
    }

    @Nullable
    ConsistencyToken token() {
        return seen.token();
    }

    /** Borrows for a read. A token of an old timeline is read on the primary. */
    Connection reader(TransactionOptions options, @Nullable ConsistencyToken explicit) throws SQLException {
        ConsistencyToken minimum = minimum(options.consistency(), explicit);
        return source.reader(options.readPreference(), minimum, options.replicaWait());
    }

    private @Nullable ConsistencyToken minimum(Consistency consistency, @Nullable ConsistencyToken explicit) {
        ConsistencyToken own = consistency == Consistency.SESSION ? seen.token() : null;
        if (own == null || explicit == null) {
            return own == null ? explicit : own;
        }
        return own.systemIdentifier() == explicit.systemIdentifier() ? own.merge(explicit) : explicit;
    }

    void wrote(CommitAnswer answer) {
        if (answer.position() != null) {
            seen.raise(answer.position());
        }
    }

    ConsistencyToken askPrimary() throws SQLException {
        Connection connection = source.writer();
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
