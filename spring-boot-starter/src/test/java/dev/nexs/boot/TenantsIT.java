package dev.nexs.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.boot.notes.Notes;
import dev.nexs.tenancy.Tenancy;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantContext;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

@PostgresCluster
class TenantsIT {

    @Test
    void aRequestReachesTheRowsOfItsTenantAndNobodyElses(Cluster cluster) {
        try (ConfigurableApplicationContext application = Application.start(
                cluster,
                "spring.jpa.hibernate.ddl-auto=none",
                "spring.datasource.username=" + cluster.primary().appRole().name(),
                "spring.datasource.password=" + cluster.primary().appRole().password(),
                "nexs.tenancy.strategy=schema",
                "nexs.tenancy.admin.username=" + cluster.username(),
                "nexs.tenancy.admin.password=" + cluster.password(),
                "nexs.web.tenant=header:X-Tenant")) {
            Tenancy tenancy = application.getBean(Tenancy.class);
            tenancy.provision(Tenant.named("acme"));
            tenancy.provision(Tenant.named("globex"));
            Notes.NoteService notes = application.getBean(Notes.NoteService.class);
            TenantContext.run("acme", () -> {
                notes.add("acme's");
            });
            Client client = Client.of(application);

            assertThat(client.getWith("/notes", "X-Tenant", "acme").body()).contains("acme's");
            assertThat(client.getWith("/notes", "X-Tenant", "globex").body()).isEqualTo("[]");
            assertThat(client.getWith("/notes", "X-Tenant", "nobody").statusCode())
                    .isEqualTo(404);
            assertThat(client.getWith("/notes", "X-Tenant", "\"; drop").statusCode())
                    .isEqualTo(404);
            assertThat(client.get("/notes").statusCode()).isEqualTo(500);
            tenancy.suspend("acme");
            assertThat(client.getWith("/notes", "X-Tenant", "acme").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aDescriptionThatMeansNothingIsASentence() {
        assertThatThrownBy(() -> TenantResolver.of("cookie"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("header:NAME, host and principal");
    }
}
