package dev.nexs.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@PostgresServer
class TenancyMetricsIT {

    private static void use(Tenancy tenancy, String tenant, int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            try (Connection connection = TenantContext.call(
                            tenant, () -> tenancy.dataSource().getConnection());
                    Statement statement = connection.createStatement()) {
                statement.execute("select 1");
            }
        }
    }

    private static double borrows(MeterRegistry registry, String tenant) {
        registry.get("nexs.tenancy.tenants").gauge().value();
        return registry.get("nexs.tenancy.borrows")
                .tag("tenant", tenant)
                .gauge()
                .value();
    }

    private static long series(MeterRegistry registry) {
        return registry.find("nexs.tenancy.borrows").gauges().size();
    }

    @Test
    void theBusiestHaveSeriesOfTheirOwnAndThereAreNeverMore(Node node) throws SQLException {
        Map<String, Object> settings = Fixture.settings(node, "schema");
        settings.put("nexs.tenancy.registry-schema", "metered");
        settings.put("nexs.tenancy.name-prefix", "metered_");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (Tenancy tenancy = Tenancy.from(settings)) {
            List<String> tenants = List.of("acme", "globex", "initech", "umbrella");
            tenants.forEach(tenant -> tenancy.provision(Tenant.named(tenant)));
            try (TenancyMetrics metrics = new TenancyMetrics(tenancy, 2)) {
                metrics.bindTo(registry);
                for (int i = 0; i < tenants.size(); i++) {
                    use(tenancy, tenants.get(i), i + 1);
                }
                assertThat(borrows(registry, "umbrella")).isEqualTo(4);
                assertThat(borrows(registry, "initech")).isEqualTo(3);
                assertThat(borrows(registry, "(rest)")).isEqualTo(3);
                assertThat(series(registry)).isEqualTo(3);
                use(tenancy, "acme", 9);
                assertThat(borrows(registry, "acme")).isEqualTo(10);
                assertThat(borrows(registry, "(rest)")).isEqualTo(5);
                assertThat(series(registry)).isEqualTo(3);
                assertThat(registry.get("nexs.tenancy.tenants").gauge().value()).isEqualTo(4);
            }
            assertThat(registry.getMeters()).isEmpty();
            tenants.forEach(tenant -> tenancy.drop(tenant, tenancy.drop(tenant)));
            assertThatThrownBy(() -> new TenancyMetrics(tenancy, -1)).hasMessageContaining("allowed is 0 to 10000");
        }
    }
}
