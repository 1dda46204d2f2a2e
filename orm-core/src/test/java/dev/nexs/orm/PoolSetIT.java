package dev.nexs.orm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.pool.PoolExhaustedException;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two sets of pools and more over one cluster. */
@PostgresCluster(replicas = 1)
class PoolSetIT {

    private final Cluster servers;
    private NexsDataSource source;

    PoolSetIT(Cluster servers) {
        this.servers = servers;
    }

    @BeforeEach
    void open() {
        source = open(builder -> {});
    }

    private NexsDataSource open(java.util.function.Consumer<NexsDataSourceBuilder> more) {
        NexsDataSourceBuilder builder = NexsDataSource.builder()
                .url(servers.jdbcUrl())
                .username(servers.username())
                .password(servers.password())
                .failover(f -> f.probeInterval(Duration.ofMillis(200)))
                .pool(p -> p.maximumSize(4).minimumIdle(0).connectionTimeout(Duration.ofSeconds(2)));
        more.accept(builder);
        NexsDataSource opened = builder.build();
        await().until(() -> opened.cluster().nodes().stream()
                .allMatch(node -> node.role() == dev.nexs.orm.cluster.NodeRole.PRIMARY
                        || node.role() == dev.nexs.orm.cluster.NodeRole.REPLICA));
        return opened;
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void aSetHasItsOwnLoginSchemaRoleAndParametersOnEachNodeAndTheOthersKeepTheirs() throws SQLException {
        servers.primary()
                .executeAsSuperuser(
                        "create role \"Tenant a\" nologin",
                        "create role batch login password 'ba tch'",
                        "grant \"Tenant a\" to batch",
                        "create schema \"we\"\"ird one\" authorization \"Tenant a\"");
        servers.awaitReplication(Duration.ofSeconds(20));
        try (NexsDataSource set = source.poolSet(
                "tenant-a",
                o -> o.login("batch", "ba tch")
                        .role("Tenant a")
                        .schema("we\"ird one", "public")
                        .parameter("statement_timeout", "1234ms")
                        .parameter("application_name", "a\\b c")
                        .maximumSize(2))) {
            for (ReadPreference preference : List.of(ReadPreference.PRIMARY, ReadPreference.SECONDARY)) {
                try (Connection connection = set.getConnection(preference)) {
                    for (String reset : List.of("select 1", "reset all", "discard all")) {
                        run(connection, reset);
                        assertThat(text(connection, "select session_user")).isEqualTo("batch");
                        assertThat(text(connection, "select current_user")).isEqualTo("Tenant a");
                        assertThat(text(connection, "select current_schemas(false)::text"))
                                .isEqualTo("{\"we\\\"ird one\",public}");
                        assertThat(text(connection, "show statement_timeout")).isEqualTo("1234ms");
                    }
                }
                try (Connection connection = source.getConnection(preference)) {
                    assertThat(text(connection, "select current_user")).isEqualTo(servers.username());
                    assertThat(text(connection, "show search_path")).contains("public");
                }
            }
            assertThat(set.cluster()).isSameAs(source.cluster());
        }
    }

    @Test
    void aSetIsOpenedForItsFirstBorrowerAndClosedWhenNobodyBorrows() throws SQLException {
        try (NexsDataSource set = source.poolSet(
                "rare", o -> o.applicationName("rare").minimumIdle(1).closeWhenIdle(Duration.ofMillis(300)))) {
            assertThat(sessions("rare")).isZero();
            try (Connection held = set.getConnection()) {
                assertThat(sessions("rare")).isEqualTo(1);
                await().during(Duration.ofMillis(900)).until(() -> held.isValid(1));
            }
            await().untilAsserted(() -> assertThat(sessions("rare")).isZero());
            try (Connection again = set.getConnection()) {
                assertThat(again.isValid(1)).isTrue();
            }
        }
        await().untilAsserted(() -> assertThat(sessions("rare")).isZero());
    }

    @Test
    void borrowersOfASetThatIsClosedForRestingAgainAndAgainNeverNotice() throws Exception {
        try (NexsDataSource set = source.poolSet("restless", o -> o.closeWhenIdle(Duration.ofMillis(100)))) {
            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            List<CompletableFuture<Integer>> borrowers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int pause = 40 + 35 * i;
                borrowers.add(CompletableFuture.supplyAsync(() -> {
                    int served = 0;
                    while (System.nanoTime() - end < 0) {
                        try (Connection connection = set.getConnection()) {
                            served += connection.isValid(1) ? 1 : 0;
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                        java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pause));
                    }
                    return served;
                }));
            }
            for (CompletableFuture<Integer> borrower : borrowers) {
                assertThat(borrower.get(20, TimeUnit.SECONDS)).isPositive();
            }
        }
    }

    @Test
    void oneSetThatIsExhaustedOrCannotLogInIsNoOthersTrouble() throws SQLException {
        try (NexsDataSource small =
                        source.poolSet("small", o -> o.maximumSize(1).connectionTimeout(Duration.ofMillis(300)));
                NexsDataSource wrong = source.poolSet(
                        "wrong", o -> o.login(servers.username(), "wrong").connectionTimeout(Duration.ofMillis(300)));
                Connection held = small.getConnection()) {
            assertThat(held.isValid(1)).isTrue();
            assertThatThrownBy(small::getConnection)
                    .isInstanceOf(PoolExhaustedException.class)
                    .hasMessageContaining("all are in use");
            for (int i = 0; i < 8; i++) {
                assertThatThrownBy(wrong::getConnection).hasStackTraceContaining("password authentication failed");
            }
            source.getConnection().close();
            assertThat(source.cluster().nodes())
                    .allSatisfy(node -> assertThat(node.breaker()).isEqualTo("closed"));
        }
    }

    @Test
    void setsThatCloseAndClustersThatCloseLendNothingAnyMore() throws SQLException {
        NexsDataSource set = source.poolSet("short", o -> {});
        set.getConnection().close();
        set.close();
        set.close();
        assertThatThrownBy(set::getConnection).hasMessageContaining("closed");
        source.getConnection().close();
        NexsDataSource second = source.poolSet("second", o -> o.applicationName("second"));
        second.getConnection().close();
        source.close();
        assertThatThrownBy(second::getConnection).hasMessageContaining("closed");
        assertThatThrownBy(() -> source.poolSet("late", o -> {})).hasMessageContaining("closed");
        await().untilAsserted(() -> assertThat(sessions("second")).isZero());
    }

    @Test
    void aFailoverIsSeenByAllSets() throws Exception {
        try (Cluster own = Cluster.start(builder -> builder.replicas(1));
                NexsDataSource first = NexsDataSource.builder()
                        .url(own.jdbcUrl())
                        .username(own.username())
                        .password(own.password())
                        .failover(f -> f.probeInterval(Duration.ofMillis(200)))
                        .build();
                NexsDataSource set = first.poolSet("set", o -> o.maximumSize(2))) {
            set.getConnection().close();
            Node next = own.replica(0);
            own.primary().kill();
            next.promote();
            try (Connection connection = set.getConnection()) {
                assertThat(text(connection, "show port")).isEqualTo(String.valueOf(next.port()));
            }
            try (Connection connection = first.getConnection()) {
                assertThat(text(connection, "show port")).isEqualTo(String.valueOf(next.port()));
            }
        }
    }

    @Test
    void theBudgetHoldsOverAllSetsAndIdleConnectionsOfOneServeTheOthers() throws SQLException {
        String application = "budgeted";
        try (NexsDataSource limited =
                open(builder -> builder.applicationName(application).pool(p -> p.budget(3)))) {
            List<NexsDataSource> sets = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sets.add(limited.poolSet("set" + i, o -> o.maximumSize(3).connectionTimeout(Duration.ofSeconds(4))));
            }
            for (int round = 0; round < 3; round++) {
                for (NexsDataSource set : sets) {
                    try (Connection connection = set.getConnection()) {
                        assertThat(connection.isValid(1)).isTrue();
                        assertThat(sessionsOnPrimary(application)).isLessThanOrEqualTo(3);
                    }
                }
            }
            try (Connection one = sets.get(0).getConnection();
                    Connection two = sets.get(1).getConnection();
                    Connection three = sets.get(2).getConnection()) {
                assertThat(one.isValid(1) && two.isValid(1) && three.isValid(1)).isTrue();
                assertThatThrownBy(sets.get(3)::getConnection)
                        .hasStackTraceContaining("all 3 connections of nexs.pool.budget are open")
                        .hasStackTraceContaining("set0")
                        .hasStackTraceContaining("1 in use");
                assertThat(sessionsOnPrimary(application)).isEqualTo(3);
            }
        }
    }

    /** Its price when nobody borrows: no thread, and what a HikariCP pool per node takes on the heap. */
    @Test
    void aHundredSetsHaveNoThreadsOfTheirOwn() throws Exception {
        try (NexsDataSource limited = open(builder -> builder.pool(p -> p.budget(10)))) {
            limited.getConnection().close();
            long threads = threads();
            long heap = usedHeap();
            List<NexsDataSource> sets = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                NexsDataSource set = limited.poolSet("set" + i, o -> o.maximumSize(3));
                sets.add(set);
                set.getConnection().close();
            }
            // HikariCP's threads that open and close connections end when they have rested for five seconds
            await().atMost(Duration.ofSeconds(30)).until(() -> threads() <= threads + 2);
            long perSet = (usedHeap() - heap) / 100;
            System.out.printf("a hundred sets: %d threads more, %d bytes of heap each%n", threads() - threads, perSet);
            assertThat(perSet).isLessThan(200_000);
            sets.forEach(NexsDataSource::close);
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("nexs-"))
                .filter(thread -> !thread.getName().startsWith("nexs-testing"))
                .count();
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    @Test
    void everyWrongOptionIsNamed() {
        assertThatThrownBy(() -> source.poolSet(
                        "a:b",
                        o -> o.maximumSize(0)
                                .minimumIdle(-1)
                                .connectionTimeout(Duration.ofMillis(1))
                                .closeWhenIdle(Duration.ofMillis(1))
                                .schema(" ")
                                .parameter("x;y", "1")))
                .isInstanceOf(NexsConfigurationException.class)
                .hasMessageContaining("name = 'a:b'")
                .hasMessageContaining("maximumSize = '0'")
                .hasMessageContaining("minimumIdle = '-1'")
                .hasMessageContaining("connectionTimeout = ")
                .hasMessageContaining("closeWhenIdle = ")
                .hasMessageContaining("schema = ")
                .hasMessageContaining("parameter = 'x;y'");
    }

    private int sessionsOnPrimary(String application) throws SQLException {
        try (Connection connection = servers.primary().connect()) {
            return Integer.parseInt(text(
                    connection,
                    "select count(*) from pg_stat_activity where application_name = '" + application + "'"));
        }
    }

    private int sessions(String application) throws SQLException {
        int sessions = sessionsOnPrimary(application);
        try (Connection connection = servers.replica(0).connect()) {
            return sessions
                    + Integer.parseInt(text(
                            connection,
                            "select count(*) from pg_stat_activity where application_name = '" + application + "'"));
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
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
