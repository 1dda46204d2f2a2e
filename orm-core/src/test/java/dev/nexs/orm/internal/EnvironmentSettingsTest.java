package dev.nexs.orm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.NexsConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentSettingsTest {

    @Test
    void aSettingIsItsNameInCapitals() {
        assertThat(EnvironmentSettings.read(Map.of(
                        "NEXS_URL", "jdbc:postgresql://a/app",
                        "NEXS_POOL_MAXIMUM_SIZE", "7",
                        "NEXS_POOL_VALIDATION_TIMEOUT", "2s",
                        "NEXS_TLS_KEY_PASSWORD", "x",
                        "PATH", "/bin")))
                .containsOnly(
                        Map.entry("nexs.url", "jdbc:postgresql://a/app"),
                        Map.entry("nexs.pool.maximum-size", "7"),
                        Map.entry("nexs.pool.validation-timeout", "2s"),
                        Map.entry("nexs.tls.key-password", "x"));
    }

    @Test
    void theNamesOfOtherToolsAreUnderstood() {
        Map<String, Object> read = EnvironmentSettings.read(Map.of(
                "NEXS_DB_DSN", "postgres://u:p@a/app?sslmode=disable",
                "NEXS_DB_REPLICA_DSN", "postgres://u:p@b:5433/app, postgres://u:p@c/app",
                "NEXS_DB_MAX_CONNS", "30",
                "NEXS_DB_MIN_CONNS", "5",
                "NEXS_DB_MAX_CONN_LIFETIME", "1h0m0s",
                "NEXS_DB_MAX_CONN_IDLE_TIME", "30m"));
        NexsConfiguration configuration = ConfigurationReader.read(read);

        assertThat(configuration.nodes()).extracting(Object::toString).containsExactly("a:5432", "b:5433", "c:5432");
        assertThat(configuration.credentials().getCredentials().getPassword()).isEqualTo("p");
        assertThat(configuration.pool().maximumSize()).isEqualTo(30);
        assertThat(configuration.pool().minimumIdle()).isEqualTo(5);
        assertThat(configuration.pool().maxLifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(configuration.pool().idleTimeout()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void ownNamesWinOverAliases() {
        assertThat(EnvironmentSettings.read(Map.of(
                        "NEXS_URL", "jdbc:postgresql://own/app",
                        "NEXS_DB_DSN", "postgres://dsn/app",
                        "DATABASE_URL", "postgres://foreign/app",
                        "NEXS_POOL_MAXIMUM_SIZE", "7",
                        "NEXS_DB_MAX_CONNS", "30")))
                .containsEntry("nexs.url", "jdbc:postgresql://own/app")
                .containsEntry("nexs.pool.maximum-size", "7");
        assertThat(EnvironmentSettings.read(
                        Map.of("NEXS_DB_DSN", "postgres://dsn/app", "DATABASE_URL", "postgres://foreign/app")))
                .containsEntry("nexs.url", "postgres://dsn/app");
        assertThat(EnvironmentSettings.read(Map.of("DATABASE_URL", "postgres://foreign/app")))
                .containsEntry("nexs.url", "postgres://foreign/app");
    }

    @Test
    void replicasAreAddedToWhicheverUrlCounts() {
        String replica = "postgres://[fe80::1%25eth0]:5433/app";
        for (String variable : List.of("NEXS_URL", "NEXS_DB_DSN", "DATABASE_URL")) {
            assertThat(EnvironmentSettings.read(
                            Map.of(variable, "jdbc:postgresql://a/app", "NEXS_DB_REPLICA_DSN", replica)))
                    .containsEntry("nexs.url", "jdbc:postgresql://a:5432,[fe80::1%25eth0]:5433/app");
        }
        assertThatThrownBy(() -> EnvironmentSettings.read(Map.of("NEXS_DB_REPLICA_DSN", replica)))
                .hasMessageContaining("NEXS_DB_REPLICA_DSN (environment) has no effect without one of NEXS_URL,"
                        + " NEXS_DB_DSN, DATABASE_URL, which names the primary");
    }

    @Test
    void aBlankUrlLeavesTheWordToAnAlias() {
        assertThat(EnvironmentSettings.read(Map.of("NEXS_URL", "  ", "NEXS_DB_DSN", "postgres://dsn/app")))
                .containsEntry("nexs.url", "postgres://dsn/app");
    }

    @Test
    void aNodesAddressIsWrittenInCapitals() {
        assertThat(EnvironmentSettings.read(
                        Map.of("NEXS_URL", "jdbc:postgresql://db-1.eu,b/app", "NEXS_NODE_DB_1_EU_5432_WEIGHT", "3")))
                .containsEntry("nexs.node.db-1.eu:5432.weight", "3");
    }

    @Test
    void anUnknownVariableSuggestsTheNearest() {
        assertThatThrownBy(() -> EnvironmentSettings.read(Map.of("NEXS_POOL_MAXIMUN_SIZE", "3")))
                .isInstanceOf(NexsConfigurationException.class)
                .hasMessageContaining(
                        "NEXS_POOL_MAXIMUN_SIZE (environment) is unknown; did you mean NEXS_POOL_MAXIMUM_SIZE?");
    }

    @Test
    void aReplicaOfAnotherDatabaseIsRefusedWithoutShowingAPassword() {
        assertThatThrownBy(() -> EnvironmentSettings.read(Map.of(
                        "NEXS_DB_DSN", "postgres://u:topsecret@a/app",
                        "NEXS_DB_REPLICA_DSN", "postgres://u:topsecret@b/other")))
                .hasMessageContaining("they name the databases 'app' and 'other'")
                .hasMessageNotContaining("topsecret");
    }

    @Test
    void variablesOfFeatureModulesAreTheirs() {
        assertThat(EnvironmentSettings.read(Map.of("NEXS_SOFT_DELETE_COLUMN", "gone_at")))
                .isEmpty();
    }

    @Test
    void tenantsAndHooksAreSetByVariablesToo() {
        assertThat(EnvironmentSettings.read(Map.of(
                        "NEXS_TENANCY_STRATEGY",
                        "row",
                        "NEXS_HOOKS_GUARD",
                        "warn",
                        "NEXS_HOOKS_MY_OWN",
                        "com.example.Own")))
                .containsOnly(
                        Map.entry("nexs.tenancy.strategy", "row"),
                        Map.entry("nexs.hooks.guard", "warn"),
                        Map.entry("nexs.hooks.my-own", "com.example.Own"));
    }
}
