package dev.nexs.orm.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariCredentialsProvider;
import com.zaxxer.hikari.util.Credentials;
import dev.nexs.orm.LogCapture;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresServer
class CredentialsIT {

    private static final AtomicInteger ASKED = new AtomicInteger();

    @Test
    void aRotatedPasswordFileIsFollowedWithoutRestart(Node node, @TempDir Path folder)
            throws IOException, SQLException {
        node.executeAsSuperuser("create role rotating login password 'first'");
        Path file = Files.writeString(folder.resolve("password"), "first\n");
        try (NexsDataSource ds = NexsDataSource.builder()
                .url(node.jdbcUrl())
                .username("rotating")
                .passwordFile(file)
                .pool(p -> p.maximumSize(1))
                .tls(t -> t.reloadInterval(Duration.ofMillis(50)))
                .build()) {
            int before = backend(ds);

            node.executeAsSuperuser("alter role rotating password 'second'");
            Files.writeString(file, "second, and longer\n");
            node.executeAsSuperuser("alter role rotating password 'second, and longer'");

            await().untilAsserted(() -> assertThat(backend(ds)).isNotEqualTo(before));
        }
    }

    @Test
    void aPasswordFileThatIsAheadOfTheServerCostsNoConnection(Node node, @TempDir Path folder)
            throws IOException, SQLException {
        node.executeAsSuperuser("create role hasty login password 'first'");
        Path file = Files.writeString(folder.resolve("password"), "first");
        try (LogCapture log = LogCapture.of(HikariNodeConnections.class.getName());
                NexsDataSource ds = NexsDataSource.builder()
                        .url(node.jdbcUrl())
                        .username("hasty")
                        .passwordFile(file)
                        .pool(p -> p.maximumSize(1))
                        .tls(t -> t.reloadInterval(Duration.ofMillis(50)))
                        .build()) {
            int before = backend(ds);

            Files.writeString(file, "the second");
            await().untilAsserted(() -> assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line)
                            .contains("those that are open are kept until one can")
                            .contains("password authentication failed")));
            assertThat(backend(ds)).isEqualTo(before);

            node.executeAsSuperuser("alter role hasty password 'the second'");
            await().untilAsserted(() -> assertThat(backend(ds)).isNotEqualTo(before));
        }
    }

    @Test
    void aProviderIsAskedForEachConnection(Node node) throws SQLException {
        try (NexsDataSource ds = NexsDataSource.builder()
                .url(node.jdbcUrl())
                .username(node.username())
                .credentialsProvider(() -> {
                    ASKED.incrementAndGet();
                    return new Credentials(null, node.password());
                })
                .pool(p -> p.maximumSize(2).minimumIdle(0))
                .build()) {
            try (Connection one = ds.getConnection();
                    Connection two = ds.getConnection()) {
                assertThat(one.isValid(1) && two.isValid(1)).isTrue();
            }
            assertThat(ASKED).hasValueGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aProviderThatFailsDoesNotEndThePool(Node node) throws SQLException {
        AtomicInteger calls = new AtomicInteger();
        HikariCredentialsProvider flaky = () -> {
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("the vault is sealed");
            }
            return new Credentials(node.username(), node.password());
        };
        try (NexsDataSource ds = NexsDataSource.builder()
                .url(node.jdbcUrl())
                .credentialsProvider(flaky)
                .build()) {
            assertThat(backend(ds)).isPositive();
        }
    }

    @Test
    void aWrongPasswordIsExplainedAndNeverShown(Node node) {
        try (LogCapture log = LogCapture.of("dev.nexs");
                LogCapture hikari = LogCapture.of("com.zaxxer");
                NexsDataSource ds = NexsDataSource.builder()
                        .url(node.jdbcUrl())
                        .username(node.username())
                        .password("topsecret-and-wrong")
                        .pool(p -> p.connectionTimeout(Duration.ofMillis(500)).warmUp(true))
                        .failover(f -> f.timeout(Duration.ofMillis(800)))
                        .build()) {
            SQLException thrown = catchThrowableOfType(SQLException.class, ds::getConnection);

            assertThat(thrown.getMessage())
                    .contains(node.host() + ":" + node.port())
                    .contains("password");
            for (Throwable each = thrown; each != null; each = each.getCause()) {
                assertThat(each.toString()).doesNotContain("topsecret");
            }
            assertThat(log.lines()).noneSatisfy(line -> assertThat(line).contains("topsecret"));
            assertThat(hikari.lines()).noneSatisfy(line -> assertThat(line).contains("topsecret"));
            assertThat(ds.toString()).doesNotContain("topsecret");
        }
    }

    private static int backend(NexsDataSource ds) throws SQLException {
        try (Connection connection = ds.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
