package dev.nexs.orm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PgBouncer in transaction mode in front of the server, set up as docs/pgbouncer.md says. */
@PostgresServer
class PgBouncerIT {

    private static final List<Path> BINARIES =
            List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"), Path.of("/usr/local/bin/pgbouncer"));

    @TempDir
    static Path folder;

    private static Process bouncer;
    private static int port;

    @BeforeAll
    static void start(Node node) throws IOException {
        Path binary = BINARIES.stream().filter(Files::isExecutable).findFirst().orElse(null);
        if (binary == null) {
            return;
        }
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path users = Files.writeString(
                folder.resolve("users.txt"), "\"" + node.username() + "\" \"" + node.password() + "\"\n");
        Path config = Files.writeString(
                folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=%s port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = plain
                auth_file = %s
                pool_mode = transaction
                default_pool_size = 4
                ignore_startup_parameters = extra_float_digits
                """.formatted(node.host(), node.port(), port, users));
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            // It refuses to run as root, and nobody must be able to read what it needs.
            makeReadable(folder);
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(config.toString());
        bouncer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().untilAsserted(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
            }
        });
    }

    private static void makeReadable(Path directory) throws IOException {
        directory.toFile().setExecutable(true, false);
        directory.toFile().setReadable(true, false);
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(file -> file.toFile().setReadable(true, false));
        }
    }

    /** Before each test and not once before all: what is skipped then is in no report. */
    @BeforeEach
    void needPgBouncer() {
        assumeTrue(bouncer != null, "PgBouncer is not installed (Debian package pgbouncer)");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (bouncer != null) {
            bouncer.destroy();
            bouncer.waitFor(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void transactionsWorkWithTheDocumentedSettings(Node node) throws SQLException {
        node.execute("create table if not exists behind_a_pooler (id int primary key)");
        try (NexsDataSource ds = open(node, "prepareThreshold=0")) {
            for (int i = 0; i < 30; i++) {
                try (Connection connection = ds.getConnection()) {
                    connection.setAutoCommit(false);
                    try (PreparedStatement insert =
                            connection.prepareStatement("insert into behind_a_pooler values (?)")) {
                        insert.setInt(1, i);
                        insert.executeUpdate();
                    }
                    connection.commit();
                }
            }
            try (Connection connection = ds.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select count(*) from behind_a_pooler")) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(30);
            }
        }
    }

    @Test
    void thePoolerIsNoticedAndWhatCannotWorkIsSaid(Node node) throws SQLException {
        try (LogCapture log = LogCapture.of("dev.nexs.orm.pool");
                NexsDataSource ds = open(node, "prepareThreshold=0")) {
            ds.getConnection().close();

            await().untilAsserted(() -> assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line)
                            .contains("127.0.0.1:" + port)
                            .contains("PgBouncer")
                            .contains("LISTEN")
                            .contains("prepareThreshold=0")
                            .contains("docs/pgbouncer.md")));
        }
    }

    @Test
    void aServerWithoutAPoolerIsNotTakenForOne(Node node) throws SQLException {
        try (LogCapture log = LogCapture.of("dev.nexs.orm.pool");
                NexsDataSource ds = NexsDataSource.builder()
                        .url(node.jdbcUrl())
                        .username(node.username())
                        .password(node.password())
                        .build()) {
            ds.getConnection().close();

            assertThat(log.lines()).noneSatisfy(line -> assertThat(line).contains("PgBouncer"));
        }
    }

    private static NexsDataSource open(Node node, String parameters) {
        return NexsDataSource.builder()
                .url("jdbc:postgresql://127.0.0.1:" + port + "/" + node.database() + "?" + parameters)
                .username(node.username())
                .password(node.password())
                .pool(p -> p.maximumSize(3).connectionTimeout(Duration.ofSeconds(5)))
                .build();
    }
}
