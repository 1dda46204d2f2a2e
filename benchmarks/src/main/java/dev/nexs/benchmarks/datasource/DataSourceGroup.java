package dev.nexs.benchmarks.datasource;

import static dev.nexs.benchmarks.datasource.Contender.AWS_FAILOVER;
import static dev.nexs.benchmarks.datasource.Contender.AWS_SPLITTING;
import static dev.nexs.benchmarks.datasource.Contender.HIKARI;
import static dev.nexs.benchmarks.datasource.Contender.NEXS;
import static dev.nexs.benchmarks.datasource.Contender.NEXS_CLUSTER;
import static dev.nexs.benchmarks.datasource.Contender.NEXS_ROUTED;
import static dev.nexs.benchmarks.datasource.Contender.SPRING_LAZY;
import static dev.nexs.benchmarks.datasource.Contender.SPRING_ROUTED;

import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Jmh;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** Runs the comparisons against one primary and one replica on this machine. */
public final class DataSourceGroup implements Group {

    private static final int ROWS = 100_000;
    private static final String SHAPE = "pools of 8, loopback";
    private static final String REPLAYED = "pools of 8, replies from memory";

    /** Found by its name in {@code META-INF/services}. */
    public DataSourceGroup() {}

    @Override
    public String name() {
        return "datasource";
    }

    @Override
    public void run(Mode mode, Report report) throws Exception {
        try (Cluster cluster = Cluster.start(c -> c.replicas(1))) {
            Servers servers = prepare(cluster, report);
            borrowing(servers, mode, report);
            SelectComparison.run(servers, ROWS, mode, report);
            FindComparison.run(servers, ROWS, mode, report);
            IdleMonitor.run(servers, mode, report);
            VirtualThreads.run(servers, report);
        }
    }

    private static Servers prepare(Cluster cluster, Report report) throws Exception {
        Node primary = cluster.primary();
        primary.execute(
                "create table bench (id bigint primary key, name text not null, amount int not null, made timestamptz)",
                "insert into bench select i, 'row ' || i, i % 1000, now() from generate_series(1, " + ROWS + ") i",
                "analyze bench");
        cluster.awaitReplication(Duration.ofSeconds(30));
        try (Connection connection = primary.connect()) {
            report.server(connection);
        }
        return new Servers(
                address(primary),
                address(cluster.replica(0)),
                cluster.database(),
                cluster.username(),
                cluster.password());
    }

    private static String address(Node node) {
        return node.host() + ":" + node.port();
    }

    private static void borrowing(Servers servers, Mode mode, Report report) throws Exception {
        List<String> plain = Contender.names(HIKARI, NEXS, NEXS_CLUSTER, AWS_FAILOVER, AWS_SPLITTING);
        List<String> all = Contender.names(
                HIKARI, NEXS, NEXS_CLUSTER, NEXS_ROUTED, SPRING_LAZY, SPRING_ROUTED, AWS_FAILOVER, AWS_SPLITTING);
        List<String> routed = Contender.names(HIKARI, NEXS_ROUTED, SPRING_ROUTED, AWS_SPLITTING);
        report.add(Jmh.run(BorrowBenchmark.class, "borrow", plain, servers.properties(), mode, SHAPE));
        report.add(Jmh.run(BorrowBenchmark.class, "borrowAndPrepare", all, servers.properties(), mode, SHAPE));
        report.add(
                Jmh.run(BorrowBenchmark.class, "borrowReadOnlyAndPrepare", routed, servers.properties(), mode, SHAPE));
        report.add(Jmh.run(SelectBenchmark.class, "select", all, servers.properties(), mode, REPLAYED));
        report.add(Jmh.run(SelectBenchmark.class, "selectReadOnly", routed, servers.properties(), mode, REPLAYED));
    }
}
