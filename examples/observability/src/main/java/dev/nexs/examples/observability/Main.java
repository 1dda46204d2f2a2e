package dev.nexs.examples.observability;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsDataSourceBuilder;
import dev.nexs.orm.observe.NexsEndpoints;
import dev.nexs.orm.observe.NexsMetrics;
import dev.nexs.testing.Cluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Does some work and asks its own endpoints what they saw. */
public final class Main {

    private Main() {}

    /** Runs on the server that {@code NEXS_URL} names, else on an embedded one; listens where {@code PORT} says. */
    public static void main(String[] arguments) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        String url = System.getenv("NEXS_URL");
        if (url != null) {
            run(NexsDataSource.builder().url(url), out);
            return;
        }
        try (Cluster cluster = Cluster.start(c -> c.replicas(0))) {
            run(
                    NexsDataSource.builder()
                            .url(cluster.jdbcUrl())
                            .username(cluster.username())
                            .password(cluster.password()),
                    out);
        }
    }

    private static void run(NexsDataSourceBuilder builder, PrintStream out) throws Exception {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "0"));
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (NexsDataSource source = builder.build();
                NexsMetrics metrics = new NexsMetrics(source);
                NexsEndpoints endpoints = NexsEndpoints.start(source, port, o -> o.metrics(registry::scrape))) {
            metrics.bindTo(registry);
            work(source);
            out.println("ready: " + get(endpoints, "/health/ready").contains("\"ready\":true"));
            get(endpoints, "/metrics")
                    .lines()
                    .filter(line -> line.startsWith("db_query_duration_seconds_count")
                            || line.startsWith("db_connections_max")
                            || line.startsWith("db_writable"))
                    .map(line -> line.replaceAll("node=\"[^\"]*\"", "node=\"...\""))
                    .sorted()
                    .forEach(out::println);
        }
    }

    private static void work(NexsDataSource source) throws SQLException {
        for (int i = 0; i < 10; i++) {
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select " + i);
            }
        }
    }

    private static String get(NexsEndpoints endpoints, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + endpoints.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }
}
