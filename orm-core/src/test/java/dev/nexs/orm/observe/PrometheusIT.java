package dev.nexs.orm.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.hooks.HookPoint;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard and the rules that are handed out, on a real Prometheus that scrapes a datasource through a failover. */
@PostgresCluster(replicas = 1)
class PrometheusIT {

    private static final Path FILES = Path.of("..", "docs", "observability");
    private static final Path PROGRAM = Path.of("/usr/bin/prometheus");
    private static final Path TOOL = Path.of("/usr/bin/promtool");
    private static final Pattern METER = Pattern.compile("\\bdb_[a-z_]+");
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void rulesAreSoundAndFireWhereTheyShould() throws Exception {
        assumeThat(TOOL).as("promtool of Debian's package prometheus").exists();
        assertThat(run(
                        TOOL.toString(),
                        "check",
                        "rules",
                        FILES.resolve("prometheus-rules.yml").toString()))
                .isZero();
        assertThat(run(
                        TOOL.toString(),
                        "test",
                        "rules",
                        FILES.resolve("prometheus-rules-test.yml").toString()))
                .isZero();
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void everyQueryReturnsDataAndAMissingPrimaryFires(Cluster cluster, @TempDir Path directory) throws Exception {
        assumeThat(PROGRAM).as("Debian's package prometheus").exists();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (NexsDataSource source = open(cluster);
                NexsMetrics metrics = new NexsMetrics(source);
                NexsEndpoints endpoints =
                        NexsEndpoints.start(source, 0, options -> options.metrics(registry::scrape))) {
            metrics.bindTo(registry);
            source.hooks().on(HookPoint.AFTER_QUERY, "nothing", context -> {});
            int port = freePort();
            Process prometheus = start(directory, port, endpoints.port());
            try {
                await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
                    source.getConnection(ReadPreference.SECONDARY).close();
                    return !query(port, "db_writable == 1").isEmpty();
                });
                assertThat(alerts(port)).as("all is well").doesNotContain("NexsNoPrimary");

                cluster.primary().kill();
                await().atMost(Duration.ofSeconds(60)).until(() -> alerts(port).contains("NexsNoPrimary"));
                cluster.replica(0).promote();
                await().atMost(Duration.ofSeconds(60)).until(() -> !alerts(port).contains("NexsNoPrimary"));

                String scraped = registry.scrape();
                assertThat(scraped).as("no series holds SQL").doesNotContain("select");
                List<String> silent = new ArrayList<>(queries());
                assertThat(silent).hasSizeGreaterThan(25);
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    work(source);
                    List<String> still = new ArrayList<>();
                    for (String query : silent) {
                        if (query(port, query).isEmpty()) {
                            still.add(query);
                        }
                    }
                    silent.retainAll(still);
                    assertThat(silent).isEmpty();
                });
                assertRulesNameMetersThatExist(registry.scrape());
            } finally {
                prometheus.destroy();
                prometheus.waitFor(20, TimeUnit.SECONDS);
                prometheus.destroyForcibly();
            }
        }
    }

    private static NexsDataSource open(Cluster cluster) {
        return NexsDataSource.from(Map.of(
                "nexs.url", cluster.jdbcUrl(),
                "nexs.username", cluster.username(),
                "nexs.password", cluster.password(),
                "nexs.failover.probe-interval", "100ms",
                "nexs.safety", "true"));
    }

    /** Something of everything that there is a meter for. */
    private static void work(NexsDataSource source) throws SQLException {
        TransactionRunner<Connection> units = Transactions.of(source);
        AtomicBoolean again = new AtomicBoolean();
        units.run(connection -> {
            execute(connection, "create table if not exists worked (n int)");
            if (again.compareAndSet(false, true)) {
                throw new SQLException("for the test", "40001");
            }
        });
        units.read(connection -> connection.isValid(5));
        try (Connection connection = source.getConnection()) {
            execute(connection, "select pg_terminate_backend(pg_backend_pid())");
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("57P01");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> queries() throws IOException {
        List<String> queries = new ArrayList<>();
        JsonNode dashboard = JSON.readTree(Files.readString(FILES.resolve("grafana-dashboard.json")));
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.get("targets")) {
                queries.add(
                        target.get("expr").asString().replace("$instance", ".*").replace("$__rate_interval", "30s"));
            }
        }
        return queries;
    }

    private static void assertRulesNameMetersThatExist(String scraped) throws IOException {
        TreeSet<String> named = new TreeSet<>();
        Files.readAllLines(FILES.resolve("prometheus-rules.yml")).stream()
                .filter(line -> line.strip().startsWith("expr:"))
                .forEach(line -> {
                    Matcher meters = METER.matcher(line);
                    while (meters.find()) {
                        named.add(meters.group());
                    }
                });
        assertThat(named).hasSizeGreaterThan(8);
        TreeSet<String> there = new TreeSet<>();
        scraped.lines().filter(line -> !line.startsWith("#")).forEach(line -> there.add(line.split("[{ ]", 2)[0]));
        assertThat(there).containsAll(named);
    }

    private static Process start(Path directory, int port, int target) throws IOException {
        Files.writeString(
                directory.resolve("rules.yml"),
                Files.readString(FILES.resolve("prometheus-rules.yml")).replaceAll("for: \\d+[sm]", "for: 1s"));
        Files.writeString(directory.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 1s
                  evaluation_interval: 1s
                rule_files: [rules.yml]
                scrape_configs:
                  - job_name: nexs
                    static_configs:
                      - targets: ['127.0.0.1:%d']
                """.formatted(target));
        return new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + directory.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static JsonNode query(int port, String query) throws Exception {
        JsonNode answer = get(port, "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        assertThat(answer.get("status").asString()).as(query + ": " + answer).isEqualTo("success");
        return answer.get("data").get("result");
    }

    private static List<String> alerts(int port) throws Exception {
        List<String> firing = new ArrayList<>();
        for (JsonNode alert : get(port, "/api/v1/alerts").get("data").get("alerts")) {
            if (alert.get("state").asString().equals("firing")) {
                firing.add(alert.get("labels").get("alertname").asString());
            }
        }
        return firing;
    }

    private static JsonNode get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    }
}
