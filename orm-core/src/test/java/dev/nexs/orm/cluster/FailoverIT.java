package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.cluster.ClusterEvent.NodeSuspected;
import dev.nexs.orm.cluster.ClusterEvent.PrimaryElected;
import dev.nexs.orm.cluster.ClusterEvent.PrimaryLost;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Kills the primary, lets time pass, promotes a replica. Full rounds: {@code -Dnexs.test.rounds=100
 * -Dnexs.test.outage-max=30000}; on several clusters side by side, since most of a round is waiting: {@code
 * -Dnexs.test.clusters=3}.
 */
@PostgresCluster(replicas = 2)
class FailoverIT {

    private static final int ROUNDS = Integer.getInteger("nexs.test.rounds", 3);

    private static final int CLUSTERS = Integer.getInteger("nexs.test.clusters", 1);

    /** The guide's tenth of a second. */
    private static final Duration NEWS = Duration.ofMillis(100);

    private static final int LONGEST_OUTAGE = Integer.getInteger("nexs.test.outage-max", 2_500);

    private final List<Long> recoveries = Collections.synchronizedList(new ArrayList<>());
    private final List<Writers.Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());

    @Test
    void writesGoOnSoonAfterAPromotionHoweverLongTheOutageWas(Cluster servers) throws Exception {
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (int i = 1; i < CLUSTERS; i++) {
            Random random = new Random(42 + i);
            others.add(CompletableFuture.runAsync(() -> runOnAnother(random)));
        }
        run(servers, ROUNDS / CLUSTERS + ROUNDS % CLUSTERS, new Random(42));
        for (CompletableFuture<Void> other : others) {
            other.get(1, TimeUnit.HOURS);
        }
        report(recoveries, outcomes);
        Collections.sort(recoveries);
        assertThat(recoveries).hasSize(ROUNDS);
        assertThat(recoveries.get(recoveries.size() / 2))
                .as("p50 of %s ms", recoveries)
                .isLessThanOrEqualTo(200);
        assertThat(recoveries.get(Math.max(0, (int) Math.ceil(recoveries.size() * 0.99) - 1)))
                .as("p99 of %s ms", recoveries)
                .isLessThanOrEqualTo(1_000);
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.late()).isEmpty();
            assertThat(outcome.news()).as("death to knowledge").isLessThanOrEqualTo(NEWS);
        });
    }

    private void runOnAnother(Random random) {
        try (Cluster servers = Cluster.start(builder -> builder.replicas(2))) {
            run(servers, ROUNDS / CLUSTERS, random);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void run(Cluster servers, int rounds, Random random) throws Exception {
        servers.primary().execute("create table written (id bigint generated always as identity)");
        try (WatchedCluster watched = WatchedCluster.of(servers)) {
            watched.awaitActive(3);
            for (int round = 0; round < rounds; round++) {
                Writers writers = Writers.every10Millis(watched);
                writers.awaitWrites(20);
                Node old = servers.primary();
                Instant before = Instant.now();
                old.kill();
                Instant cut = Instant.now();
                pass(500 + random.nextInt(LONGEST_OUTAGE - 499));
                Node heir = servers.replica(0);
                long promoted = promote(heir);
                recoveries.add(TimeUnit.NANOSECONDS.toMillis(writers.awaitWriteAfter(promoted) - promoted));
                outcomes.add(writers.finish(cut, deathKnown(watched, old, before)));
                servers.rejoin(old);
                watched.awaitActive(3);
            }
            assertThat(watched.cluster.statistics().failovers()).isEqualTo(rounds);
            assertThat(watched.events(PrimaryLost.class)).isNotEmpty();
            assertThat(watched.events(PrimaryElected.class)).isNotEmpty();
        }
    }

    /** {@return when the cluster said for the first time that something is wrong with the node} */
    private static Instant deathKnown(WatchedCluster watched, Node node, Instant since) {
        return watched.events(NodeSuspected.class).stream()
                .filter(event -> event.node().equals(WatchedCluster.id(node)))
                .map(NodeSuspected::at)
                .filter(at -> !at.isBefore(since))
                .findFirst()
                .orElseThrow();
    }

    /** {@return the moment at which the server itself says that it accepts writes, seen on a connection opened before} */
    private static long promote(Node heir) throws Exception {
        try (Connection connection = heir.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Long> promoted = CompletableFuture.supplyAsync(() -> seePromotion(statement));
            heir.promote();
            return promoted.get(10, TimeUnit.SECONDS);
        }
    }

    private static long seePromotion(Statement statement) {
        try {
            while (true) {
                try (ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
                    row.next();
                    if (!row.getBoolean(1)) {
                        return System.nanoTime();
                    }
                }
                LockSupport.parkNanos(1_000_000);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Passing time is the subject here, not a wait for something. */
    private static void pass(long millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private static void report(List<Long> recoveries, List<Writers.Outcome> outcomes) {
        List<Long> sorted = recoveries.stream().sorted().toList();
        System.out.printf(
                "failover: %d rounds, promoted to first write p50 %d ms, p99 %d ms, max %d ms; failed writes %s, of them"
                        + " started after the death was known %s; known after %s ms%n",
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * 0.99) - 1)),
                sorted.get(sorted.size() - 1),
                outcomes.stream().map(Writers.Outcome::failed).toList(),
                outcomes.stream().map(outcome -> outcome.late().size()).toList(),
                outcomes.stream().map(outcome -> outcome.news().toMillis()).toList());
    }
}
