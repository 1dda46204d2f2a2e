package dev.nexs.examples.failover;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.ClusterStatistics;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Kills the primary while somebody writes every ten milliseconds, promotes a replica and counts what was lost. */
public final class Main {

    private static final Duration OUTAGE = Duration.ofMillis(1_500);

    private Main() {}

    /** Starts a primary and two replicas: an example that kills servers brings its own. */
    public static void main(String[] arguments) throws Exception {
        if (System.getenv("NEXS_URL") != null) {
            System.out.println("NEXS_URL is not used: this example kills its servers");
        }
        try (Cluster servers = Cluster.start(c -> c.replicas(2));
                NexsDataSource source = NexsDataSource.from(Map.of(
                        "nexs.url",
                        servers.jdbcUrl(),
                        "nexs.username",
                        servers.username(),
                        "nexs.password",
                        servers.password(),
                        "nexs.failover.probe-interval",
                        "250ms",
                        "nexs.failover.probe-timeout",
                        "400ms",
                        "nexs.failover.failure-threshold",
                        "2"))) {
            run(servers, source);
        }
    }

    private static void run(Cluster servers, NexsDataSource source) throws Exception {
        source.cluster().onEvent(event -> System.out.println("event: " + text(event)));
        servers.primary().execute("create table failover_example (at timestamptz default now())");
        AtomicInteger written = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        Thread writer = new Thread(() -> write(source, written, failed), "writer");
        writer.start();
        await(() -> written.get() > 20);

        Node old = servers.primary();
        old.kill();
        LockSupport.parkNanos(OUTAGE.toNanos());
        servers.replica(0).promote();
        int before = written.get();
        await(() -> written.get() > before + 20);
        writer.interrupt();
        writer.join();

        ClusterStatistics statistics = source.cluster().statistics();
        System.out.println("failovers: " + statistics.failovers() + ", failed writes: " + failed.get());
        System.out.println("without a primary for " + statistics.lastRecovery());
        servers.rejoin(old);
        await(() -> source.cluster().nodes().stream().allMatch(node -> node.state() == NodeState.ACTIVE));
        source.cluster().nodes().forEach(node -> System.out.println(node.id() + " is " + node.role()));
    }

    private static void write(NexsDataSource source, AtomicInteger written, AtomicInteger failed) {
        while (!Thread.currentThread().isInterrupted()) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("insert into failover_example default values");
                written.incrementAndGet();
            } catch (SQLException e) {
                failed.incrementAndGet();
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static String text(ClusterEvent event) {
        return event.getClass().getSimpleName() + " " + event;
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(5_000_000);
        }
    }
}
