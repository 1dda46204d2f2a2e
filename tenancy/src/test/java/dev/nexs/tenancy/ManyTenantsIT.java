package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many tenants, and one among them that wants too much. */
@PostgresServer
class ManyTenantsIT {

    private static final Logger LOG = LoggerFactory.getLogger(ManyTenantsIT.class);

    /** Schemas that are migrated: a thousand where somebody asks for it. */
    private static final int SCHEMAS = Integer.getInteger("nexs.test.schemas", 20);

    private static final int REGISTERED = 1_000;
    private static final long MOST_HEAP = 50L * 1024 * 1024;

    private static Map<String, Object> settings(Node node, String registry) {
        Map<String, Object> settings = Fixture.settings(node, "schema");
        settings.put("nexs.tenancy.registry-schema", registry);
        settings.put("nexs.tenancy.name-prefix", registry + "_");
        settings.put("nexs.pool.maximum-size", "4");
        return settings;
    }

    private static void drop(Tenancy tenancy) {
        tenancy.tenants().forEach(tenant -> tenancy.drop(tenant.id(), tenancy.drop(tenant.id())));
    }

    /** Digits that are letters, for some digits are taken for letters. */
    private static String name(int i) {
        StringBuilder name = new StringBuilder("many");
        for (int rest = i + 100; rest > 0; rest /= 10) {
            name.append("abcdefghjk".charAt(rest % 10));
        }
        return name.toString();
    }

    @Test
    void allSchemasAreMigratedAndTheTimeIsToldBesideAPlainLoop(Node node) {
        Map<String, Object> settings = settings(node, "many");
        settings.put("nexs.tenancy.migrations.locations", "classpath:db/tenants");
        try (Tenancy tenancy = Tenancy.from(settings)) {
            for (int i = 0; i < SCHEMAS; i++) {
                tenancy.provision(Tenant.named(name(i)));
            }
        }
        settings.put("nexs.tenancy.migrations.locations", "classpath:db/tenants2");
        MigrationReport report;
        try (Tenancy tenancy = Tenancy.from(settings)) {
            report = tenancy.migrateAll(progress -> {});
            assertThat(report.ok()).isTrue();
            assertThat(report.done()).isEqualTo(SCHEMAS);
            assertThat(report.skipped()).isZero();
            assertThat(tenancy.drift()).isEmpty();
            drop(tenancy);
        }
        Duration plain = plainLoop(node);
        LOG.info(
                "{} schemas to the next version: migrateAll {}, Flyway in a loop {}", SCHEMAS, report.elapsed(), plain);
    }

    private static Duration plainLoop(Node node) {
        List<String> schemas =
                IntStream.range(0, SCHEMAS).mapToObj(i -> "plain_" + i).toList();
        schemas.forEach(schema -> flyway(node, schema, "tenants").migrate());
        long begun = System.nanoTime();
        schemas.forEach(schema -> flyway(node, schema, "tenants2").migrate());
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
        schemas.forEach(schema -> node.execute("drop schema " + schema + " cascade"));
        return elapsed;
    }

    private static Flyway flyway(Node node, String schema, String folder) {
        return Flyway.configure()
                .dataSource(node.jdbcUrl(), node.username(), node.password())
                .locations("classpath:db/" + folder)
                .schemas(schema)
                .load();
    }

    @Test
    void aThousandRegisteredTenantsCostLittleMemoryAndNoThread(Node node) {
        Map<String, Object> settings = settings(node, "registered");
        Tenancy.from(settings).close();
        node.execute(
                "insert into registered.tenant (id, lookalike, state, cluster, database, schema, since, epoch)"
                        + " select 'r' || i, 'r' || i, 'ACTIVE', '', '', 'registered_r' || i, i, i"
                        + " from generate_series(1, " + REGISTERED + ") i",
                "update registered.clock set epoch = " + REGISTERED);
        long heap = heap();
        try (Tenancy tenancy = Tenancy.from(settings)) {
            assertThat(tenancy.tenants()).hasSize(REGISTERED);
            long threads = threads();
            for (int i = 1; i <= REGISTERED; i++) {
                tenancy.core().requireAdmitted("r" + i);
            }
            assertThat(threads()).isEqualTo(threads);
            assertThat(heap() - heap).isLessThan(MOST_HEAP);
            assertThat(tenancy.tenants()).hasSize(REGISTERED);
        }
        node.execute("drop schema registered cascade");
    }

