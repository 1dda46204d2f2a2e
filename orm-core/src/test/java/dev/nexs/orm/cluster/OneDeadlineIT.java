package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.pool.PoolExhaustedException;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long a borrower waits, over all nodes and all reasons together, and what is left of a breaker's trials. */
@PostgresCluster(replicas = 2, settings = "max_connections=30")
class OneDeadlineIT {

    private static final Map<String, Object> TINY =
            Map.of("nexs.pool.connection-timeout", "1s", "nexs.pool.maximum-size", "1", "nexs.pool.minimum-idle", "0");

    @Test
    void aReaderOfBusyReplicasWaitsForTheConnectionTimeoutOnceAndIsNotSentToThePrimary(Cluster servers)
            throws Exception {
        try (WatchedCluster watched = WatchedCluster.of(servers.jdbcUrl(), servers.primary(), TINY, builder -> {})) {
            watched.awaitActive(3);
            try (Connection one = watched.router.acquire(ReadPreference.SECONDARY);
                    Connection two = watched.router.acquire(ReadPreference.SECONDARY)) {
                assertThat(WatchedCluster.port(one)).isNotEqualTo(WatchedCluster.port(two));
                for (ReadPreference preference :
                        List.of(ReadPreference.SECONDARY, ReadPreference.SECONDARY_PREFERRED)) {
                    long started = System.nanoTime();
                    assertThatThrownBy(() -> watched.router.acquire(preference))
                            .isInstanceOf(PoolExhaustedException.class)
                            .hasMessageContaining("all are in use");
                    assertThat(Duration.ofNanos(System.nanoTime() - started))
                            .isBetween(Duration.ofMillis(950), Duration.ofMillis(1_500));
                }
            }
        }
    }

    @Test
    void everythingBusyCostsOneConnectionTimeoutWhateverThePreference(Cluster servers) throws Exception {
        try (WatchedCluster watched = WatchedCluster.of(servers.jdbcUrl(), servers.primary(), TINY, builder -> {})) {
            watched.awaitActive(3);
            try (Connection one = watched.router.acquire(ReadPreference.SECONDARY);
                    Connection two = watched.router.acquire(ReadPreference.SECONDARY);
                    Connection three = watched.router.primary()) {
                assertThat(one.isValid(1) && two.isValid(1) && three.isValid(1)).isTrue();
                for (ReadPreference preference : ReadPreference.values()) {
                    long started = System.nanoTime();
                    assertThatThrownBy(() -> watched.router.acquire(preference))
                            .as(preference.toString())
                            .isInstanceOf(PoolExhaustedException.class);
                    assertThat(Duration.ofNanos(System.nanoTime() - started))
                            .as(preference.toString())
                            .isBetween(Duration.ofMillis(950), Duration.ofMillis(1_500));
                }
                long started = System.nanoTime();
                assertThatThrownBy(() ->
                                watched.router.within(Duration.ofMillis(300)).acquire(ReadPreference.SECONDARY))
                        .isInstanceOf(SQLException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMillis(700));
            }
        }
    }

    @Test
    void aBusyReplicaIsPassedOverForOneThatHasAConnection(Cluster servers) throws Exception {
        try (WatchedCluster watched = WatchedCluster.of(servers.jdbcUrl(), servers.primary(), TINY, builder -> {})) {
            watched.awaitActive(3);
            try (Connection held = watched.router.acquire(ReadPreference.SECONDARY)) {
                int busy = WatchedCluster.port(held);
                for (int i = 0; i < 10; i++) {
                    long started = System.nanoTime();
                    assertThat(watched.readPort(ReadPreference.SECONDARY_PREFERRED))
                            .isNotEqualTo(busy)
                            .isNotEqualTo(servers.primary().port());
                    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMillis(400));
                }
            }
        }
    }

    /** Its trial borrowers are cancelled, or meet a pool that is merely busy. */
    @Test
    void aHalfOpenBreakerClosesWhateverItsTrialBorrowersDieOf(Cluster servers) throws Exception {
        Node primary = servers.primary();
        List<Connection> hogs = new ArrayList<>();
        try (WatchedCluster watched = WatchedCluster.of(
                primary.jdbcUrl(),
                primary,
                Map.of(
                        "nexs.pool.connection-timeout", "300ms",
                        "nexs.pool.maximum-size", "1",
                        "nexs.pool.minimum-idle", "0"),
                builder -> builder.breaker(2, Duration.ofMillis(200), 2).failoverTimeout(Duration.ofSeconds(1)))) {
            watched.awaitActive(1);
            hog(primary, hogs);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(watched.router::primary).isInstanceOf(SQLException.class);
            }
            assertThat(watched.node(primary).breaker()).isEqualTo("open");
            for (Connection hog : hogs) {
                hog.close();
            }
            Connection first = await().ignoreExceptions().until(watched.router::primary, lent -> true);
            assertThat(watched.node(primary).breaker()).isEqualTo("half-open");
            for (int i = 0; i < 4; i++) {
                assertThatThrownBy(watched.router::primary).hasMessageContaining("all are in use");
                CompletableFuture<Thread> thread = new CompletableFuture<>();
                CompletableFuture<Void> cancelled = CompletableFuture.runAsync(() -> {
                    thread.complete(Thread.currentThread());
                    assertThatThrownBy(watched.router::primary).isInstanceOf(SQLException.class);
                });
                await().until(() -> watched.node(primary).pool().waiting() == 1);
                thread.get().interrupt();
                cancelled.get(5, TimeUnit.SECONDS);
            }
            first.close();
            watched.router.primary().close();
            assertThat(watched.node(primary).breaker()).isEqualTo("closed");
        } finally {
            for (Connection hog : hogs) {
                hog.close();
            }
        }
    }

    private static void hog(Node node, List<Connection> hogs) {
        try {
            while (hogs.size() < 1_000) {
                hogs.add(node.connect());
            }
        } catch (SQLException full) {
            assertThat(full.getSQLState()).isEqualTo("53300");
        }
    }
}
