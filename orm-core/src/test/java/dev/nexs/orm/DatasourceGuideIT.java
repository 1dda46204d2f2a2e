package dev.nexs.orm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.cluster.ClusterEvent;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.observe.Health;
import dev.nexs.orm.observe.HealthReport;
import dev.nexs.orm.pool.TlsMode;
import dev.nexs.orm.routing.LoadBalancers;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The snippets of docs/datasource.md and docs/cluster.md, on real servers in place of db1 to db3. */
@PostgresCluster(replicas = 2, tls = true)
class DatasourceGuideIT {

    private static final Path SELF = Path.of("src", "test", "java", "dev", "nexs", "orm", "DatasourceGuideIT.java");
    private static final Path SPRING_BEANS = Path.of("src/test/java/dev/nexs/orm/hibernate/SpringBeansIT.java");

    @TempDir
    private Path secrets;

    @Test
    void theFirstSnippetOfTheDatasource(Cluster servers) throws Exception {
        Path password = Files.writeString(secrets.resolve("db-password"), servers.password() + "\n");
        Path authority = servers.authority().certificate();
        try (NexsDataSource ds = NexsDataSource.builder()
                .url(servers.jdbcUrl())
                .username(servers.username())
                .passwordFile(password)
                .pool(p -> p.maximumSize(20).minimumIdle(5))
                .readPreference(ReadPreference.SECONDARY_PREFERRED)
                .tls(t -> t.mode(TlsMode.VERIFY_FULL).rootCert(authority))
                .build()) {
            awaitActive(ds);
            try (Connection primary = ds.getConnection()) {
                assertThat(isReplica(primary)).isFalse();
            }
            try (Connection replica = ds.getConnection(ReadPreference.SECONDARY)) {
                assertThat(isReplica(replica)).isTrue();
            }
            DataSource routed = ds.routing();
            HealthReport health = ds.health();
            assertThat(health.health()).isEqualTo(Health.UP);
            try (Connection reader = routed.getConnection()) {
                reader.setReadOnly(true);
                assertThat(isReplica(reader)).isTrue();
            }
        }
    }

    @Test
    void theSnippetOfTheCluster(Cluster servers) throws Exception {
        List<ClusterEvent> logged = new CopyOnWriteArrayList<>();
        String second = servers.replica(0).host() + ":" + servers.replica(0).port();
        try (NexsDataSource ds = NexsDataSource.builder()
                .url(servers.jdbcUrl())
                .username(servers.username())
                .password(servers.password())
                .readPreference(ReadPreference.SECONDARY_PREFERRED)
                .loadBalancer(LoadBalancers.latency())
                .build()) {
            ds.cluster().onEvent(event -> logged.add(event));
            awaitActive(ds);
            ds.getConnection().close();
            ds.getConnection(ReadPreference.SECONDARY).close();
            assertThat(ds.routing()).isNotNull();
            assertThat(ds.cluster().nodes()).hasSize(3);
            ds.cluster().drain(second);
            await().untilAsserted(() -> assertThat(logged).hasAtLeastOneElementOfType(ClusterEvent.NodeDrained.class));
            ds.cluster().resume(second);
            await().untilAsserted(() -> assertThat(logged).hasAtLeastOneElementOfType(ClusterEvent.NodeResumed.class));
        }
    }

    @Test
    void theGrantsOfTheClusterGuide(Cluster servers) throws IOException {
        Node primary = servers.primary();
        List<String> sql = blocks("cluster.md", "sql");
        assertThat(sql).hasSize(1);
        for (String statement : sql.get(0).split(";\n")) {
            primary.executeAsSuperuser(statement.replace(" to app", " to " + servers.username()));
        }
        try (LogCapture log = LogCapture.of("dev.nexs.orm.cluster");
                NexsDataSource ds = NexsDataSource.from(Map.of(
                        "nexs.url",
                        primary.jdbcUrl(),
                        "nexs.username",
                        servers.username(),
                        "nexs.password",
                        servers.password()))) {
            awaitActive(ds);
            assertThat(ds.cluster().nodes().get(0).position().systemIdentifier())
                    .isNotBlank();
            assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN"));
        }
    }

    @Test
    void theErrorOfTheDatasourceGuideIsWordForWordWhatIsSaid() throws IOException {
        assertThatThrownBy(() -> NexsDataSource.from(Map.of(
                        "nexs.url", "jdbc:postgresql://db1/app",
                        "nexs.pool.maxmum-size", "3",
                        "nexs.failover.timeout", "30")))
                .isInstanceOf(NexsConfigurationException.class)
                .hasMessage(blocks("datasource.md", "").get(0).strip());
    }

    /** What is a server's address or a secret in the guide is a variable here; comments are the guide's own. Spring's beans have a test of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"datasource.md", "cluster.md"})
    void everyOtherLineOfTheGuidesSnippetsIsRunHere(String guide) throws IOException {
        String here = squeezed(Files.readString(SELF) + Files.readString(SPRING_BEANS));
        List<String> snippets = blocks(guide, "java");
        assertThat(snippets).isNotEmpty();
        for (String snippet : snippets) {
            assertThat(snippet.lines().map(line -> squeezed(line.replaceFirst("//.*", ""))))
                    .filteredOn(line -> !line.matches(".*(\"(jdbc:|app|…|db2:)|Path\\.of|log\\(event\\)).*"))
                    .allSatisfy(line ->
                            assertThat(here).contains(line.replace("{…}", "{").replaceFirst("(\\)\\)?);$", "$1")));
        }
    }

    private static void awaitActive(NexsDataSource ds) {
        await().until(() -> ds.cluster().nodes().stream().allMatch(node -> node.state() == NodeState.ACTIVE));
    }

    private static boolean isReplica(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static List<String> blocks(String guide, String language) throws IOException {
        String text = Files.readString(Path.of("..", "docs", guide));
        return java.util.regex.Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$")
                .matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
