package dev.nexs.orm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** What plain JDBC code does to a connection, and what the next borrower finds of it, in both ways to borrow one. */
@PostgresCluster(replicas = 1)
class BorrowersHabitsIT {

    private static Cluster servers;

    @BeforeAll
    static void remember(Cluster cluster) {
        servers = cluster;
        cluster.primary().execute("create table loaded (id int, name text)");
    }

    enum Way {
        PLAIN,
        ROUTED;

        DataSource of(NexsDataSource source) {
            return this == PLAIN ? source : source.routing();
        }
    }

    /** One connection per node: whoever comes next gets what the one before had. */
    private static NexsDataSource open(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "nexs.url", servers.jdbcUrl(),
                "nexs.username", servers.username(),
                "nexs.password", servers.password(),
                "nexs.pool.maximum-size", "1"));
        settings.putAll(more);
        NexsDataSource source = NexsDataSource.from(settings);
        await().until(() -> source.cluster().nodes().stream()
                .allMatch(node -> node.role() == NodeRole.PRIMARY || node.role() == NodeRole.REPLICA));
        return source;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whatTheDriverRemembersIsUndoneForTheNextBorrower(Way way) throws SQLException {
        try (NexsDataSource source = open(Map.of())) {
            try (Connection connection = way.of(source).getConnection()) {
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                connection.setNetworkTimeout(Runnable::run, 1_234);
                text(connection, "select 1");
                connection.commit();
                connection.setReadOnly(true);
                execute(connection, "do $$ begin raise warning 'mind the gap'; end $$");
                connection.rollback();
            }
            try (Connection connection = way.of(source).getConnection()) {
                assertThat(text(connection, "show transaction_isolation")).isEqualTo("read committed");
                assertThat(text(connection, "show transaction_read_only")).isEqualTo("off");
                assertThat(connection.getAutoCommit()).isTrue();
                assertThat(connection.isReadOnly()).isFalse();
                assertThat(connection.getNetworkTimeout()).isEqualTo(300_000);
                assertThat((Object) connection.getWarnings()).isNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void poolsThatDoNotCommitByThemselvesDoSoWhereToldTo(Way way) throws SQLException {
        try (NexsDataSource source = open(Map.of("nexs.pool.auto-commit", "false"))) {
            try (Connection connection = way.of(source).getConnection()) {
                assertThat(connection.getAutoCommit()).isFalse();
                execute(connection, "insert into loaded values (815, 'not committed')");
            }
            try (Connection connection = way.of(source).getConnection()) {
                connection.setAutoCommit(true);
                assertThat(text(connection, "select count(*) from loaded where id = 815"))
                        .isEqualTo("0");
                execute(connection, "insert into loaded values (816, 'committed')");
            }
            try (Connection connection = way.of(source).getConnection()) {
                assertThat(connection.getAutoCommit()).isFalse();
                assertThat(text(connection, "select count(*) from loaded where id = 816"))
                        .isEqualTo("1");
                execute(connection, "delete from loaded where id = 816");
                connection.commit();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aTransactionThatIsLeftOpenIsRolledBack(Way way) throws SQLException {
        try (NexsDataSource source = open(Map.of())) {
            try (Connection connection = way.of(source).getConnection()) {
                connection.setAutoCommit(false);
                execute(connection, "insert into loaded values (4711, 'left open')");
            }
            try (Connection connection = way.of(source).getConnection()) {
                assertThat(text(connection, "select count(*) from loaded where id = 4711"))
                        .isEqualTo("0");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aSchemaIsUndoneWhereThePoolHasOne(Way way) throws SQLException {
        try (NexsDataSource source = open(Map.of("nexs.pool.schema", "public"))) {
            try (Connection connection = way.of(source).getConnection()) {
                connection.setSchema("pg_catalog");
                assertThat(text(connection, "show search_path")).isEqualTo("pg_catalog");
            }
            try (Connection connection = way.of(source).getConnection()) {
                assertThat(text(connection, "show search_path")).isEqualTo("public");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theDriversOwnInterfaceCopiesInAndListens(Way way) throws Exception {
        try (NexsDataSource source = open(Map.of());
                Connection connection = way.of(source).getConnection()) {
            assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
            PGConnection driver = connection.unwrap(PGConnection.class);
            long rows = driver.getCopyAPI().copyIn("copy loaded from stdin", new StringReader("1\tone\n2\ttwo\n"));
            assertThat(rows).isEqualTo(2);
            execute(connection, "listen news");
            servers.primary().execute("notify news, 'arrived'");
            assertThat(driver.getNotifications(5_000))
                    .singleElement()
                    .satisfies(notification ->
                            assertThat(notification.getParameter()).isEqualTo("arrived"));
            execute(connection, "unlisten *");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aLargeResultIsReadInPiecesAndSavepointsWork(Way way) throws SQLException {
        try (NexsDataSource source = open(Map.of());
                Connection connection = way.of(source).getConnection()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(way == Way.ROUTED);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(50);
                try (ResultSet rows = statement.executeQuery("select generate_series(1, 1000)")) {
                    Savepoint savepoint = null;
                    int sum = 0;
                    while (rows.next()) {
                        sum += rows.getInt(1);
                        if (rows.getInt(1) == 500) {
                            savepoint = connection.setSavepoint();
                        }
                    }
                    assertThat(sum).isEqualTo(500_500);
                    connection.rollback(savepoint);
                }
                assertThat(text(connection, "select pg_is_in_recovery()")).isEqualTo(way == Way.ROUTED ? "t" : "f");
            }
            connection.commit();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
