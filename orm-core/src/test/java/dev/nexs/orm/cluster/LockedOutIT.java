package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.pool.TlsMode;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user whom no node lets in is told so at once, and not after the time that a failover may take. */
@PostgresServer
class LockedOutIT {

    private static NexsDataSource open(String url, String user, String password) {
        return NexsDataSource.builder()
                .url(url)
                .username(user)
                .password(password)
                .failover(f -> f.timeout(Duration.ofSeconds(30)))
                .build();
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsSaidAtOnce(ReadPreference preference, Node node) {
        try (NexsDataSource source = open(node.jdbcUrl(), node.username(), "wrong-one")) {
            long started = System.nanoTime();

            assertThatThrownBy(() -> source.getConnection(preference))
                    .isInstanceOf(NodesUnavailableException.class)
                    .hasMessageContainingAll(
                            "check user name, password and database", "password authentication failed", node.host())
                    .hasMessageNotContaining("wrong-one");

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aPasswordThatWasForgottenIsSaidAtOnce(Node node) {
        try (NexsDataSource source = NexsDataSource.builder()
                .url(node.jdbcUrl())
                .username(node.username())
                .build()) {
            assertSaidAtOnce(source, "no password was provided");
        }
    }

    @Test
    void tlsThatTheServerDoesNotHaveIsSaidAtOnce(Node node) {
        try (NexsDataSource source = NexsDataSource.builder()
                .url(node.jdbcUrl())
                .username(node.username())
                .password(node.password())
                .tls(t -> t.mode(TlsMode.REQUIRE))
                .build()) {
            assertSaidAtOnce(source, "The server does not support SSL");
        }
    }

    private static void assertSaidAtOnce(NexsDataSource source, String reason) {
        long started = System.nanoTime();

        assertThatThrownBy(source::getConnection)
                .isInstanceOf(NodesUnavailableException.class)
                .hasMessageContaining(reason);

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aDatabaseThatDoesNotExistIsSaidAtOnceAndServesWhenItIsThere(Node node) throws SQLException {
        String url = node.jdbcUrl().replaceFirst("/[^/?]+(\\?|$)", "/not_there_yet$1");
        try (NexsDataSource source = open(url, node.username(), node.password())) {
            assertThatThrownBy(source::getConnection).hasMessageContaining("\"not_there_yet\" does not exist");

            node.execute("create database not_there_yet");
            try {
                org.awaitility.Awaitility.await()
                        .ignoreExceptions()
                        .untilAsserted(() -> source.getConnection().close());
            } finally {
                source.close();
                node.execute("drop database not_there_yet");
            }
        }
    }

    @Test
    void aPasswordThatWasChangedIsSaidWhenThePoolsPatienceIsOver(Node node) throws SQLException {
        node.executeAsSuperuser("create role rotated login password 'first'");
        try (NexsDataSource source = NexsDataSource.builder()
                .url(node.jdbcUrl())
                .username("rotated")
                .password("first")
                .pool(p -> p.connectionTimeout(Duration.ofMillis(500)))
                .build()) {
            source.getConnection().close();
            node.executeAsSuperuser(
                    "alter role rotated password 'second'",
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rotated'");
            org.awaitility.Awaitility.await()
                    .until(() -> source.cluster().nodes().get(0).state() == NodeState.SUSPECT);
            long started = System.nanoTime();

            assertThatThrownBy(source::getConnection)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
        } finally {
            node.executeAsSuperuser("drop role rotated");
        }
    }
}
