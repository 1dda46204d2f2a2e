package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A run that dies at each boundary: before a version is begun, in the middle of one, and between the tenant's own history and
 * the ledger. The run is a process of its own, which is killed where a lock of the test's holds it.
 */
@PostgresCluster(replicas = 0)
@Timeout(180)
class BrokenOffMigrationsIT {

    private static final List<String> TENANTS = List.of("t2", "t3", "t4");

    private Node node;

    /** What the other process does. */
    static final class Runner {
        private Runner() {}

        public static void main(String[] arguments) {
            Map<String, Object> settings = new HashMap<>();
            for (String argument : arguments) {
                settings.put(
                        argument.substring(0, argument.indexOf('=')), argument.substring(argument.indexOf('=') + 1));
            }
            try (Tenancy tenancy = Tenancy.from(settings)) {
                tenancy.migrateAll(progress -> {});
            }
        }
    }

    @BeforeEach
    void provision(Cluster cluster) {
        node = cluster.primary();
        try (Tenancy tenancy = Tenancy.from(settings("tenants"))) {
            TENANTS.forEach(tenant -> tenancy.provision(Tenant.named(tenant)));
        }
    }

    @AfterEach
    void drop() {
        try (Tenancy tenancy = Tenancy.from(settings("tenants"))) {
            tenancy.tenants().forEach(tenant -> tenancy.drop(tenant.id(), tenancy.drop(tenant.id())));
        }
    }

    private Map<String, Object> settings(String folder) {
        Map<String, Object> settings = Fixture.settings(node, "schema");
        settings.put("nexs.tenancy.migrations.locations", "classpath:db/" + folder);
        settings.put("nexs.tenancy.migrations.parallelism", "1");
        return settings;
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Runner.class.getName()));
        settings("tenants-held").forEach((name, value) -> command.add(name + "=" + value));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void kill(Process process) throws InterruptedException {
        assertThat(process.isAlive()).isTrue();
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private Connection holding(String lock) throws SQLException {
        Connection connection = node.connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(lock);
        }
        return connection;
    }

    private static final String VERSION_2 = "select pg_advisory_xact_lock(4711)";
    private static final String LEDGER = "lock table nexs_tenancy.migration in share row exclusive mode";

    private void awaitSomebodyWho(String waits) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !Fixture.query(
                                node,
                                "select 1 from pg_stat_activity where application_name = 'nexs-tenancy' and"
                                        + " wait_event_type = 'Lock' and query ilike '%" + waits + "%'")
                        .isEmpty());
    }

    private void awaitNobody() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Fixture.query(
                                node, "select 1 from pg_stat_activity where application_name = 'nexs-tenancy'")
                        .isEmpty());
    }

    /** Nothing is repeated and nothing left out, and the ledger says so. */
    private void runAgain() {
        awaitNobody();
        try (Tenancy tenancy = Tenancy.from(settings("tenants-held"))) {
            assertThat(tenancy.migrateAll(progress -> {}).ok()).isTrue();
            for (String tenant : TENANTS) {
                assertThat(Fixture.query(
                                node,
                                "select version from tenant_" + tenant
                                        + ".flyway_schema_history where success and version is not null order by 1"))
                        .as(tenant)
                        .containsExactly("1", "2", "3");
                assertThat(tenancy.migrationLedger().get(tenant))
                        .containsEntry("1", "done")
                        .containsEntry("2", "done")
                        .containsEntry("3", "done");
            }
            assertThat(tenancy.drift()).isEmpty();
            assertThat(tenancy.pendingMigrations()).isEmpty();
        }
    }

    @Test
    void killedBeforeAVersionIsBegun() throws Exception {
        Process process;
        try (Connection ledger = holding(LEDGER)) {
            process = start();
            awaitSomebodyWho("insert into%migration");
            kill(process);
            ledger.rollback();
        }
        runAgain();
    }

    @Test
    void killedInTheMiddleOfAVersion() throws Exception {
        try (Connection version = holding(VERSION_2)) {
            Process process = start();
            awaitSomebodyWho("4711");
            kill(process);
            version.rollback();
        }
        runAgain();
    }

    @Test
    void killedBetweenTheTenantsHistoryAndTheLedger() throws Exception {
        try (Connection version = holding(VERSION_2)) {
            Process process = start();
            awaitSomebodyWho("4711");
            try (Connection ledger = holding(LEDGER)) {
                version.rollback();
                awaitSomebodyWho("update%migration");
                assertThat(Fixture.query(
                                node, "select version from tenant_t2.flyway_schema_history where version = '3'"))
                        .hasSize(1);
                kill(process);
                ledger.rollback();
            }
        }
        try (Tenancy tenancy = Tenancy.from(settings("tenants-held"))) {
            assertThat(tenancy.migrationLedger().get("t2")).containsEntry("3", "running");
        }
        runAgain();
    }

    @Test
    void theServerDiesInTheMiddleOfAVersion() throws Exception {
        Connection version = holding(VERSION_2);
        try (Tenancy tenancy = Tenancy.from(settings("tenants-held"))) {
            CompletableFuture<MigrationReport> run =
                    CompletableFuture.supplyAsync(() -> tenancy.migrateAll(progress -> {}));
            awaitSomebodyWho("4711");
            node.kill();
            node.start();
            assertThat(run.get(2, TimeUnit.MINUTES).failures()).containsKey("t2");
        } finally {
            version.close();
        }
        runAgain();
    }
}
