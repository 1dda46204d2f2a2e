package dev.nexs.orm.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@PostgresCluster(replicas = 1)
class TracingIT {

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();
    private final OpenTelemetrySdk telemetry =
            OpenTelemetrySdk.builder().setTracerProvider(provider).build();

    @AfterEach
    void close() {
        telemetry.close();
    }

    private static NexsDataSource open(Cluster cluster) {
        return NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .failover(failover -> failover.probeInterval(Duration.ofMillis(100)))
                .build();
    }

    @Test
    void aStatementIsASpanThatSaysWhereItWentAndWhatItWaitedFor(Cluster cluster) throws SQLException {
        try (NexsDataSource source = open(cluster);
                NexsTracing tracing = NexsTracing.start(source, telemetry)) {
            Span request = telemetry.getTracer("test").spanBuilder("GET /").startSpan();
            try (Scope scope = request.makeCurrent();
                    Connection connection = source.getConnection();
                    PreparedStatement statement = connection.prepareStatement(
                            "select relname from pg_class where relname = 'secret' or oid = ?")) {
                statement.setLong(1, 42);
                statement.executeQuery().close();
                statement.executeQuery().close();
            } finally {
                request.end();
            }
            SpanData span = named("SELECT pg_class").get(0);
            assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
            assertThat(span.getParentSpanId())
                    .isEqualTo(request.getSpanContext().getSpanId());
            assertThat(text(span, "db.system.name")).isEqualTo("postgresql");
            assertThat(text(span, "db.namespace")).isEqualTo(cluster.database());
            assertThat(text(span, "db.operation.name")).isEqualTo("SELECT");
            assertThat(text(span, "db.collection.name")).isEqualTo("pg_class");
            assertThat(text(span, "db.query.text"))
                    .isEqualTo("select relname from pg_class where relname = ? or oid = ?");
            assertThat(text(span, "server.address")).isEqualTo(cluster.primary().host());
            assertThat(span.getAttributes().get(AttributeKey.longKey("server.port")))
                    .isEqualTo(cluster.primary().port());
            assertThat(text(span, "nexs.node.role")).isEqualTo("primary");
            assertThat(span.getAttributes().get(AttributeKey.doubleKey("nexs.acquire.duration_ms")))
                    .as("the borrow is an attribute of the first statement behind it")
                    .isPositive();
            assertThat(span.getAttributes().get(AttributeKey.doubleKey("nexs.acquire.wait.pool_ms")))
                    .as("the pool had to open a connection first")
                    .isPositive();
            assertThat(named("SELECT pg_class")
                            .get(1)
                            .getAttributes()
                            .get(AttributeKey.doubleKey("nexs.acquire.duration_ms")))
                    .as("and of that one only")
                    .isNull();
        }
    }

    @Test
    void aFailureIsItsSqlStateAndNotItsMessage(Cluster cluster) throws SQLException {
        try (NexsDataSource source = open(cluster);
                NexsTracing tracing = NexsTracing.start(source, telemetry);
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("select 'secret'::int"))
                    .isInstanceOf(SQLException.class);
            SpanData span = named("SELECT").get(0);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(text(span, "db.response.status_code")).isEqualTo("22P02");
            assertThat(text(span, "error.type")).isEqualTo("22P02");
            assertThat(span.toString()).doesNotContain("secret");
        }
    }

    @Test
    void aUnitIsOneSpanWithItsAttemptsAsEventsAndItsStatementsBelow(Cluster cluster) throws SQLException {
        try (NexsDataSource source = open(cluster);
                NexsTracing tracing = NexsTracing.start(source, telemetry)) {
            AtomicInteger runs = new AtomicInteger();
            Transactions.of(source).run(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("create temporary table t (n int) on commit drop");
                }
                if (runs.incrementAndGet() == 1) {
                    throw new SQLException("for the test", "40001");
                }
            });
            SpanData unit = named("write unit").get(0);
            assertThat(unit.getEvents()).extracting(EventData::getName).containsExactly("attempt", "retry", "attempt");
            assertThat(unit.getAttributes().get(AttributeKey.longKey("nexs.unit.attempt")))
                    .isEqualTo(2);
            assertThat(text(unit, "nexs.commit.outcome")).isEqualTo("committed");
            assertThat(unit.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(named("CREATE t"))
                    .hasSize(2)
                    .allMatch(span -> span.getParentSpanId().equals(unit.getSpanId()));
            assertThat(Span.current().getSpanContext().isValid())
                    .as("nothing is left on the thread")
                    .isFalse();
            assertThat(spans.getFinishedSpanItems())
                    .as("what the library sends itself has none")
                    .hasSize(3);
        }
    }

    @Test
    @PostgresCluster(replicas = 1)
    void aFailoverIsASpanAsLongAsTheOutage(Cluster cluster) {
        try (NexsDataSource source = open(cluster);
                NexsTracing tracing = NexsTracing.start(source, telemetry)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> source.cluster().nodes().stream().allMatch(node -> node.latency() != null));
            cluster.primary().kill();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> source.cluster().primary().isEmpty());
            cluster.replica(0).promote();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !named("failover").isEmpty());
            SpanData span = named("failover").get(0);
            assertThat(span.getEndEpochNanos()).isGreaterThan(span.getStartEpochNanos());
            assertThat(text(span, "nexs.node.previous")).isNotEqualTo(text(span, "nexs.node"));
        }
    }

    @Test
    void afterItsEndThereAreNoSpans(Cluster cluster) throws SQLException {
        try (NexsDataSource source = open(cluster)) {
            NexsTracing.start(source, telemetry).close();
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select 1");
            }
            assertThat(spans.getFinishedSpanItems()).isEmpty();
        }
    }

    private List<SpanData> named(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static String text(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }
}
