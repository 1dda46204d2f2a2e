package dev.nexs.orm.routing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits that replicas show and the primary does not yet, since it waits for a synchronous replica that there is not. */
@PostgresCluster(replicas = 1, synchronous = true)
class PrimaryViewIT {

    private static final String LOOKS = "select txid_current_snapshot()::text";

    private final Cluster servers;
    private final ExecutorService others = Executors.newCachedThreadPool();
    private NexsDataSource dataSource;
    private TransactionRunner<Connection> tx;

    PrimaryViewIT(Cluster servers) {
        this.servers = servers;
    }

    @BeforeEach
    void open() {
        servers.primary().execute("drop table if exists seen", "create table seen(id int)");
        servers.awaitReplication(Duration.ofSeconds(10));
        dataSource = NexsDataSource.builder()
                .url(servers.jdbcUrl())
                .username(servers.username())
                .password(servers.password())
                .build();
        tx = Transactions.of(dataSource);
    }

    @AfterEach
    void close() {
        waitFor("*");
        others.shutdownNow();
        dataSource.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasReadOnAReplicaIsAwaitedAtThePrimary(boolean writing) throws Exception {
        CompletableFuture<Void> commit = commitThatHangs();
        CompletableFuture<Integer> again = CompletableFuture.supplyAsync(
                () -> {
                    try (ConsistencyScope scope = ConsistencyScope.open()) {
                        await().pollInSameThread().until(() -> count(ReadPreference.SECONDARY) == 1);
                        return writing ? tx.write(PrimaryViewIT::count) : count(ReadPreference.PRIMARY);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                others);
        awaitLooks();
        assertThat(again).isNotDone();

        waitFor("*");

        assertThat(again.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        commit.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aTokenOfWhatWasReadIsGivenOutWhenThePrimaryShowsItToo() throws Exception {
        CompletableFuture<Void> commit = commitThatHangs();
        CompletableFuture<Integer> handedOver = CompletableFuture.supplyAsync(
                () -> {
                    try (ConsistencyScope scope = ConsistencyScope.open()) {
                        await().pollInSameThread().until(() -> count(ReadPreference.SECONDARY) == 1);
                        return tx.withToken(scope.token().orElseThrow())
                                .read(o -> o.readPreference(ReadPreference.PRIMARY), PrimaryViewIT::count);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                others);
        awaitLooks();

        waitFor("*");

        assertThat(handedOver.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        commit.get(10, TimeUnit.SECONDS);
    }

    /** Transactions that run on both sides are no reason to wait. */
    @Test
    void aTransactionThatStillRunsIsNotWaitedFor() throws Exception {
        try (Connection running = servers.primary().connect();
                Statement statement = running.createStatement();
                ConsistencyScope scope = ConsistencyScope.open()) {
            running.setAutoCommit(false);
            statement.execute("insert into seen values (2)");
            tx.run(connection -> insert(connection, 1));
            await().pollInSameThread().until(() -> count(ReadPreference.SECONDARY) == 1);

            assertThat(tx.<Integer, SQLException>write(PrimaryViewIT::count)).isEqualTo(1);
            running.rollback();
        }
    }

    private CompletableFuture<Void> commitThatHangs() {
        waitFor("nobody");
        return CompletableFuture.runAsync(
                () -> {
                    try (Connection connection = servers.primary().connect()) {
                        insert(connection, 1);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                others);
    }

    private void waitFor(String standbys) {
        servers.primary().setting("synchronous_standby_names", standbys);
    }

    private void awaitLooks() throws SQLException {
        try (Connection connection =
                        servers.primary().connectAs(servers.primary().superuser());
                Statement statement = connection.createStatement()) {
            await().until(() -> {
                try (ResultSet row =
                        statement.executeQuery("select exists (select from pg_stat_activity where query = '" + LOOKS
                                + "' and pid <> pg_backend_pid())")) {
                    row.next();
                    return row.getBoolean(1);
                }
            });
        }
    }

    private int count(ReadPreference preference) throws SQLException {
        return tx.read(o -> o.readPreference(preference), PrimaryViewIT::count);
    }

    private static int count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from seen")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void insert(Connection connection, int id) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into seen values (" + id + ")");
        }
    }
}
