package dev.nexs.orm.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsDataSourceBuilder;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What borrowers waited for, why connections were closed, and what happened to the cluster, as meters. */
@PostgresCluster(replicas = 1)
class WaitsIT {

    private static NexsDataSource open(Cluster cluster, Consumer<NexsDataSourceBuilder> more) {
        NexsDataSourceBuilder builder = NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .failover(failover -> failover.probeInterval(Duration.ofMillis(100)));
        more.accept(builder);
        return builder.build();
    }

    @Test
    void aBorrowerInLineWaitsForThePool(Cluster cluster) throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (NexsDataSource source = open(cluster, builder -> builder.pool(pool -> pool.maximumSize(1)));
                NexsMetrics metrics = new NexsMetrics(source)) {
            source.getConnection().close();
            metrics.bindTo(registry);
            Connection held = source.getConnection();
            CompletableFuture<Void> waiting = borrowing(source);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> source.cluster()
                            .primary()
                            .map(NodeSnapshot::pool)
                            .map(pool -> pool.waiting() == 1)
                            .orElse(false));
            long began = System.nanoTime();
            await().pollDelay(Duration.ofMillis(50)).until(() -> System.nanoTime() - began > 50_000_000);
            held.close();
            waiting.get(20, TimeUnit.SECONDS);
            assertThat(waited(registry, "pool")).isGreaterThanOrEqualTo(0.05);
            assertThat(waited(registry, "primary")).isZero();
        }
    }

    @Test
    void aReaderWaitsForReplay(Cluster cluster) throws SQLException {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (NexsDataSource source = open(cluster, builder -> {});
                NexsMetrics metrics = new NexsMetrics(source)) {
            metrics.bindTo(registry);
            TransactionRunner<Connection> units = Transactions.of(source);
            execute(units, "create table awaited (n int)");
            awaitReplica(source);
            cluster.replica(0).pauseReplay();
            try {
                execute(units, "insert into awaited values (1)");
                units.read(connection -> connection.isValid(5));
            } finally {
                cluster.replica(0).resumeReplay();
            }
            assertThat(waited(registry, "replay")).isGreaterThan(0.01);
        }
    }

    @Test
    @PostgresCluster(replicas = 1)
    void aWriterWaitsForAPrimaryAndTheClusterTellsOfIt(Cluster cluster) throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (NexsDataSource source = open(cluster, builder -> {});
                NexsMetrics metrics = new NexsMetrics(source)) {
            metrics.bindTo(registry);
            awaitReplica(source);
            cluster.primary().kill();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> source.cluster().primary().isEmpty());
            CompletableFuture<Void> waiting = borrowing(source);
            cluster.replica(0).promote();
            waiting.get(30, TimeUnit.SECONDS);
            assertThat(waited(registry, "primary")).isPositive();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(registry.get("db.cluster.events")
                                    .tag("event", "primary-elected")
                                    .counter()
                                    .count())
                            .isPositive());
        }
    }

    @Test
    void connectionsAreClosedForAReason(Cluster cluster) throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        Node primary = cluster.primary();
        try (NexsDataSource source = open(cluster, builder -> {});
                NexsMetrics metrics = new NexsMetrics(source)) {
            metrics.bindTo(registry);
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                assertThatThrownBy(() -> statement.execute("select pg_terminate_backend(pg_backend_pid())"))
                        .isInstanceOf(SQLException.class);
            }
            awaitClosed(registry, primary, "broken");
            NexsDataSource batch = source.poolSet("batch", options -> options.maximumSize(1));
            batch.getConnection().close();
            batch.close();
            awaitClosed(registry, primary, "shutdown");
        }
    }

    private static void awaitClosed(MeterRegistry registry, Node node, String reason) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            Counter counter = registry.find("db.connections.closed")
                    .tags("node", node.host() + ":" + node.port(), "reason", reason)
                    .counter();
            return counter != null && counter.count() >= 1;
        });
    }

    private static CompletableFuture<Void> borrowing(NexsDataSource source) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        source.getConnection().close();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task, "borrower").start());
    }

    private static void execute(TransactionRunner<Connection> units, String sql) throws SQLException {
        units.run(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        });
    }

    private static void awaitReplica(NexsDataSource source) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> source.cluster().nodes().stream()
                        .anyMatch(node -> node.role() == NodeRole.REPLICA && node.state() == NodeState.ACTIVE));
    }

    /** In seconds. */
    private static double waited(MeterRegistry registry, String reason) {
        Timer timer = registry.find("db.connections.wait").tag("reason", reason).timer();
        return timer == null ? 0 : timer.totalTime(TimeUnit.SECONDS);
    }
}
