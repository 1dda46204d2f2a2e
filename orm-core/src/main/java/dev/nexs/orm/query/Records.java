package dev.nexs.orm.query;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.SharedSessionContract;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * Native queries whose rows are records, beans or single values. SQL is PostgreSQL's, with {@code ?} for each argument.
 *
 * <pre>{@code
 * Records records = Records.of(session);
 * List<CustomerView> views = records.list("select id, name from customer where region = ?", CustomerView.class, "eu");
 * query.setTupleTransformer(Records.mapper(CustomerView.class));
 * }</pre>
 *
 * <p>One of a session runs inside its transaction, and is as safe for threads as the session. One of a datasource is safe
 * for threads; it reads from a replica where the datasource's read preference allows it.
 */
public final class Records {

    /** How much of a stream's rows the client holds, by default and about, in bytes. */
    public static final int DEFAULT_STREAM_BYTES = 1 << 20;

    private static final Map<Class<?>, RecordMapper<?>> MAPPERS = new ConcurrentHashMap<>();

    private final Connections connections;
    private final int streamBytes;

    private Records(Connections connections, int streamBytes) {
        this.connections = connections;
        this.streamBytes = streamBytes;
    }

    /** Where queries run. */
    private interface Connections {
        <T extends @Nullable Object> T read(Work<T> work);

        /** A connection in a transaction, and how to end that. */
        Lent lend() throws SQLException;
    }

    /** What is done on a connection. */
    private interface Work<T extends @Nullable Object> {
        T on(Connection connection) throws SQLException;
    }

    /** A connection of which one stream reads. */
    record Lent(Connection connection, AutoCloseable end) {}

    /** {@return a mapper of rows to {@code type}} It is kept: asking again costs nothing. */
    @SuppressWarnings("unchecked") // each mapper is kept under its own type
    public static <T> RecordMapper<T> mapper(Class<T> type) {
        RecordMapper<?> known = MAPPERS.get(type);
        if (known == null) {
            known = RecordMapper.of(type);
            if (type.getClassLoader() == Records.class.getClassLoader() || type.getClassLoader() == null) {
                MAPPERS.putIfAbsent(type, known);
            }
        }
        return (RecordMapper<T>) known;
    }

    /** {@return queries inside the transaction of {@code session}} What is pending is flushed before each. */
    public static Records of(Session session) {
        return of(session, session::flush);
    }

    /** {@return queries inside the transaction of {@code session}} */
    public static Records of(StatelessSession session) {
        return of(session, () -> {});
    }

    private static Records of(SharedSessionContract session, Runnable before) {
        return new Records(new OfSession(session, before), DEFAULT_STREAM_BYTES);
    }

    /** {@return queries on connections of {@code dataSource}, each in a unit of its own} */
    public static Records of(DataSource dataSource) {
        return new Records(new OfDataSource(dataSource, Transactions.of(dataSource)), DEFAULT_STREAM_BYTES);
    }

    /** {@return the same, whose streams hold about {@code bytes} of rows} */
    public Records streamBytes(int bytes) {
        if (bytes < 1024) {
            throw new IllegalArgumentException("streamBytes is " + bytes + ", but must be 1024 and more");
        }
        return new Records(connections, bytes);
    }

    /**
     * {@return the only row}
     *
     * @throws IllegalStateException if there is none, or more than one
     */
    public <T> T one(String sql, Class<T> type, @Nullable Object... arguments) {
        return optional(sql, type, arguments)
                .orElseThrow(() -> new IllegalStateException("The query has no row, but one is asked for: " + sql));
    }

    /**
     * {@return the only row, or nothing if there is none}
     *
     * @throws IllegalStateException if there is more than one
     */
    public <T> Optional<T> optional(String sql, Class<T> type, @Nullable Object... arguments) {
        List<T> rows = list(sql, type, arguments);
        if (rows.size() > 1) {
            throw new IllegalStateException(
                    "The query has " + rows.size() + " rows, but at most one is asked for: " + sql);
        }
        return rows.isEmpty() ? Optional.empty() : Optional.ofNullable(rows.get(0));
    }

    /** {@return all rows} */
    public <T> List<T> list(String sql, Class<T> type, @Nullable Object... arguments) {
        RecordMapper<T> mapper = mapper(type);
        return list(sql, mapper, arguments);
    }

    /** {@return all rows, by a mapper of one's own} */
    public <T> List<T> list(String sql, RecordMapper<T> mapper, @Nullable Object... arguments) {
        return connections.read(connection -> {
            try (PreparedStatement statement = prepare(connection, sql, arguments);
                    ResultSet rows = statement.executeQuery()) {
                return mapper.list(rows);
            }
        });
    }

