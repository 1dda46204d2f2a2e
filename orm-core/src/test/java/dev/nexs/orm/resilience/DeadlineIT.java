package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A unit that has less time than the failover timeout, while no node is there. */
@PostgresCluster(replicas = 0)
class DeadlineIT {

    @Test
    void aUnitWaitsForANodeNoLongerThanItsDeadline(Cluster servers) {
        try (NexsDataSource source = NexsDataSource.from(Map.of(
                "nexs.url", servers.jdbcUrl(),
                "nexs.username", servers.username(),
                "nexs.password", servers.password(),
                "nexs.failover.timeout", "1m"))) {
            servers.primary().kill();
            await().until(() -> source.cluster().nodes().get(0).state() != NodeState.ACTIVE);
            TransactionRunner<Connection> units = Transactions.of(source).with(o -> o.deadline(Duration.ofMillis(700)));

            requireInTime(() -> units.run(DeadlineIT::select));
            requireInTime(() -> units.read(DeadlineIT::select));
        }
    }

    private static boolean select(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("select 1");
        }
    }

    private static void requireInTime(ThrowingCallable unit) {
        long begin = System.nanoTime();
        assertThatThrownBy(unit).hasMessageContaining("within 700 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(700), Duration.ofSeconds(20));
    }
}
