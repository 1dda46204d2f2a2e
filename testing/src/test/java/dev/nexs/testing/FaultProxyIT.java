package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresServer
class FaultProxyIT {

    private final Node node;

    FaultProxyIT(Node node) {
        this.node = node;
    }

    @BeforeAll
    static void createTable(Node node) {
        node.execute("create table item(id int primary key)");
    }

    @BeforeEach
    void emptyTable() {
        node.execute("truncate item");
    }

    @AfterEach
    void heal() {
        node.proxy().pass();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "preferQueryMode=extended",
                "preferQueryMode=simple",
                "prepareThreshold=1",
                "prepareThreshold=-1",
                "preferQueryMode=extendedForPrepared"
            })
    void aCutCommitIsOnTheServerWhileTheClientSawABrokenConnection(String mode) throws Exception {
        try (Connection connection = connect(mode)) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            connection.commit();
            insert(connection, 2);
            CommitCut cut = node.proxy().cutAfterCommitSent();

            assertThatThrownBy(connection::commit)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));

            assertThat(cut.happened()).isTrue();
            assertThat(count()).isEqualTo("2");
        }
    }

    @Test
    void onlyOneCommitIsCut() throws Exception {
        node.proxy().cutAfterCommitSent();
        try (Connection first = connect("");
                Connection second = connect("")) {
            first.setAutoCommit(false);
            insert(first, 1);
            assertThatThrownBy(first::commit).isInstanceOf(SQLException.class);
            second.setAutoCommit(false);
            insert(second, 2);
            second.commit();
        }
        assertThat(count()).isEqualTo("2");
    }

    @Test
    void aWithdrawnCutLeavesCommitsAlone() throws Exception {
        CommitCut cut = node.proxy().cutAfterCommitSent();
        node.proxy().pass();
        try (Connection connection = connect("")) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            connection.commit();
        }
        assertThat(cut.happened()).isFalse();
    }

    @Test
    void aBlackholeIsSilentAndDeliversWhenItPasses() throws Exception {
        try (Connection connection = connect("")) {
            node.proxy().blackhole();
            CompletableFuture<Void> insert = CompletableFuture.runAsync(() -> insertUnchecked(connection, 1));
            assertThatThrownBy(() -> connect("loginTimeout=1").close()).isInstanceOf(SQLException.class);
            assertThat(insert).isNotDone();
            assertThat(count()).isEqualTo("0");

            node.proxy().pass();
            await().atMost(Duration.ofSeconds(5)).until(insert::isDone);
            insert.join();
            assertThat(count()).isEqualTo("1");
        }
    }

    @Test
    void aResetBreaksOpenConnectionsOnly() throws Exception {
        try (Connection open = connect("")) {
            node.proxy().reset();
            assertThatThrownBy(() -> insert(open, 1)).isInstanceOf(SQLException.class);
        }
        try (Connection next = connect("")) {
            insert(next, 2);
        }
    }

    @Test
    void aForgottenConnectionIsSilentForGoodAndNewOnesAreNot() throws Exception {
        try (Connection open = connect("socketTimeout=1")) {
            insert(open, 1);
            node.proxy().forget();
            assertThatThrownBy(() -> insert(open, 2)).hasStackTraceContaining("SocketTimeoutException");
            try (Connection next = connect("")) {
                insert(next, 3);
            }
        }
        assertThat(count()).isEqualTo("2");
    }

    @Test
    void aRefusingProxyLetsNobodyInAndOpenConnectionsLive() throws Exception {
        try (Connection open = connect("")) {
            for (int round = 0; round < 20; round++) {
                node.proxy().refuse();
                assertThatThrownBy(() -> connect("").close()).hasMessageContaining("refused");
                node.proxy().pass();
            }
            node.proxy().refuse();
            insert(open, 1);
        }
        node.proxy().pass();
        connect("").close();
    }

    @Test
    void latencyMakesEveryRoundTripLonger() throws Exception {
        try (Connection connection = connect("")) {
            insert(connection, 1);
            node.proxy().latency(Duration.ofMillis(150));
            assertThat(timed(() -> insert(connection, 2))).isBetween(Duration.ofMillis(150), Duration.ofMillis(2000));
            node.proxy().pass();
            assertThat(timed(() -> insert(connection, 3))).isLessThan(Duration.ofMillis(150));
        }
    }

    @Test
    void latencyDoesNotThrottle() throws Exception {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            node.proxy().latency(Duration.ofMillis(100));
            assertThat(timed(() -> statement
                            .executeQuery("select repeat('x', 1000) from generate_series(1, 4000)")
                            .close()))
                    .isBetween(Duration.ofMillis(100), Duration.ofSeconds(2));
        }
    }

    @Test
    void bandwidthLimitsHowMuchArrives() throws Exception {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            node.proxy().bandwidth(100_000);
            Duration taken = timed(
                    () -> statement.executeQuery("select repeat('x', 50000)").close());
            assertThat(taken).isBetween(Duration.ofMillis(450), Duration.ofSeconds(3));
        }
    }

    private interface Action {
        void run() throws SQLException;
    }

    private static Duration timed(Action action) throws SQLException {
        long begin = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private Connection connect(String parameters) throws SQLException {
        String url = node.proxy().jdbcUrl() + "?" + parameters;
        return DriverManager.getConnection(url, node.username(), node.password());
    }

    private static void insert(Connection connection, int id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into item values (" + id + ")");
        }
    }

    private static void insertUnchecked(Connection connection, int id) {
        try {
            insert(connection, id);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String count() throws SQLException {
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from item")) {
            result.next();
            return result.getString(1);
        }
    }
}