    /** {@return how many rows the query has} */
    public long count(String sql, @Nullable Object... arguments) {
        return connections.<Long>read(connection -> {
            try (PreparedStatement statement =
                            prepare(connection, "SELECT count(*) FROM (" + sql + ") counted", arguments);
                    ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /**
     * Reads rows one after the other through a cursor of the server. How many are fetched at once follows their size, so
     * that about {@link #streamBytes} are held, however many and wide they are. Close the stream; that ends its transaction,
     * or leaves the session's as it was. Nested lists cannot be collected from a stream.
     */
    public <T> Stream<T> stream(String sql, Class<T> type, @Nullable Object... arguments) {
        RecordMapper<T> mapper = mapper(type);
        if (mapper.hasLists()) {
            throw new IllegalArgumentException(type.getSimpleName() + " collects lists from several rows, for which all"
                    + " rows must be there; use list(...), or stream the rows themselves");
        }
        Lent lent;
        try {
            lent = connections.lend();
        } catch (SQLException e) {
            throw new IllegalStateException("The stream could not begin: " + e.getMessage(), e);
        }
        return CursorStream.open(lent, () -> prepare(lent.connection(), sql, arguments), mapper, streamBytes);
    }

    /**
     * Checks in one round trip, which runs nothing, that a query can be parsed and fits {@code type}.
     *
     * @throws IllegalArgumentException saying what does not fit
     */
    public void check(String sql, Class<?> type) {
        connections.<Boolean>read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                ResultSetMetaData columns = statement.getMetaData();
                if (columns == null) {
                    throw new IllegalArgumentException("This returns no rows: " + sql);
                }
                mapper(type).check(columns);
                return true;
            } catch (SQLException e) {
                throw new IllegalArgumentException("The server refuses the query: " + e.getMessage() + ": " + sql, e);
            }
        });
    }

    /**
     * Checks named native queries against what their rows are to become; call it when the application starts.
     *
     * @throws IllegalArgumentException saying of each query what does not fit
     */
    public static void checkNamed(SessionFactory factory, Map<String, Class<?>> queries) {
        List<String> problems = new ArrayList<>();
        factory.inTransaction(session -> queries.forEach((name, type) -> {
            try {
                String sql = session.createNamedQuery(name, Object.class)
                        .unwrap(org.hibernate.query.NativeQuery.class)
                        .getQueryString();
                of(session).check(positional(sql), type);
            } catch (IllegalArgumentException e) {
                problems.add("Query " + name + ": " + e.getMessage());
            }
        }));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Hibernate's named and numbered parameters as JDBC has them; texts, quoted names, comments and casts aside. */
    static String positional(String sql) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            int end = i;
            if (c == '\'' || c == '"') {
                end = sql.indexOf(c, i + 1);
            } else if (sql.startsWith("--", i)) {
                end = sql.indexOf('\n', i);
            } else if (sql.startsWith("/*", i)) {
                end = sql.indexOf("*/", i) + 1;
            } else if (sql.startsWith("::", i)) {
                end = i + 1;
            } else if ((c == ':' || c == '?')
                    && i + 1 < sql.length()
                    && Character.isJavaIdentifierPart(sql.charAt(i + 1))) {
                while (i + 1 < sql.length() && Character.isJavaIdentifierPart(sql.charAt(i + 1))) {
                    i++;
                }
                text.append('?');
                continue;
            }
            end = end < i ? sql.length() - 1 : end;
            text.append(sql, i, end + 1);
            i = end;
        }
        return text.toString();
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object[] arguments)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < arguments.length; i++) {
                Object argument = arguments[i];
                if (argument instanceof java.time.Instant instant) {
                    statement.setObject(i + 1, instant.atOffset(java.time.ZoneOffset.UTC));
                } else if (argument instanceof Enum<?> constant) {
                    statement.setString(i + 1, constant.name());
                } else if (argument instanceof Object[] elements) {
                    statement.setObject(i + 1, elements);
                } else {
                    statement.setObject(i + 1, argument);
                }
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /** Inside a session's transaction. */
    private record OfSession(SharedSessionContract session, Runnable before) implements Connections {

        @Override
        public <T extends @Nullable Object> T read(Work<T> work) {
            if (session.isJoinedToTransaction()) {
                before.run();
            }
            return session.doReturningWork(work::on);
        }

        @Override
        public Lent lend() {
            if (!session.isJoinedToTransaction()) {
                throw new IllegalStateException("A stream reads through a cursor, which lives in a transaction, and the"
                        + " session has none; begin one first");
            }
            before.run();
            return new Lent(session.doReturningWork(connection -> connection), () -> {});
        }
    }

    /** Units of a datasource. */
    private record OfDataSource(DataSource source, TransactionRunner<Connection> runner) implements Connections {

        @Override
        public <T extends @Nullable Object> T read(Work<T> work) {
            try {
                return runner.<T, SQLException>read(work::on);
            } catch (SQLException e) {
                throw new IllegalStateException("The query failed: " + e.getMessage(), e);
            }
        }

        @Override
        public Lent lend() throws SQLException {
            Connection connection = source instanceof NexsDataSource ours
                    ? ours.getConnection(ours.readPreference())
                    : source.getConnection();
            boolean before = connection.getAutoCommit();
            connection.setAutoCommit(false);
            return new Lent(connection, () -> {
                try (connection) {
                    connection.rollback();
                    connection.setAutoCommit(before);
                }
            });
        }
    }
}
