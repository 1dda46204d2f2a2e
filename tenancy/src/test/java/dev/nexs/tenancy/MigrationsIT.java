package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class MigrationsIT {

    private Node node;

    @BeforeEach
    void provision(Node server) {
        node = server;
        try (Tenancy tenancy = Tenancy.from(settings("db/tenants"))) {
            for (int i = 2; i <= 6; i++) {
                tenancy.provision(Tenant.named("t" + i));
            }
        }
    }

    @AfterEach
    void drop() {
        try (Tenancy tenancy = Tenancy.from(settings("db/tenants"))) {
            tenancy.tenants().forEach(tenant -> tenancy.drop(tenant.id(), tenancy.drop(tenant.id())));
        }
    }

    private Map<String, Object> settings(String folder) {
        Map<String, Object> settings = Fixture.settings(node, "schema");
        settings.put("nexs.tenancy.migrations.locations", "classpath:" + folder);
        settings.put("nexs.tenancy.migrations.parallelism", "2");
        return settings;
    }

    @Test
    void allTenantsComeToTheNewestVersionAndNothingIsDoneTwice() {
        try (Tenancy tenancy = Tenancy.from(settings("db/tenants2"))) {
            assertThat(tenancy.pendingMigrations()).hasSize(5).containsEntry("t2", List.of("2"));
            AtomicInteger told = new AtomicInteger();
            MigrationReport report = tenancy.migrateAll(progress -> told.incrementAndGet());
            assertThat(report.ok()).isTrue();
            assertThat(report.done()).isEqualTo(5);
            assertThat(told).hasValue(5);
            assertThat(tenancy.migrationLedger().get("t2"))
                    .containsEntry("1", "done")
                    .containsEntry("2", "done");
            assertThat(tenancy.migrateAll(progress -> {}).skipped()).isEqualTo(5);
            assertThat(tenancy.drift()).isEmpty();
        }
    }

    @Test
    void oneTenantThatFailsStopsNobodyAndIsRepeatedWhenItCan() {
        node.execute("alter table \"tenant_t3\".article add column price text");
        try (Tenancy tenancy = Tenancy.from(settings("db/tenants2"))) {
            MigrationReport report = tenancy.migrateAll(progress -> {});
            assertThat(report.done()).isEqualTo(4);
            assertThat(report.failures()).containsOnlyKeys("t3");
            assertThat(report.failures().get("t3")).contains("already exists");
            assertThat(tenancy.migrationLedger().get("t3")).containsEntry("2", "failed");
            node.execute("alter table \"tenant_t3\".article drop column price");
            assertThat(tenancy.migrateAll(progress -> {}).ok()).isTrue();
            assertThat(tenancy.migrationLedger().get("t3")).containsEntry("2", "done");
        }
    }

    @Test
    void aCanaryThatFailsKeepsTheOthersUntouched() {
        node.execute("alter table \"tenant_t3\".article add column price text");
        Map<String, Object> settings = settings("db/tenants2");
        settings.put("nexs.tenancy.migrations.canaries", "t3");
        try (Tenancy tenancy = Tenancy.from(settings)) {
            MigrationReport report = tenancy.migrateAll(progress -> {});
            assertThat(report.failures()).containsOnlyKeys("t3");
            assertThat(report.untouched()).containsExactlyInAnyOrder("t2", "t4", "t5", "t6");
        }
    }

    @Test
    void twoRunnersDoEachTenantOnce() {
        try (Tenancy one = Tenancy.from(settings("db/tenants2"));
                Tenancy two = Tenancy.from(settings("db/tenants2"))) {
            CompletableFuture<MigrationReport> other =
                    CompletableFuture.supplyAsync(() -> two.migrateAll(progress -> {}));
            MigrationReport report = one.migrateAll(progress -> {});
            assertThat(report.ok()).isTrue();
            assertThat(other.join().ok()).isTrue();
            assertThat(report.skipped() + other.join().skipped()).isEqualTo(5);
        }
    }

    @Test
    void rowsOfSharedTablesAreNotMigratedHere() {
        Map<String, Object> settings = settings("db/tenants2");
        settings.put("nexs.tenancy.strategy", "row");
        settings.put("nexs.tenancy.registry-schema", "rows_registry");
        try (Tenancy tenancy = Tenancy.from(settings)) {
            assertThatThrownBy(() -> tenancy.migrateAll(progress -> {}))
                    .hasMessageContaining("all tenants share their tables");
        }
    }
}
