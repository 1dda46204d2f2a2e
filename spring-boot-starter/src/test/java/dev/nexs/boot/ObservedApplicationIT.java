package dev.nexs.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.hooks.HookPoint;
import dev.nexs.orm.hooks.spi.HookContributor;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Meters, spans, hooks and routes in an application of Spring Boot's. */
@PostgresCluster(replicas = 0)
class ObservedApplicationIT {

    private static final String EXPOSED = "management.endpoints.web.exposure.include=health,nexs,metrics";

    @Test
    void theApplicationsRegistryGetsMetersOnce(Cluster cluster) {
        try (ConfigurableApplicationContext application =
                Application.start(cluster, List.of(Observed.class), EXPOSED, "nexs.metrics=true")) {
            Client client = Client.of(application);
            MeterRegistry registry = application.getBean(MeterRegistry.class);
            double before = statements(registry);
            assertThat(client.get("/own/1").statusCode()).isEqualTo(200);
            assertThat(statements(registry) - before).isEqualTo(1);
            assertThat(client.get("/actuator/metrics/db.connections.active").body())
                    .contains("\"node\"");
        }
    }

    @Test
    void metersCanBeSwitchedOff(Cluster cluster) {
        try (ConfigurableApplicationContext application =
                Application.start(cluster, List.of(Observed.class), EXPOSED, "nexs.metrics=false")) {
            assertThat(Client.of(application).get("/own/1").statusCode()).isEqualTo(200);
            assertThat(application
                            .getBean(MeterRegistry.class)
                            .find("db.query.duration")
                            .timers())
                    .isEmpty();
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void hooksAreBeansAndSpansAreThoseOfTheApplication(Cluster cluster) {
        try (ConfigurableApplicationContext application = Application.start(
                cluster, List.of(Observed.class), EXPOSED, "nexs.tracing=true", "nexs.sql-comments=true")) {
            String sent = Client.of(application).get("/own/7").body();
            assertThat(sent)
                    .startsWith("select query from pg_stat_activity where pid = pg_backend_pid() /*call_site='")
                    .contains("ObservedApplicationIT%24Observed.own")
                    .contains(",route='%2Fown%2F%7Bid%7D'");
            assertThat((List<String>) application.getBean("seen", List.class))
                    .as("hooks see what was written, without its comment")
                    .contains("select query from pg_stat_activity where pid = pg_backend_pid()");
            assertThat(application.getBean(InMemorySpanExporter.class).getFinishedSpanItems())
                    .extracting(SpanData::getName)
                    .contains("SELECT pg_stat_activity");
        }
    }

    private static double statements(MeterRegistry registry) {
        return registry.find("db.query.duration").timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    @Configuration(proxyBeanMethods = false)
    @RestController
    static class Observed {

        private final ObjectProvider<JdbcTemplate> jdbc;

        Observed(ObjectProvider<JdbcTemplate> jdbc) {
            this.jdbc = jdbc;
        }

        @Bean
        static List<String> seen() {
            return new CopyOnWriteArrayList<>();
        }

        @Bean
        static HookContributor hook(@Qualifier("seen") List<String> seen) {
            return hooks -> hooks.on(HookPoint.AFTER_QUERY, "seen", context -> seen.add(context.sql()));
        }

        @Bean
        static InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }

        @Bean
        static OpenTelemetry telemetry(InMemorySpanExporter exporter) {
            return OpenTelemetrySdk.builder()
                    .setTracerProvider(SdkTracerProvider.builder()
                            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                            .build())
                    .build();
        }

        @GetMapping("/own/{id}")
        String own(@PathVariable String id) {
            return jdbc.getObject()
                    .queryForObject("select query from pg_stat_activity where pid = pg_backend_pid()", String.class);
        }
    }
}
