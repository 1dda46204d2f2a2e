package dev.nexs.orm.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.bulk.Bulk;
import dev.nexs.orm.bulk.CopyFormat;
import dev.nexs.orm.cluster.ClusterEvent.PrimaryElected;
import dev.nexs.orm.observe.Health;
import dev.nexs.orm.observe.HealthReport;
import dev.nexs.orm.observe.NexsMetrics;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The points that an ordinary statement does not pass: retries, failovers, COPY. */
@PostgresCluster(replicas = 1)
class RarePointsIT {

    private static NexsDataSource open(Cluster cluster, String... settings) {
        Map<String, Object> all = new HashMap<>();
        all.put("nexs.url", cluster.jdbcUrl());
        all.put("nexs.username", cluster.username());
        all.put("nexs.password", cluster.password());
        all.put("nexs.failover.probe-interval", "100ms");
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return NexsDataSource.from(all);
    }

    @Test
    void aRetryIsToldWithItsReasonAndCounted(Cluster cluster) throws SQLException {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (NexsDataSource source = open(cluster);
                NexsMetrics metrics = new NexsMetrics(source)) {
            metrics.bindTo(registry);
            List<Object> reasons = new CopyOnWriteArrayList<>();
            source.hooks().on(HookPoint.ON_RETRY, "retries", context -> reasons.add(context.attribute("reason")));
            AtomicInteger runs = new AtomicInteger();
            Transactions.of(source).run(connection -> {
                if (runs.incrementAndGet() < 3) {
                    throw new SQLException("for the test", "40001");
                }
            });
            assertThat(reasons).hasSize(2).doesNotContainNull();
            assertThat(registry.find("db.retries").counters().stream()
                            .mapToDouble(counter -> counter.count())
                            .sum())
                    .isEqualTo(2);
            assertThat(registry.get("db.hooks.calls")
                            .tag("hook", "retries")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    @PostgresCluster(replicas = 1)
    void aFailoverIsToldOnceAndTheHistoryOfHealthHasIt(Cluster cluster) {
        try (NexsDataSource source = open(cluster, "nexs.health.interval", "100ms")) {
            List<PrimaryElected> elected = new CopyOnWriteArrayList<>();
            source.hooks()
                    .on(
                            HookPoint.ON_FAILOVER,
                            "failovers",
                            context -> elected.add((PrimaryElected) context.attribute("event")));
            await().atMost(Duration.ofSeconds(20)).until(() -> source.health().health() == Health.UP);
            cluster.primary().kill();
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            source.healthHistory().stream().anyMatch(report -> report.health() == Health.NO_PRIMARY));
            cluster.replica(0).promote();
            await().atMost(Duration.ofSeconds(20)).until(() -> !elected.isEmpty());
            assertThat(elected).hasSize(1);
            assertThat(elected.get(0).previous()).isNotEqualTo(elected.get(0).node());
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(source.healthHistory())
                            .extracting(HealthReport::health)
                            .containsSubsequence(Health.UP, Health.NO_PRIMARY, Health.DEGRADED));
        }
    }

    @Test
    void copyPassesItsPointsInAndOutAndMayBeRefused(Cluster cluster) throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (NexsDataSource source = open(cluster);
                NexsMetrics metrics = new NexsMetrics(source);
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            metrics.bindTo(registry);
            statement.execute("create table copied as select generate_series(1, 7) as n");
            List<String> seen = new CopyOnWriteArrayList<>();
            HookRegistration hook = source.hooks()
                    .on(
                            List.of(HookPoint.BEFORE_COPY, HookPoint.AFTER_COPY),
                            "copies",
                            context -> seen.add(context.point() + " " + context.rows()),
                            options -> {});
            ByteArrayOutputStream sink = new ByteArrayOutputStream();
            assertThat(Bulk.of(source).copyOut("select n from copied", sink, CopyFormat.CSV))
                    .isEqualTo(7);
            assertThat(seen).containsExactly("before-copy -1", "after-copy 7");
            assertThat(registry.find("db.bulk.rows").counters().stream()
                            .mapToDouble(counter -> counter.count())
                            .sum())
                    .isEqualTo(7);
            hook.close();
            source.hooks().on(HookPoint.BEFORE_COPY, "no-copies", context -> {
                throw new HookVeto("not today");
            });
            assertThatThrownBy(() -> Bulk.of(source).copyOut("select n from copied", sink, CopyFormat.CSV))
                    .hasMessageContaining("not today");
        }
    }
}
