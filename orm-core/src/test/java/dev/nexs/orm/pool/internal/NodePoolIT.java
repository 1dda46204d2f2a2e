package dev.nexs.orm.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.LogCapture;
import dev.nexs.orm.internal.ConfigurationReader;
import dev.nexs.orm.internal.NexsConfiguration;
import dev.nexs.orm.internal.PoolFactory;
import dev.nexs.orm.pool.Borrowing;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.orm.pool.PoolExhaustedException;
import dev.nexs.orm.pool.PoolListener;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class NodePoolIT {

    private final List<SQLException> fatal = new CopyOnWriteArrayList<>();
    private Node node;
    private HikariNodeConnections connections;
    private NodePool pool;

    @BeforeEach
    void remember(Node server) {
        node = server;
    }

    /** A cut connection is noticed by the server only once it has something to say. */
    @AfterEach
    void close() {
        node.executeAsSuperuser(
                "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(%' and"
                        + " pid <> pg_backend_pid()");
        if (pool != null) {
            pool.close(Duration.ZERO);
        }
        if (connections != null) {
            connections.close();
        }
    }

    @Test
    void aConnectionIsLentAgainAfterItWasGivenBack() throws SQLException {
        open("nexs.pool.maximum-size", 1);

        assertThat(backend()).isEqualTo(backend());
        assertThat(pool.statistics().maximum()).isEqualTo(1);
        assertThat(pool.statistics().active()).isZero();
    }

    @Test
    void aLentConnectionIsHikarisOwn() throws SQLException {
        open();

        try (Connection connection = borrow()) {
            assertThat(connection.getClass().getName()).startsWith("com.zaxxer.hikari.pool.");
        }
    }

    @Test
    void aBorrowerThatWaitedInVainLearnsWhy() throws SQLException {
        open("nexs.pool.maximum-size", 1, "nexs.pool.connection-timeout", "400ms");

        try (Connection held = borrow()) {
            assertThatThrownBy(this::borrow)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(pool.address().id())
                    .hasMessageContaining("no connection within 400 ms (1 in use, 0 idle, 0 waiting, maximum 1)")
                    .hasMessageContaining("nexs.pool.maximum-size");
            assertThat(held.isValid(1)).isTrue();
        }
    }

    /** HikariCP asks a connection whether it is there only after it has rested for half a second. */
    @Test
    void aBorrowerWhoMeetsOnlyForgottenConnectionsLearnsThat() {
        open(
                "nexs.url",
                node.proxy().jdbcUrl(),
                "nexs.pool.maximum-size",
                5,
                "nexs.pool.minimum-idle",
                5,
                "nexs.pool.connection-timeout",
                "1s");
        await().until(() -> pool.statistics().idle() == 5);
        node.proxy().forget();

        await().pollDelay(Duration.ofMillis(600))
                .pollInterval(Duration.ofMillis(600))
                .untilAsserted(() -> assertThatThrownBy(() -> borrow().close())
                        .hasMessageContaining("connections that had rested do not answer"));
    }

    /** The server says with every log-in that it is no standby, so the mistake is the application's. */
    @Test
    void aWriteInAReadOnlyTransactionCostsNoConnection() throws SQLException {
        open("nexs.pool.maximum-size", 1);
        int first = backend();
        for (int i = 0; i < 50; i++) {
            try (Connection connection = borrow();
                    Statement statement = connection.createStatement()) {
                connection.setReadOnly(true);
                connection.setAutoCommit(false);
                assertThatThrownBy(() -> statement.execute("create table never (id int)"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("25006"));
            }
        }

        assertThat(fatal).isEmpty();
        assertThat(backend()).isEqualTo(first);
    }

    @Test
    void whoWaitsForABusyPoolIsServedWhenAConnectionComesBackAndElseLearnsThatAllAreInUse() throws Exception {
        open("nexs.pool.maximum-size", 1, "nexs.pool.connection-timeout", "400ms");
        try (Connection held = borrow()) {
            assertThat(pool.isBusy()).isTrue();
            assertThat(pool.poll(1)).isNull();
            assertThatThrownBy(this::borrow).isInstanceOf(PoolExhaustedException.class);
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(() -> {
                try (Connection next = Borrowing.from(pool, Duration.ofSeconds(20))) {
                    return backend(next);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> pool.statistics().waiting() == 1);
            int mine = backend(held);
            held.close();
            assertThat(waiting.get(2, TimeUnit.SECONDS)).isEqualTo(mine);
        }
    }

    @Test
    void whoMayGoElsewhereIsSentAwayAsSoonAsTheNodeRefuses() throws Exception {
        open("nexs.url", node.proxy().jdbcUrl(), "nexs.pool.minimum-idle", 0);
        node.proxy().refuse();
        try {
            long started = System.nanoTime();
            assertThat(pool.await(started + Duration.ofSeconds(10).toNanos(), true))
                    .isNull();
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(pool.canLend()).isFalse();
        } finally {
            node.proxy().pass();
        }
    }

    @Test
    void anOrdinaryErrorKeepsTheConnection() throws SQLException {
        open("nexs.pool.maximum-size", 1);
        int first = backend();
        try (Connection connection = borrow();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("select 1 / 0")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.execute("select lo_import('x') from pg_class for update of nothing"))
                    .isInstanceOf(SQLException.class);
        }

        assertThat(fatal).isEmpty();
        assertThat(backend()).isEqualTo(first);
    }

    @Test
    void aTerminatedBackendIsToldAndReplaced() throws SQLException {
        open("nexs.pool.maximum-size", 1);
        try (Connection connection = borrow()) {
            node.executeAsSuperuser("select pg_terminate_backend(" + backend(connection) + ")");
            assertThatThrownBy(() -> backend(connection)).isInstanceOf(SQLException.class);
        }

        assertThat(fatal).isNotEmpty();
        assertThat(backend()).isPositive();
    }

    @Test
    void evictingAllReplacesIdleConnectionsNowAndBorrowedOnesWhenTheyComeBack() throws SQLException {
        open("nexs.pool.maximum-size", 1);
        int first;
        try (Connection connection = borrow()) {
            first = backend(connection);
            pool.evictAll();
            assertThat(backend(connection)).isEqualTo(first);
        }
        int second = backend();
        assertThat(second).isNotEqualTo(first);

        pool.evictAll();
        assertThat(backend()).isNotEqualTo(second);
    }

    @Test
    void aListenerMayRefuseANewConnection() {
        connections = connect("nexs.pool.connection-timeout", "500ms");
        pool = connections.openPool(configuration().nodes().get(0), true, new PoolListener() {
            @Override
            public void opened(Connection physical) throws SQLException {
                throw new SQLException("it is a replica", "25006");
            }

            @Override
            public void fatal(SQLException cause) {
                fatal.add(cause);
            }
        });

        assertThatThrownBy(this::borrow).hasMessageContaining("it is a replica");
        assertThat(pool.statistics().idle()).isZero();
    }

    @Test
    void closingWaitsForBorrowersUntilTheDeadline() throws Exception {
        open();
        Connection held = borrow();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> pool.close(Duration.ofSeconds(20)));
        await().untilAsserted(() -> assertThatThrownBy(this::borrow).hasMessageContaining("its pool is closed"));

        assertThat(backend(held)).isPositive();
        assertThat(closing).isNotDone();
        held.close();
        closing.get(10, TimeUnit.SECONDS);
    }

    @Test
    void closingCutsBorrowersThatAreTooSlow() throws Exception {
        open();
        CompletableFuture<Throwable> slow =
                CompletableFuture.supplyAsync(() -> catchThrowableOfType(SQLException.class, () -> {
                    try (Connection connection = borrow();
                            Statement statement = connection.createStatement()) {
                        statement.execute("select pg_sleep(30)");
                    }
                }));
        await().until(() -> pool.statistics().active() == 1);

        pool.close(Duration.ofMillis(50));

        assertThat(slow.get(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void closingWakesBorrowersThatWait() throws Exception {
        open("nexs.pool.maximum-size", 1, "nexs.pool.connection-timeout", "30s");
        Connection held = borrow();
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            SQLException thrown = catchThrowableOfType(SQLException.class, this::borrow);
            return thrown.getMessage() + " " + Thread.currentThread().isInterrupted();
        });
        await().until(() -> pool.statistics().waiting() == 1);

        pool.close(Duration.ZERO);

        assertThat(waiting.get(1, TimeUnit.SECONDS)).endsWith("its pool is closed false");
        held.close();
    }

    @Test
    void warmingUpFillsThePoolBeforeTheFirstBorrower() {
        open("nexs.pool.maximum-size", 5, "nexs.pool.minimum-idle", 3);

        connections.warmUp(System.nanoTime() + Duration.ofSeconds(10).toNanos());

        assertThat(pool.statistics().idle()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aPoolLargerThanTheServerAllowsIsSaidWithTheArithmetic() throws SQLException {
        try (LogCapture log = LogCapture.of("dev.nexs.orm.pool")) {
            open("nexs.pool.maximum-size", 5000, "nexs.pool.minimum-idle", 1);
            int allowed = number("select current_setting('max_connections')::int");

            await().untilAsserted(() -> assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line)
                            .contains("the pool may open 5000 connections")
                            .contains("max_connections " + allowed)
                            .contains("nexs.pool.maximum-size")));
        }
    }

    @Test
    void anUnpooledConnectionIsBoundByItsTimeout() throws SQLException {
        connections = connect();

        try (Connection probe = connections.openUnpooled(configuration().nodes().get(0), Duration.ofMillis(300));
                Statement statement = probe.createStatement()) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> statement.execute("select pg_sleep(20)")).isInstanceOf(SQLException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    /** Each piece comes in good time, all of them together do not. */
    @Test
    void aLogInThatTricklesInIsBoundAsAWhole() {
        connections = connect();
        NodeAddress slow = new NodeAddress(node.proxy().host(), node.proxy().port());
        node.proxy().bandwidth(150);
        try {
            long start = System.nanoTime();
            assertThatThrownBy(() -> connections.openUnpooled(slow, Duration.ofMillis(500)))
                    .isInstanceOf(SQLException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_500));
        } finally {
            node.proxy().pass();
        }
    }

    private Connection borrow() throws SQLException {
        return Borrowing.from(pool, connections.connectionTimeout());
    }

    private void open(Object... settings) {
        connections = connect(settings);
        pool = connections.openPool(configuration(settings).nodes().get(0), true, Borrowing.telling(fatal::add));
    }

    private HikariNodeConnections connect(Object... settings) {
        return PoolFactory.connections(configuration(settings));
    }

    private NexsConfiguration configuration(Object... settings) {
        Map<String, Object> map = new HashMap<>(
                Map.of("nexs.url", node.jdbcUrl(), "nexs.username", node.username(), "nexs.password", node.password()));
        for (int i = 0; i < settings.length; i += 2) {
            map.put((String) settings[i], settings[i + 1]);
        }
        return ConfigurationReader.read(map);
    }

    private int backend() throws SQLException {
        return number("select pg_backend_pid()");
    }

    private int number(String sql) throws SQLException {
        try (Connection connection = borrow()) {
            return number(connection, sql);
        }
    }

    private static int backend(Connection connection) throws SQLException {
        return number(connection, "select pg_backend_pid()");
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
