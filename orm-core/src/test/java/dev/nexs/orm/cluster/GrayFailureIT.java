package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ReadPreference;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers and networks that are neither well nor dead. */
@PostgresCluster(replicas = 1)
class GrayFailureIT {

    private Cluster servers;
    private WatchedCluster watched;

    @BeforeEach
    void watch(Cluster cluster) {
        servers = cluster;
        watched = WatchedCluster.of(
                        cluster.proxiedJdbcUrl(),
                        cluster.primary(),
                        Map.of("nexs.pool.connection-timeout", "2s", "nexs.pool.minimum-idle", "3"),
                        builder -> {})
                .awaitActive(2);
    }

    @AfterEach
    void pass() {
        servers.nodes().forEach(node -> node.proxy().pass());
        watched.close();
    }

    @Test
    void aResultThatIsCutInTheMiddleEndsItsConnectionAndTheNextBorrowerIsServed() throws SQLException {
        try (Connection cut = watched.router.acquire(ReadPreference.SECONDARY)) {
            cut.setAutoCommit(false);
            try (Statement statement = cut.createStatement()) {
                statement.setFetchSize(100);
                ResultSet rows = statement.executeQuery("select i, repeat('x', 1000) from generate_series(1, 50000) i");
                assertThat(rows.next()).isTrue();
                servers.replica(0).proxy().reset();
                assertThatThrownBy(() -> drain(rows))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).startsWith("08"));
            }
        }
        assertThat(watched.readPort(ReadPreference.SECONDARY_PREFERRED)).isPositive();
        watched.awaitActive(2);
        assertThat(watched.readPort(ReadPreference.SECONDARY))
                .isEqualTo(servers.replica(0).port());
    }

    private static void drain(ResultSet rows) throws SQLException {
        while (rows.next()) {
            assertThat(rows.getString(2)).hasSize(1000);
        }
    }

    @Test
    void aStatementThatRunsIntoItsOwnNetworkTimeoutLeavesOtherConnectionsAlone() throws SQLException {
        Set<Integer> before = sessions();
        try (Connection impatient = watched.router.primary();
                Statement statement = impatient.createStatement()) {
            impatient.setNetworkTimeout(Runnable::run, 100);
            assertThatThrownBy(() -> statement.execute("select pg_sleep(1)")).isInstanceOf(SQLException.class);
        }

        await().untilAsserted(() -> assertThat(
                        watched.cluster.primary().orElseThrow().pool().idle())
                .isGreaterThanOrEqualTo(3));
        Set<Integer> after = sessions();
        after.retainAll(before);
        assertThat(after).as("all but the one that was cut").hasSize(2);
    }

    @Test
    void aConnectionThatItsBorrowerAbortsLeavesOtherConnectionsAlone() throws SQLException {
        Set<Integer> before = sessions();
        Connection aborted = watched.router.primary();
        aborted.abort(Runnable::run);
        assertThatThrownBy(aborted::close).isInstanceOf(SQLException.class);

        Set<Integer> after = sessions();
        after.retainAll(before);
        assertThat(after).as("all but the one that was aborted").hasSize(2);
    }

    /** The server's names of three connections of the primary's pool. */
    private Set<Integer> sessions() throws SQLException {
        Set<Integer> sessions = new TreeSet<>();
        List<Connection> lent = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Connection connection = watched.router.primary();
                lent.add(connection);
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
                    row.next();
                    sessions.add(row.getInt(1));
                }
            }
        } finally {
            for (Connection connection : lent) {
                connection.close();
            }
        }
        return sessions;
    }
}
