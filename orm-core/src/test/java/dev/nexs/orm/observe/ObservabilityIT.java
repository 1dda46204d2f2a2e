package dev.nexs.orm.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@PostgresCluster(replicas = 1)
class ObservabilityIT {

    private static final String TOKEN = "0123456789abcdef";

    private static NexsDataSource open(Cluster cluster) {
        return NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .failover(failover -> failover.probeInterval(Duration.ofMillis(100)))
                .build();
    }

    @Test
    @PostgresCluster(replicas = 1)
    void endpointsTellAMissingPrimaryFromAnOutage(Cluster cluster) throws Exception {
        try (NexsDataSource source = open(cluster);
                NexsEndpoints endpoints = NexsEndpoints.start(source, 0)) {
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                HttpResponse<String> ready = get(endpoints, "/health/ready", null);
                assertThat(ready.statusCode()).isEqualTo(200);
                assertThat(ready.body()).contains("\"health\":\"up\"");
            });
            cluster.primary().kill();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(
                                    get(endpoints, "/health/ready", null).body())
                            .contains("\"health\":\"no_primary\"", "\"ready\":true"));
            cluster.replica(0).kill();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(
                                    get(endpoints, "/health/ready", null).statusCode())
                            .isEqualTo(503));
            assertThat(get(endpoints, "/health/live", null).statusCode()).isEqualTo(200);
            assertThat(get(endpoints, "/elsewhere", null).statusCode()).isEqualTo(404);
            assertThat(get(endpoints, "/health/ready/more", null).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void elsewhereThanOnLoopbackEndpointsNeedATokenAndAnswerNobodyWithoutIt(Cluster cluster) throws Exception {
        InetAddress anywhere = InetAddress.getByName("0.0.0.0");
        try (NexsDataSource source = open(cluster)) {
            assertThatThrownBy(() -> NexsEndpoints.start(source, 0, options -> options.address(anywhere)))
                    .hasMessageContaining("need a token");
            assertThatThrownBy(() -> NexsEndpoints.start(source, 0, options -> options.token("short")))
                    .hasMessageContaining("at least 16");
            try (NexsEndpoints endpoints = NexsEndpoints.start(source, 0, options -> options.token(TOKEN))) {
                assertThat(get(endpoints, "/health/live", null).statusCode()).isEqualTo(401);
                assertThat(get(endpoints, "/health/live", TOKEN + "x").statusCode())
                        .isEqualTo(401);
                assertThat(get(endpoints, "/health/live", TOKEN).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void metersCountStatementsBorrowsErrorsAndCommits(Cluster cluster) throws SQLException {
        MeterRegistry registry = new SimpleMeterRegistry();
        String primary = cluster.primary().host() + ":" + cluster.primary().port();
        try (NexsDataSource source = open(cluster);
                NexsMetrics metrics = new NexsMetrics(source)) {
            source.getConnection().close();
            metrics.bindTo(registry);
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table counted (n int primary key)");
                statement.execute("insert into counted values (1)");
                assertThatThrownBy(() -> statement.execute("insert into counted values (1)"))
                        .isInstanceOf(SQLException.class);
                assertThat(registry.get("db.connections.active")
                                .tag("node", primary)
                                .gauge()
                                .value())
                        .isEqualTo(1);
            }
            Transactions.of(source).run(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("insert into counted values (2)");
                }
            });
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                source.getConnection(ReadPreference.SECONDARY_PREFERRED).close();
                return registry.find("db.connections.acquire")
                                .tag("role", "replica")
                                .timer()
                        != null;
            });
            assertThat(registry.get("db.query.duration")
                            .tag("node", primary)
                            .timer()
                            .count())
                    .isEqualTo(4);
            assertThat(registry.get("db.errors").tag("class", "23").counter().count())
                    .isEqualTo(1);
            assertThat(registry.get("db.commits")
                            .tag("outcome", "committed")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("db.writable").gauge().value()).isEqualTo(1);
            assertThat(registry.get("db.node.primary")
                            .tag("node", primary)
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
        assertThat(registry.getMeters().stream()
                        .filter(meter -> meter.getId().getName().startsWith("db.node")))
                .as("closing takes them out")
                .isEmpty();
    }

    private static HttpResponse<String> get(NexsEndpoints endpoints, String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoints.port() + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
