package dev.nexs.orm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.resilience.CommitMarkers;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units and Hibernate sessions through a PgBouncer per server, over a failover behind them. */
@PostgresCluster(replicas = 1)
class PgBouncerFailoverIT {

    private final Cluster servers;

    @TempDir
    Path folder;

    PgBouncerFailoverIT(Cluster servers) {
        this.servers = servers;
    }

    @Test
    void unitsAndSessionsWorkBehindPoolersAndWritesGoOnAfterAFailoverBehindThem() throws Exception {
        assumeTrue(PgBouncer.isInstalled(), "PgBouncer is not installed (Debian package pgbouncer)");
        servers.primary()
                .execute(
                        "create table Product (id bigint primary key, name text)",
                        "create table ledger(n int)",
                        CommitMarkers.CREATE_TABLE);
        servers.awaitReplication(Duration.ofSeconds(20));
        try (PgBouncer one = PgBouncer.start(servers.primary(), Files.createDirectory(folder.resolve("one")));
                PgBouncer other = PgBouncer.start(servers.replica(0), Files.createDirectory(folder.resolve("other")));
                NexsDataSource source = NexsDataSource.builder()
                        .url("jdbc:postgresql://" + one.address() + "," + other.address() + "/" + servers.database()
                                + "?prepareThreshold=0&sslmode=disable")
                        .username(servers.username())
                        .password(servers.password())
                        .pool(p -> p.maximumSize(3))
                        .build();
                SessionFactory factory = factory(source)) {
            await().until(() -> source.cluster().nodes().stream().noneMatch(node -> node.role() == NodeRole.UNKNOWN));
            Transactions tx = Transactions.of(factory);
            TransactionRunner<Connection> jdbc =
                    Transactions.of(source, o -> o.commitResolution(CommitResolution.MARKER));

            tx.run(session -> session.persist(new Product(1, "lamp")));
            assertThat(tx.<String, RuntimeException>read(session -> session.find(Product.class, 1L).name))
                    .isEqualTo("lamp");
            factory.inTransaction(session -> session.persist(new Product(2, "desk")));
            AtomicInteger attempts = new AtomicInteger();
            jdbc.run(connection -> {
                insert(connection, attempts.incrementAndGet());
                if (attempts.get() == 1) {
                    throw new SQLException("made up", "40001");
                }
            });
            assertThat(tx.token().lsn()).isNotZero();

            servers.primary().kill();
            servers.replica(0).promote();
            for (int i = 0; i < 20; i++) {
                int n = 100 + i;
                jdbc.run(connection -> insert(connection, n));
            }
            tx.run(session -> session.persist(new Product(3, "shelf")));
            assertThat(tx.<Long, RuntimeException>read(
                            session -> session.createSelectionQuery("select count(*) from Product", Long.class)
                                    .getSingleResult()))
                    .isEqualTo(3);
            assertThat(count("select count(*) from ledger")).isEqualTo(21);
        }
    }

    /** A row. */
    @Entity(name = "Product")
    static class Product {

        @Id
        Long id;

        String name;

        Product() {}

        Product(long id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    private static SessionFactory factory(NexsDataSource source) {
        Configuration configuration = new Configuration().addAnnotatedClass(Product.class);
        configuration.getProperties().put("nexs.datasource", source);
        return configuration.buildSessionFactory();
    }

    private static void insert(Connection connection, int n) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into ledger values (?)")) {
            insert.setInt(1, n);
            insert.executeUpdate();
        }
    }

    private int count(String sql) throws SQLException {
        try (Connection connection = servers.primary().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }
}
