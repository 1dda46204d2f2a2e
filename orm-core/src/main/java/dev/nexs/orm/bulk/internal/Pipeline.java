package dev.nexs.orm.bulk.internal;

import dev.nexs.orm.bulk.BatchResult;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Oid;
import org.postgresql.core.ParameterList;
import org.postgresql.core.Parser;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;

/**
 * One run of a batch: all statements are handed to the driver's core at once, which JDBC cannot, since its batches are of
 * one statement, or of ones without arguments. Answers arrive in the order of the statements. The core itself puts a pause
 * into what it sends where the server's answers could fill the network's buffers while nobody reads them; a very long batch
 * therefore takes a few round trips instead of one. Not thread-safe.
 */
public final class Pipeline {

    private static final int FLAGS = QueryExecutor.QUERY_BOTH_ROWS_AND_STATUS
            | QueryExecutor.QUERY_NO_BINARY_TRANSFER
            | QueryExecutor.QUERY_ONESHOT;

    private final List<Statement> statements;
    private int answered;
    private @Nullable SQLException failure;

    /** A run of those. */
    public Pipeline(List<Statement> statements) {
        this.statements = statements;
    }

    /**
     * A statement.
     *
     * @param sql as the driver takes it
     * @param arguments as text, byte arrays aside
     */
    public record Statement(String sql, List<@Nullable Object> arguments) {

        /** Checks and converts. */
        public static Statement of(int number, String sql, @Nullable Object[] arguments) {
            @Nullable Object[] converted = new @Nullable Object[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                Object value = arguments[i];
                converted[i] = value == null || value instanceof byte[]
                        ? value
                        : value instanceof Enum<?> constant ? constant.name() : TextForm.of(value);
                if (converted[i] instanceof String text && text.indexOf(0) >= 0) {
                    throw new IllegalArgumentException("Argument " + (i + 1) + " of statement " + number
                            + " has a character U+0000, for which PostgreSQL's text has no room");
                }
            }
            int marks = marks(sql);
            if (marks != arguments.length) {
                throw new IllegalArgumentException("Statement " + number + " has " + marks + " question marks, but "
                        + arguments.length + " arguments: " + sql);
            }
            return new Statement(sql, Collections.unmodifiableList(Arrays.asList(converted)));
        }

        private static int marks(String sql) {
            try {
                List<NativeQuery> parts = Parser.parseJdbcSql(sql, true, true, true, false, true);
                if (parts.size() != 1 || parts.get(0).nativeSql.isBlank()) {
                    throw new IllegalArgumentException(
                            "This is not one statement, but " + parts.size() + "; add each by itself: " + sql);
                }
                return parts.get(0).bindPositions.length;
            } catch (SQLException e) {
                throw new IllegalArgumentException("The statement cannot be read: " + e.getMessage() + ": " + sql, e);
            }
        }
    }

    /** {@return the number of the statement that failed, from 1, or 0} */
    public int failedStatement() {
        return failure == null || answered >= statements.size() ? 0 : answered + 1;
    }

    /** Runs all on a connection that is in a transaction, or in auto-commit. */
    public List<BatchResult> run(Connection connection) throws SQLException {
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        Query query = driver.createQuery(joined(), true, true).query;
        try (java.sql.Statement owner = driver.createStatement()) {
            Answers answers = new Answers((BaseStatement) owner);
            driver.getQueryExecutor().execute(query, bound(query), answers, 0, 0, FLAGS);
            return answers.results;
        } catch (SQLException e) {
            SQLException first = failure == null ? e : failure;
            failure = first;
            throw first;
        } finally {
            query.close();
        }
    }

    /** The driver takes a text of many statements apart again, and sends each with its own arguments. */
    private String joined() {
        StringBuilder all = new StringBuilder();
        for (Statement each : statements) {
            all.append(each.sql()).append("\n;\n"); // a comment may end it
        }
        return all.toString();
    }

    private ParameterList bound(Query query) throws SQLException {
        ParameterList list = query.createParameterList();
        int place = 0;
        for (Statement each : statements) {
            for (Object value : each.arguments()) {
                place++;
                if (value == null) {
                    list.setNull(place, Oid.UNSPECIFIED);
                } else if (value instanceof byte[] bytes) {
                    list.setBytea(place, bytes, 0, bytes.length);
                } else {
                    list.setStringParameter(place, (String) value, Oid.UNSPECIFIED);
                }
            }
        }
        return list;
    }

    /** Collects answers; those of BEGIN, which the driver sends in front, never come here. */
    private final class Answers extends ResultHandlerBase {

        private final BaseStatement owner;
        private final List<BatchResult> results = new ArrayList<>();
        private List<String> columns = List.of();
        private List<List<@Nullable Object>> rows = List.of();
        private long before = System.nanoTime();

        Answers(BaseStatement owner) {
            this.owner = owner;
        }

        @Override
        public void handleResultRows(
                Query fromQuery, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
            try (ResultSet set = owner.createDriverResultSet(fields, tuples)) {
                columns = new ArrayList<>();
                for (Field field : fields) {
                    columns.add(field.getColumnLabel());
                }
                rows = new ArrayList<>();
                while (set.next()) {
                    List<@Nullable Object> row = new ArrayList<>(fields.length);
                    for (int i = 1; i <= fields.length; i++) {
                        Object value = set.getObject(i);
                        row.add(value instanceof java.sql.Array array ? array.getArray() : value);
                    }
                    rows.add(Collections.unmodifiableList(row));
                }
            } catch (SQLException e) {
                handleError(e);
            }
        }

        @Override
        public void handleCommandStatus(String status, long updateCount, long insertOid) {
            long now = System.nanoTime();
            results.add(new BatchResult(
                    columns.isEmpty() ? updateCount : Math.max(updateCount, rows.size()),
                    List.copyOf(columns),
                    Collections.unmodifiableList(rows),
                    Duration.ofNanos(now - before)));
            before = now;
            columns = List.of();
            rows = List.of();
            answered = results.size();
        }

        @Override
        public void handleWarning(java.sql.SQLWarning warning) {
            // a batch has no place for them
        }
    }
}
