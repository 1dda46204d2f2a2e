package dev.nexs.orm.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.observe.SafetyReport.Concern;
import dev.nexs.orm.observe.SafetyReport.Finding;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresCluster
class SafetyIT {

    private static NexsDataSource open(Cluster cluster, String... settings) {
        Map<String, Object> all = new HashMap<>();
        all.put("nexs.url", cluster.jdbcUrl());
        all.put("nexs.username", cluster.username());
        all.put("nexs.password", cluster.password());
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return NexsDataSource.from(all);
    }

    private static NexsDataSource watched(Cluster cluster) {
        return open(cluster, "nexs.safety", "true", "nexs.safety.threshold", "50ms", "nexs.safety.interval", "10m");
    }

    @Test
    void aConnectionThatIsNotGivenBackIsNamedWithItsBorrower(Cluster cluster) throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (NexsDataSource source = watched(cluster);
                NexsMetrics metrics = new NexsMetrics(source)) {
            metrics.bindTo(registry);
            try (Connection held = source.getConnection();
                    Statement statement = held.createStatement()) {
                statement.execute("select 'secret'");
                await().until(() -> registry.get("db.connections.stuck").gauge().value() == 1);
                SafetyReport report = source.safety();
                assertThat(report.of(Concern.HELD_LONG)).hasSize(1);
                Finding finding = report.of(Concern.HELD_LONG).get(0);
                assertThat(finding.text())
                        .contains("Thread " + Thread.currentThread().getName(), "select ?")
                        .doesNotContain("secret");
                assertThat(finding.stacks().get(0)).contains("SafetyIT.aConnectionThatIsNotGivenBack");
                assertThat(report.holders()).hasSize(1);
                assertThat(report.holders().get(0).backend()).isPositive();
                assertThat(report.toJson()).contains("\"kind\":\"held_long\"", "\"watched\":true");
            }
            assertThat(source.safety().holders()).as("it was given back").isEmpty();
            assertThat(registry.get("db.connections.stuck").gauge().value()).isZero();
        }
    }

    @Test
    void twoThreadsOnOneConnectionAreNamedWithBothStacks(Cluster cluster) throws Exception {
        try (NexsDataSource source = watched(cluster);
                Connection connection = source.getConnection()) {
            Thread other = new Thread(() -> run(connection, "select pg_sleep(1)"), "the-other");
            other.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                try (Connection look = cluster.primary().connect();
                        Statement statement = look.createStatement();
                        var rows = statement.executeQuery(
                                "select count(*) from pg_stat_activity where query = 'select pg_sleep(1)' and state = 'active'")) {
                    rows.next();
                    return rows.getInt(1) == 1;
                }
            });
            run(connection, "select 2");
            other.join(TimeUnit.SECONDS.toMillis(20));
            List<Finding> shared = source.safety().of(Concern.SHARED);
            assertThat(shared).hasSize(1);
            assertThat(shared.get(0).text())
                    .contains("the-other", Thread.currentThread().getName());
            assertThat(shared.get(0).stacks()).hasSize(2);
            assertThat(shared.get(0).stacks().get(1)).contains("SafetyIT.twoThreadsOnOneConnection");
            run(connection, "select 3");
            assertThat(source.safety().of(Concern.SHARED))
                    .as("one after the other is no overlap")
                    .hasSize(1);
        }
    }

    @Test
    void whoWaitsForALockIsNamedWithWhoHoldsItUp(Cluster cluster) throws Exception {
        try (NexsDataSource source = watched(cluster);
                Connection first = source.getConnection();
                Connection second = source.getConnection()) {
            run(first, "create table locked as select 1 as n, 'secret' as t");
            first.setAutoCommit(false);
            run(first, "update locked set n = 2 where t = 'secret'");
            String me = Thread.currentThread().getName();
            Thread waiting = new Thread(() -> run(second, "update locked set n = 3"), "waiting");
            waiting.start();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(source.safety().of(Concern.LOCK_WAIT))
                            .hasSize(1)
                            .first()
                            .satisfies(finding -> assertThat(finding.text())
                                    .contains("waits for a lock with: update locked set n = ?", "held up by Process")
                                    .contains("idle in transaction: update locked set n = ? where t = ?")
                                    .contains("thread " + me + " of this JVM")));
            assertThat(source.safety().of(Concern.IDLE_IN_TRANSACTION)).isNotEmpty();
            first.rollback();
            waiting.join(TimeUnit.SECONDS.toMillis(20));
            assertThat(source.safety().of(Concern.LOCK_WAIT)).isEmpty();
        }
    }

    @Test
    void aDeadlockOfTheServerAndOneOfTheJvmAreTold(Cluster cluster) throws Exception {
        try (NexsDataSource source = watched(cluster);
                Connection first = source.getConnection();
                Connection second = source.getConnection()) {
            run(first, "create table crossed (n int primary key)");
            run(first, "insert into crossed values (1), (2)");
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            run(first, "update crossed set n = n where n = 1");
            run(second, "update crossed set n = n where n = 2");
            Thread crossing = new Thread(() -> run(first, "update crossed set n = n where n = 2"), "crossing");
            crossing.start();
            run(second, "update crossed set n = n where n = 1");
            second.rollback();
            crossing.join(TimeUnit.SECONDS.toMillis(20));
            first.rollback();
            assertThat(source.safety().of(Concern.SERVER_DEADLOCK))
                    .hasSize(1)
                    .allMatch(finding -> finding.text().contains("waits for ShareLock"));
        }
        ReentrantLock one = new ReentrantLock();
        ReentrantLock two = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        Thread left = new Thread(() -> lockBoth(one, two, both), "left");
        Thread right = new Thread(() -> lockBoth(two, one, both), "right");
        left.start();
        right.start();
        try (NexsDataSource source = open(cluster)) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(source.safety().of(Concern.JVM_DEADLOCK))
                            .hasSize(1)
                            .allMatch(finding -> finding.text().contains("left waits for right")));
            assertThat(source.safety().watched()).isFalse();
        } finally {
            left.interrupt();
            right.interrupt();
        }
        left.join(TimeUnit.SECONDS.toMillis(20));
        right.join(TimeUnit.SECONDS.toMillis(20));
    }

    private static void lockBoth(ReentrantLock mine, ReentrantLock others, CountDownLatch both) {
        mine.lock();
        try {
            both.countDown();
            both.await();
            others.lockInterruptibly();
            others.unlock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            mine.unlock();
        }
    }

    @Test
    void flightRecorderGetsBorrowsRoutesStatementsUnitsAndRetries(Cluster cluster, @TempDir Path directory)
            throws Exception {
        Path file = directory.resolve("nexs.jfr");
        try (Recording recording = new Recording();
                NexsDataSource source = open(cluster, "nexs.jfr", "true")) {
            for (String name : List.of("Acquire", "Route", "Query", "Transaction", "Retry", "Failover")) {
                recording.enable("dev.nexs.orm." + name).withoutThreshold();
            }
            recording.start();
            boolean[] ran = new boolean[1];
            Transactions.of(source).run(connection -> {
                run(connection, "select 'secret'");
                if (!ran[0]) {
                    ran[0] = true;
                    throw new SQLException("for the test", "40001");
                }
            });
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events)
                .extracting(event -> event.getEventType().getName().substring("dev.nexs.orm.".length()))
                .containsExactlyInAnyOrder(
                        "Acquire", "Route", "Query", "Retry", "Acquire", "Route", "Query", "Transaction");
        assertThat(Files.size(file)).isPositive();
        assertThat(events).noneMatch(event -> event.toString().contains("secret"));
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().endsWith("Route"))
                .allMatch(event -> "primary".equals(event.getString("role")));
    }

    private static void run(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            if (!"40P01".equals(e.getSQLState())) {
                throw new IllegalStateException(e);
            }
        }
    }
}
