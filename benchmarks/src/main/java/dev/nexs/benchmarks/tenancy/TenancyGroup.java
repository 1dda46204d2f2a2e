package dev.nexs.benchmarks.tenancy;

import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.tenancy.Tenancy;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantContext;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A transaction of one statement with and without tenants, a change of tenant, and what many tenants cost. */
public final class TenancyGroup implements Group {

    private static final int PIECES = 10;
    private static final int TENANTS = 10;
    private static final int REGISTERED = 1_000;
    private static final int TABLES = 20;

    /** For the service loader. */
    public TenancyGroup() {}

    @Override
    public String name() {
        return "tenancy";
    }

    @Override
    public void run(Mode mode, Report report) throws Exception {
        try (Cluster cluster = Cluster.start(c -> c.replicas(0))) {
            Node node = cluster.primary();
            try (NexsDataSource plain = NexsDataSource.from(settings(node));
                    Tenancy dedicated = tenancy(node, "schema", "dedicated");
                    Tenancy shared = tenancy(node, "schema", "shared");
                    Tenancy rows = tenancy(node, "row", "rows")) {
                report.add(Comparison.of("transaction", "borrow, one select, commit, give back; always the same tenant")
                        .pieces(PIECES)
                        .contender("no tenants", () -> transaction(plain))
                        .contender("schema, own connections", () -> as(dedicated, 0))
                        .contender("schema, shared connections", () -> as(shared, 0))
                        .contender("row", () -> as(rows, 0))
                        .run(mode));
                AtomicInteger turn = new AtomicInteger();
                report.add(Comparison.of("change of tenant", "the same, another of " + TENANTS + " tenants each time")
                        .pieces(PIECES)
                        .contender("no tenants", () -> transaction(plain))
                        .contender("schema, own connections", () -> as(dedicated, turn.incrementAndGet() % TENANTS))
                        .contender("schema, shared connections", () -> as(shared, turn.incrementAndGet() % TENANTS))
                        .contender("row", () -> as(rows, turn.incrementAndGet() % TENANTS))
                        .run(mode));
                report.note(noise(dedicated, mode));
            }
            report.note(boot(node));
            report.note(provisioning(node, mode));
        }
    }

    private static Map<String, Object> settings(Node node) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("nexs.url", node.jdbcUrl());
        settings.put("nexs.username", node.appRole().name());
        settings.put("nexs.password", node.appRole().password());
        settings.put("nexs.pool.maximum-size", "4");
        return settings;
    }

    private static Map<String, Object> settings(Node node, String strategy, String name) {
        Map<String, Object> settings = settings(node);
        settings.put("nexs.tenancy.strategy", strategy);
        settings.put("nexs.tenancy.admin.username", node.username());
        settings.put("nexs.tenancy.admin.password", node.password());
        settings.put("nexs.tenancy.registry-schema", "registry_" + name);
        settings.put("nexs.tenancy.name-prefix", name + "_");
        if (name.equals("shared")) {
            settings.put("nexs.tenancy.connections", "shared");
        }
        return settings;
    }

    private static Tenancy tenancy(Node node, String strategy, String name) {
        Tenancy tenancy = Tenancy.from(settings(node, strategy, name));
        for (int i = 0; i < TENANTS; i++) {
            tenancy.provision(Tenant.named(tenant(i)));
        }
        return tenancy;
    }

    private static String tenant(int number) {
        return "tenant-" + (char) ('a' + number);
    }

    private static void as(Tenancy tenancy, int number) throws SQLException {
        TenantContext.run(tenant(number), () -> transaction(tenancy.dataSource()));
    }

    private static void transaction(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select 1")) {
                row.next();
            }
            connection.commit();
        }
    }

    /** The 99th percentile of one tenant, alone and beside one that has all its connections at work. */
    private static String noise(Tenancy tenancy, Mode mode) throws Exception {
        int samples = mode == Mode.SMOKE ? 100 : 5_000;
        tenancy.limit(tenant(1), l -> l.maxConnections(1).ratePerSecond(500));
        double quiet = percentile(tenancy, samples);
        AtomicBoolean end = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> noise = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            noise.add(threads.submit(() -> {
                while (!end.get()) {
                    as(tenancy, 1);
                }
                return true;
            }));
        }
        double beside = percentile(tenancy, samples);
        end.set(true);
        for (Future<?> each : noise) {
            each.get();
        }
        threads.shutdown();
        return String.format(
                Locale.ROOT,
                "99th percentile of a tenant: alone %.2f ms, beside one that wants all with eight threads and may have one"
                        + " connection and 500 transactions a second %.2f ms.",
                quiet,
                beside);
    }

    private static double percentile(Tenancy tenancy, int samples) throws SQLException {
        long[] nanos = new long[samples];
        for (int i = 0; i < samples; i++) {
            long begun = System.nanoTime();
            as(tenancy, 0);
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return nanos[samples * 99 / 100] / 1e6;
    }

    private static String boot(Node node) {
        Map<String, Object> settings = settings(node, "schema", "many");
        Tenancy.from(settings).close();
        double empty = millis(() -> Tenancy.from(settings).close());
        node.execute(
                "insert into registry_many.tenant (id, lookalike, state, cluster, database, schema, since, epoch)"
                        + " select 'r' || i, 'r' || i, 'ACTIVE', '', '', 'many_r' || i, i, i from generate_series(1, "
                        + REGISTERED + ") i",
                "update registry_many.clock set epoch = " + REGISTERED);
        double full = millis(() -> Tenancy.from(settings).close());
        long before = heap();
        int threads = Thread.activeCount();
        try (Tenancy tenancy = Tenancy.from(settings)) {
            long bytes = (heap() - before) / tenancy.tenants().size();
            return String.format(
                    Locale.ROOT,
                    "Start and close of a tenancy: no tenants %.0f ms, %d tenants %.0f ms. Heap for each %d bytes, threads for all"
                            + " together %d.",
                    empty,
                    REGISTERED,
                    full,
                    bytes,
                    Thread.activeCount() - threads);
        }
    }

    private static double millis(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1e6;
    }

    private static long heap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A schema with twenty tables, by Flyway. */
    private static String provisioning(Node node, Mode mode) throws IOException {
        Path folder = Files.createTempDirectory("nexs-benchmark-migrations");
        Path script = folder.resolve("V1__tables.sql");
        StringBuilder ddl = new StringBuilder();
        for (int i = 0; i < TABLES; i++) {
            ddl.append("create table t").append(i).append(" (id bigint primary key, name text, at timestamptz);\n");
        }
        Files.writeString(script, ddl);
        Map<String, Object> settings = settings(node, "schema", "made");
        settings.put("nexs.tenancy.migrations.locations", "filesystem:" + folder);
        int count = mode == Mode.SMOKE ? 2 : 26;
        double[] each = new double[count];
        try (Tenancy tenancy = Tenancy.from(settings)) {
            for (int i = 0; i < count; i++) {
                String name = "made-" + (char) ('a' + i);
                each[i] = millis(() -> tenancy.provision(Tenant.named(name)));
            }
        } finally {
            Files.delete(script);
            Files.delete(folder);
        }
        Arrays.sort(each);
        return String.format(
                Locale.ROOT, "Provisioning a schema with %d tables: median %.0f ms.", TABLES, each[count / 2]);
    }
}