    /** What is in use when nothing more can be collected. */
    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("nexs-tenancy"))
                .count();
    }

    @Test
    void aNoisyTenantWaitsForItselfAndNobodyForIt(Node node) throws Exception {
        Map<String, Object> settings = settings(node, "noisy");
        settings.put("nexs.pool.budget", "6");
        settings.put("nexs.pool.connection-timeout", "30s");
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Tenancy tenancy = Tenancy.from(settings)) {
            tenancy.provision(Tenant.named("noisy").limits(l -> l.maxConnections(2)));
            tenancy.provision(Tenant.named("quiet"));
            List<Future<?>> noise = new ArrayList<>();
            try (Connection holder = node.connect();
                    Statement lock = holder.createStatement()) {
                holder.setAutoCommit(false);
                lock.execute("select pg_advisory_xact_lock(815)");
                for (int i = 0; i < 8; i++) {
                    noise.add(threads.submit(() -> {
                        query(tenancy, "noisy", "select pg_advisory_xact_lock_shared(815)");
                        return true;
                    }));
                }
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    assertThat(tenancy.use(5).get("noisy").connections()).isEqualTo(2);
                    assertThat(tenancy.use(5).get("noisy").waiting()).isEqualTo(6);
                });
                for (int i = 0; i < 100; i++) {
                    query(tenancy, "quiet", "select 1");
                }
                assertThat(noise).noneMatch(Future::isDone);
                assertThat(tenancy.use(5).get("quiet").borrows()).isEqualTo(100);
                assertThat(tenancy.use(5).get("quiet").refusals()).isZero();
                tenancy.limit("noisy", l -> l.maxConnections(4)); // those who wait are let in at once
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> tenancy.use(5).get("noisy").connections() > 2);
                holder.rollback();
            }
            for (Future<?> each : noise) {
                each.get(1, TimeUnit.MINUTES);
            }
            assertThat(tenancy.use(1)).containsOnlyKeys("quiet", "");
            drop(tenancy);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void moreTransactionsThanTheRateAreRefusedAndARaisedRateHoldsAtOnce(Node node) throws Exception {
        Map<String, Object> settings = settings(node, "rated");
        settings.put("nexs.pool.connection-timeout", "1s");
        try (Tenancy tenancy = Tenancy.from(settings)) {
            tenancy.provision(Tenant.named("fast").limits(l -> l.ratePerSecond(1)));
            tenancy.provision(Tenant.named("other"));
            ExecutorService threads = Executors.newFixedThreadPool(5);
            List<Future<?>> wanted = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                wanted.add(threads.submit(() -> {
                    query(tenancy, "fast", "select 1");
                    return true;
                }));
            }
            threads.shutdown();
            int refused = 0;
            for (Future<?> each : wanted) {
                try {
                    each.get(1, TimeUnit.MINUTES);
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e).hasMessageContaining("may begin 1 transactions a second");
                    refused++;
                }
            }
            assertThat(refused).isPositive();
            assertThat(tenancy.use(5).get("fast").refusals()).isEqualTo(refused);
            for (int i = 0; i < 20; i++) {
                query(tenancy, "other", "select 1");
            }
            tenancy.limit("fast", l -> l.ratePerSecond(10_000));
            for (int i = 0; i < 20; i++) {
                query(tenancy, "fast", "select 1");
            }
            tenancy.suspend("fast");
            assertThatThrownBy(() -> query(tenancy, "fast", "select 1")).hasMessageContaining("is suspended");
            drop(tenancy);
        }
    }

    private static void query(Tenancy tenancy, String tenant, String sql) throws SQLException {
        try (Connection connection =
                        TenantContext.call(tenant, () -> tenancy.dataSource().getConnection());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
        }
    }
}
