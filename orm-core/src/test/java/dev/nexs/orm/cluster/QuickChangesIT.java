package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Changes that are over before a slow watcher has understood them, and borrowers who are caught in the middle. */
@PostgresCluster(replicas = 1)
class QuickChangesIT {

    private static final int BORROWERS = 50;

    private static NexsDataSource open(Cluster servers, Map<String, String> more) {
        Map<String, Object> settings = new java.util.HashMap<>(Map.of(
                "nexs.url", servers.jdbcUrl(),
                "nexs.username", servers.username(),
                "nexs.password", servers.password(),
                "nexs.pool.maximum-size", "4",
                "nexs.pool.connection-timeout", "5s"));
        settings.putAll(more);
        return NexsDataSource.from(settings);
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static String role(NexsDataSource source, Node node) {
        return source.cluster().nodes().stream()
                .filter(known -> known.id().equals(WatchedCluster.id(node)))
                .map(known -> known.role() + " " + known.state())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPrimaryThatIsBackAtOnceFailsOnlyWhatWasUnderWay(Cluster servers) throws Exception {
        servers.primary().execute("create table written (id bigint generated always as identity)");
        try (WatchedCluster watched = WatchedCluster.of(servers).awaitActive(2)) {
            Writers writers = Writers.every10Millis(watched);
            writers.awaitWrites(50);
            servers.primary().stop();
            Instant down = Instant.now();
            watched.awaitDeathKnown(servers.primary());
            Instant known = Instant.now();
            servers.primary().start();
            long up = System.nanoTime();
            Duration pause = Duration.ofNanos(writers.awaitWriteAfter(up) - up);

            Writers.Outcome outcome = writers.finish(down, known);
            assertThat(outcome.late()).isEmpty();
            assertThat(pause).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    @PostgresCluster(replicas = 1)
    void aPrimaryThatTurnsIntoAReplicaUnderTheSameAddressIsLeftForTheNewOne(Cluster servers) throws Exception {
        Node old = servers.primary();
        old.execute("create table written (id bigint generated always as identity)");
        try (NexsDataSource source = open(servers, Map.of("nexs.failover.failure-threshold", "1000"))) {
            source.getConnection().close();
            old.stop();
            servers.replica(0).promote();
            servers.rejoin(old);

            try (Connection writer = source.getConnection();
                    Statement statement = writer.createStatement()) {
                statement.execute("insert into written default values");
                assertThat(WatchedCluster.port(writer))
                        .isEqualTo(servers.primary().port())
                        .isNotEqualTo(old.port());
            }
            await().until(() -> role(source, old).equals("REPLICA ACTIVE"));
        }
    }

    @Test
    @PostgresCluster(replicas = 1)
    void aReadOnAReplicaGoesOnWhileItIsPromotedAndItsConnectionWritesAfterwards(Cluster servers) throws Exception {
        Node heir = servers.replica(0);
        try (NexsDataSource source = open(servers, Map.of())) {
            await().until(() -> role(source, heir).equals("REPLICA ACTIVE"));
            try (Connection reader = source.routing().getConnection()) {
                reader.setAutoCommit(false);
                reader.setReadOnly(true);
                assertThat(WatchedCluster.port(reader)).isEqualTo(heir.port());
                servers.primary().kill();
                heir.promote();
                await().until(() -> role(source, heir).equals("PRIMARY ACTIVE"));

                assertThat(WatchedCluster.port(reader)).isEqualTo(heir.port());
                reader.commit();
                reader.setReadOnly(false);
                try (Statement statement = reader.createStatement()) {
                    statement.execute("create table promoted (id int)");
                }
                reader.commit();
            }
        }
    }

    @Test
    void borrowersWhoWaitAreServedWhenEverySessionIsTerminated(Cluster servers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(BORROWERS);
        try (NexsDataSource source = open(servers, Map.of())) {
            source.getConnection().close();
            List<CompletableFuture<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < BORROWERS; i++) {
                asked.add(CompletableFuture.supplyAsync(() -> ask(source), threads));
            }
            await().until(() -> source.cluster().nodes().get(0).pool().waiting() > BORROWERS / 2);
            try (Connection administrator =
                    servers.primary().connectAs(servers.primary().superuser())) {
                number(
                        administrator,
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'nexs'");
            }

            int failed = 0;
            for (CompletableFuture<Integer> answer : asked) {
                failed += answer.get(10, TimeUnit.SECONDS);
            }
            assertThat(failed).as("those whose statement was under way").isBetween(1, 4);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int ask(NexsDataSource source) {
        try (Connection connection = source.getConnection()) {
            number(connection, "select 1 from pg_sleep(0.1)");
            return 0;
        } catch (SQLException e) {
            return 1;
        }
    }

    @Test
    @PostgresCluster(replicas = 0)
    void whoWaitsForAPrimaryLearnsAtOnceThatTheDatasourceWasClosed(Cluster servers) throws Exception {
        NexsDataSource source = open(servers, Map.of());
        source.getConnection().close();
        servers.primary().kill();
        await().until(() -> role(source, servers.primary()).endsWith("FAILED"));
        CompletableFuture<Throwable> waiting = CompletableFuture.supplyAsync(() -> failure(source));
        await().during(Duration.ofMillis(100)).until(() -> !waiting.isDone());
        long closing = System.nanoTime();
        source.close();

        assertThat(waiting.get(2, TimeUnit.SECONDS)).hasMessageContaining("the datasource is closed");
        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    @PostgresCluster(replicas = 0)
    void anInterruptEndsTheWaitForAPrimaryAndForABusyPoolAndStaysSet(Cluster servers) throws Exception {
        try (NexsDataSource source = open(servers, Map.of("nexs.pool.maximum-size", "1"))) {
            try (Connection busy = source.getConnection()) {
                assertThat(busy.isValid(1)).isTrue();
                interruptedWhileWaiting(source);
            }
            servers.primary().kill();
            await().until(() -> role(source, servers.primary()).endsWith("FAILED"));
            interruptedWhileWaiting(source);
        }
    }

    private static void interruptedWhileWaiting(NexsDataSource source) throws InterruptedException {
        List<Object> seen = new ArrayList<>();
        Thread waiting = new Thread(() -> {
            seen.add(failure(source));
            seen.add(Thread.currentThread().isInterrupted());
        });
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        waiting.interrupt();
        waiting.join(1_000);

        assertThat(seen).hasSize(2);
        assertThat((Throwable) seen.get(0)).isInstanceOf(SQLException.class).hasMessageContaining("nterrupted");
        assertThat(seen.get(1)).isEqualTo(true);
    }

    private static Throwable failure(NexsDataSource source) {
        try (Connection connection = source.getConnection()) {
            return new IllegalStateException("lent " + connection);
        } catch (SQLException e) {
            return e;
        }
    }

    @Test
    void closingOneDatasourceLeavesAnotherOfTheSameClusterAlone(Cluster servers) throws Exception {
        try (NexsDataSource stays = open(servers, Map.of())) {
            try (NexsDataSource goes = open(servers, Map.of())) {
                goes.getConnection().close();
                stays.getConnection().close();
                goes.cluster().drain(WatchedCluster.id(servers.replica(0)));
            }
            try (Connection reader = stays.getConnection(ReadPreference.SECONDARY)) {
                assertThat(WatchedCluster.port(reader))
                        .isEqualTo(servers.replica(0).port());
            }
            assertThatThrownBy(() -> stays.cluster().drain("nowhere:1")).hasMessageContaining("nowhere:1");
            stays.getConnection().close();
        }
    }
}
