package dev.nexs.orm.resilience;

import static dev.nexs.orm.resilience.TransactionPhase.BEFORE_COMMIT;
import static dev.nexs.orm.resilience.TransactionPhase.COMMIT_SENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Failures of a server as a whole, and of the way to it, each provoked on a server of its own. */
@PostgresCluster(replicas = 0)
class ServerFailuresIT {

    private final Node node;

    ServerFailuresIT(Cluster cluster) {
        this.node = cluster.primary();
    }

    @Test
    void aServerWithoutRoomIsTriedElsewhere() throws SQLException {
        List<Connection> all = new ArrayList<>();
        try {
            Throwable refused = catchThrowable(() -> {
                for (int i = 0; i < 1_000; i++) {
                    all.add(node.connect());
                }
            });
            expectElsewhere(refused, "53300");
        } finally {
            for (Connection each : all) {
                each.close();
            }
        }
    }

    @Test
    void aServerThatStopsIsTriedElsewhere() throws SQLException {
        try (Connection last = node.connect()) {
            assertThat(Sql.number(last, "select 1")).isEqualTo(1);
            node.executeAsSuperuser("copy (select 1) to program 'kill -TERM $(head -1 postmaster.pid)'"); // smart
            expectElsewhere(catchThrowable(node::connect), "57P03");
        } finally {
            node.kill();
            node.start();
        }
    }

    @Test
    void anEndedSessionIsTriedElsewhere() throws SQLException {
        try (Connection ended = node.connect()) {
            node.executeAsSuperuser("select pg_terminate_backend(" + pid(ended) + ", 5000)");
            expectElsewhere(catchThrowable(() -> Sql.text(ended, "select 1")), "57P01");
        }
    }

    /** The server says 57P02 in a warning, and then hangs up: the driver reports the end of the stream. */
    @Test
    void theCrashOfAnotherSessionIsTriedElsewhere() throws SQLException {
        try (Connection bystander = node.connect();
                Connection crashed = node.connect()) {
            int pid = pid(crashed);
            Throwable own = catchThrowable(
                    () -> node.executeAsSuperuser("copy (select 1) to program 'kill -9 " + pid + "; sleep 5'"));
            assertThat(own).as("the session that asked for it").isNotNull();
            // The server ends one session after the other, and the bystander's may be the last.
            expectElsewhere(catchThrowable(() -> Sql.text(bystander, "select pg_sleep(30)")), "08006");
        } finally {
            node.kill();
            node.start();
        }
    }

    @Test
    void aPortThatNobodyListensOnIsTriedElsewhere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        expectElsewhere(
                catchThrowable(
                        () -> DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/none", "u", "p")),
                "08001");
    }

    @Test
    void anEndOfStreamIsTriedElsewhere() throws SQLException {
        try (Connection cut = through("")) {
            node.proxy().reset();
            expectElsewhere(catchThrowable(() -> Sql.text(cut, "select 1")), "08006");
        } finally {
            node.proxy().pass();
        }
    }

    @Test
    void aSocketTimeoutIsTriedElsewhereAndAClosedConnectionToo() throws SQLException {
        try (Connection silent = through("&socketTimeout=1")) {
            node.proxy().blackhole();
            expectElsewhere(catchThrowable(() -> Sql.text(silent, "select 1")), "08006");
            expectElsewhere(catchThrowable(() -> Sql.text(silent, "select 1")), "08003");
        } finally {
            node.proxy().pass();
        }
    }

    private Connection through(String parameters) throws SQLException {
        Connection connection = DriverManager.getConnection(
                node.proxy().jdbcUrl() + "?sslmode=disable" + parameters, node.username(), node.password());
        assertThat(Sql.number(connection, "select 1")).isEqualTo(1);
        return connection;
    }

    private static int pid(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    private static void expectElsewhere(Throwable failure, String state) {
        assertThat(failure).isInstanceOf(SQLException.class);
        Failure before = FailureTable.standard().classify(failure, BEFORE_COMMIT);
        assertThat(before.sqlState()).isEqualTo(state);
        assertThat(before.recovery()).isEqualTo(Recovery.RETRY_ELSEWHERE);
        assertThat(FailureTable.standard().classify(failure, COMMIT_SENT).recovery())
                .isEqualTo(Recovery.OUTCOME_UNKNOWN);
    }
}
