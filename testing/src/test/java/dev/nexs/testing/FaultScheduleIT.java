package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More rounds with {@code -Dnexs.test.schedule-rounds}, one again with {@code -Dnexs.test.seed}. */
@Timeout(180)
class FaultScheduleIT {

    private static final int ROUNDS = Integer.getInteger("nexs.test.schedule-rounds", 2);

    private static final Fault[] SHORT_OF_TIME = {Fault.DELAY, Fault.LATENCY};

    @Test
    void aSeedGivesTheSameFaultsAgainAndAnotherOneOthers() {
        try (Cluster cluster = Cluster.start(c -> c.replicas(0))) {
            List<String> steps = FaultSchedule.draw(cluster, s -> s.seed(7)).steps();
            assertThat(FaultSchedule.draw(cluster, s -> s.seed(7)).steps()).isEqualTo(steps);
            assertThat(FaultSchedule.draw(cluster, s -> s.seed(8)).steps()).isNotEqualTo(steps);
            Set<String> words = new HashSet<>();
            LongStream.range(0, 50)
                    .forEach(seed -> FaultSchedule.draw(cluster, s -> s.seed(seed)).steps().stream()
                            .filter(step -> step.contains(" of the primary"))
                            .forEach(step -> words.add(step.split(" ")[3])));
            assertThat(words)
                    .as("without a replica nobody can be promoted")
                    .containsExactlyInAnyOrder(
                            "KILL", "STOP", "PAUSE", "CUT", "RESET", "REFUSE", "LATENCY", "LOSE_COMMIT");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> FaultSchedule.draw(
                            cluster,
                            s -> s.only(Fault.FAILOVER)
                                    .faults(0)
                                    .atOnce(0)
                                    .gaps(Duration.ofMillis(2), Duration.ofMillis(1))))
                    .withMessageContainingAll(
                            "faults is 0",
                            "atOnce is 0",
                            "gaps are PT0.002S to PT0.001S",
                            "[DELAY, FAILOVER, SWITCHOVER]");
        }
    }

    /** What a client was told is committed is there at the end, and the cluster is whole. */
    @Test
    void nothingThatASynchronousClusterAcknowledgedIsLost() {
        for (int round = 0; round < ROUNDS; round++) {
            try (Cluster cluster = Cluster.start(c -> c.replicas(2).synchronous(true))) {
                cluster.primary().execute("create table item(id int primary key)");
                Set<Integer> acknowledged = new HashSet<>();
                FaultSchedule schedule = FaultSchedule.draw(
                        cluster,
                        s -> s.faults(6).without(SHORT_OF_TIME).gaps(Duration.ofMillis(20), Duration.ofMillis(200)));
                try (FaultSchedule.Run run = schedule.start()) {
                    for (int id = 0; run.isRunning(); id++) {
                        insert(cluster, id, acknowledged);
                    }
                    run.await(Duration.ofSeconds(60));
                    assertThat(run.done()).hasSameSizeAs(schedule.steps());
                }
                cluster.awaitReplication(Duration.ofSeconds(20));
                assertThat(cluster.nodes()).as(schedule.toString()).hasSize(3).allMatch(Node::isResponsive);
                for (Node node : cluster.nodes()) {
                    assertThat(ids(node)).as(schedule.toString()).containsAll(acknowledged);
                }
            }
        }
    }

    @Test
    void closingEndsEveryFaultAtOnce() {
        try (Cluster cluster = Cluster.start(c -> c.replicas(1))) {
            FaultSchedule schedule = FaultSchedule.draw(
                    cluster,
                    s -> s.seed(1)
                            .only(Fault.PAUSE, Fault.CUT)
                            .atOnce(4)
                            .gaps(Duration.ofMillis(5), Duration.ofMillis(10))
                            .faults(200));
            try (FaultSchedule.Run run = schedule.start()) {
                org.awaitility.Awaitility.await().until(() -> run.done().size() > 5);
            }
            assertThat(cluster.nodes()).allMatch(Node::isResponsive);
            assertThat(cluster.nodes()).allSatisfy(node -> {
                try (Connection connection = DriverManager.getConnection(
                        node.proxy().jdbcUrl() + "?loginTimeout=5", node.username(), node.password())) {
                    assertThat(connection.isValid(5)).isTrue();
                }
            });
        }
    }

    @Test
    void aStepThatFailsIsToldWithTheSeedAndWhatHappened() {
        try (Cluster cluster = Cluster.start(c -> c.replicas(0))) {
            FaultSchedule schedule =
                    FaultSchedule.draw(cluster, s -> s.seed(3).only(Fault.PAUSE).faults(1));
            cluster.primary().stop();
            assertThatThrownBy(schedule::run)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll(
                            "node1: it is not running", "-Dnexs.test.seed=3", "Done:", "PAUSE of the primary: node1");
        }
    }

    private static void insert(Cluster cluster, int id, Set<Integer> acknowledged) {
        String url = cluster.proxiedJdbcUrl()
                + "?targetServerType=primary&loginTimeout=1&connectTimeout=1&socketTimeout=1&hostRecheckSeconds=0";
        try (Connection connection = DriverManager.getConnection(url, cluster.username(), cluster.password());
                PreparedStatement statement = connection.prepareStatement("insert into item values (?)")) {
            statement.setInt(1, id);
            statement.executeUpdate();
            acknowledged.add(id);
        } catch (SQLException faultsAreExpected) {
            assertThat(faultsAreExpected.getSQLState()).isNotEqualTo("23505");
        }
    }

    private static Set<Integer> ids(Node node) {
        Set<Integer> ids = new HashSet<>();
        String all = Replication.value(node, "select coalesce(string_agg(id::text, ','), '') from item");
        IntStream.of(List.of(all.split(",")).stream()
                        .filter(id -> !id.isEmpty())
                        .mapToInt(Integer::parseInt)
                        .toArray())
                .forEach(ids::add);
        return ids;
    }
}
