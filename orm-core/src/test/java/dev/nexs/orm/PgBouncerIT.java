package dev.nexs.orm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PgBouncer in transaction mode in front of the server, set up as docs/pgbouncer.md says. */
@PostgresServer
class PgBouncerIT {

    @TempDir
    static Path folder;

    private static PgBouncer bouncer;

    @BeforeAll
    static void start(Node node) throws IOException {
        if (PgBouncer.isInstalled()) {
            bouncer = PgBouncer.start(node, folder);
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
            bouncer.close();
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
                            .contains(bouncer.address())
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
                .url("jdbc:postgresql://" + bouncer.address() + "/" + node.database() + "?" + parameters)
                .username(node.username())
                .password(node.password())
                .pool(p -> p.maximumSize(3).connectionTimeout(Duration.ofSeconds(5)))
                .build();
    }
}
