package dev.nexs.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.observe.internal.Observers;
import dev.nexs.orm.observe.internal.SqlComments;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** In a package of an application's, since a call site is never the library's. */
@PostgresCluster
class SqlCommentsIT {

    private static final String SQL = "select n from priced where n = ?";

    private static Map<String, Object> settings(Cluster cluster) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("nexs.url", cluster.jdbcUrl());
        settings.put("nexs.username", cluster.username());
        settings.put("nexs.password", cluster.password());
        return settings;
    }

    @Test
    void aCommentSaysWhoSendsAndStatementsAreAsPreparedAsWithout(Cluster cluster) throws SQLException {
        List<String> without = preparedBy(cluster, Map.of());
        List<String> with = preparedBy(cluster, Map.of("nexs.sql-comments", "true"));
        assertThat(with)
                .as("from two call sites and two routes it is one statement all the same")
                .hasSameSizeAs(without)
                .hasSize(1);
        assertThat(with.get(0))
                .isEqualTo(without.get(0)
                        + " /*call_site='dev.nexs.shop.SqlCommentsIT.fromHere',route='%2Fprices%2F%7Bid%7D'*/");
    }

    private static List<String> preparedBy(Cluster cluster, Map<String, Object> more) throws SQLException {
        Map<String, Object> settings = settings(cluster);
        settings.putAll(more);
        try (NexsDataSource source = NexsDataSource.from(settings);
                Connection connection = source.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("create temporary table priced as select 1 as n");
            }
            for (int i = 0; i < 6; i++) {
                MDC.put("route", "/prices/{id}");
                fromHere(connection);
                MDC.put("route", "/other");
                fromThere(connection);
            }
            return prepared(connection);
        } finally {
            MDC.remove("route");
        }
    }

    private static List<String> prepared(Connection connection) throws SQLException {
        List<String> prepared = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select statement from pg_prepared_statements where statement like 'select n from priced%'")) {
            while (rows.next()) {
                prepared.add(rows.getString(1));
            }
        }
        return prepared;
    }

    private static void fromHere(Connection connection) throws SQLException {
        ask(connection.prepareStatement(SQL));
    }

    private static void fromThere(Connection connection) throws SQLException {
        ask(connection.prepareStatement(SQL));
    }

    private static void ask(PreparedStatement prepared) throws SQLException {
        try (prepared) {
            prepared.setInt(1, 1);
            prepared.executeQuery().close();
        }
    }

    @Test
    void aTraceIsNamedOnFewAndLeavesNothingPrepared(Cluster cluster) throws SQLException {
        AtomicInteger number = new AtomicInteger();
        SqlComments comments = new SqlComments(
                () -> "00-" + number.incrementAndGet(),
                1,
                Duration.ofSeconds(100).toNanos());
        try (NexsDataSource source = NexsDataSource.from(settings(cluster));
                Connection connection = source.getConnection()) {
            Observers.of(source).add(comments);
            try (Statement statement = connection.createStatement()) {
                statement.execute("create temporary table priced as select 1 as n");
            }
            int before = number.get();
            for (int i = 0; i < 8; i++) {
                fromHere(connection);
            }
            assertThat(number.get() - before).as("each of them is due").isEqualTo(8);
            assertThat(prepared(connection)).isEmpty();
        }
    }

    @Test
    void aStatementThatWasSlowNamesItsTraceTheNextTime(Cluster cluster) throws SQLException {
        SqlComments comments =
                new SqlComments(() -> "00-abc", 0, Duration.ofMillis(50).toNanos());
        String slow = "select pg_sleep(0.1), query from pg_stat_activity where pid = pg_backend_pid()";
        try (NexsDataSource source = NexsDataSource.from(settings(cluster));
                Connection connection = source.getConnection()) {
            Observers.of(source).add(comments);
            assertThat(query(connection, slow)).doesNotContain("traceparent");
            assertThat(query(connection, slow)).endsWith(",traceparent='00-abc'*/");
        }
    }

    @Test
    void aUnitSaysOfWhichKindItIs(Cluster cluster) throws SQLException {
        Map<String, Object> settings = settings(cluster);
        settings.put("nexs.sql-comments", "true");
        try (NexsDataSource source = NexsDataSource.from(settings)) {
            String text = Transactions.of(source)
                    .write(connection ->
                            query(connection, "select 1, query from pg_stat_activity where pid = pg_backend_pid()"));
            assertThat(text).contains(",unit='write'*/").contains("call_site='dev.nexs.shop.SqlCommentsIT.");
        }
    }

    @Test
    void theThreadsLogLinesSayWhichUnitTheyAreOf(Cluster cluster) throws SQLException {
        Map<String, Object> settings = settings(cluster);
        settings.put("nexs.hooks.mdc", "true");
        try (NexsDataSource source = NexsDataSource.from(settings)) {
            Transactions.of(source).run(connection -> {
                assertThat(MDC.get("nexs.unit")).startsWith("write-");
                assertThat(MDC.get("nexs.node"))
                        .isEqualTo(cluster.primary().host() + ":"
                                + cluster.primary().port());
            });
            assertThat(MDC.get("nexs.unit")).isNull();
            assertThat(MDC.get("nexs.node")).isNull();
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(2);
        }
    }
}
