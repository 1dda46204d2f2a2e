package dev.nexs.testing.doc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Cluster;
import dev.nexs.testing.CommitCut;
import dev.nexs.testing.ExpectStatements;
import dev.nexs.testing.Fault;
import dev.nexs.testing.FaultSchedule;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import dev.nexs.testing.PostgresServer;
import dev.nexs.testing.Statements;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The snippets of docs/testing.md; {@link GuideTest} holds the two together. */
class GuideIT {

    @Test
    void withoutJUnit() {
        try (Cluster cluster =
                Cluster.start(c -> c.replicas(1).synchronous(true).setting("work_mem", "8MB"))) {
            cluster.primary().execute("create table item(id int)");
        }
    }

    @Test
    @PostgresCluster(replicas = 0)
    void faults(Node node) {
        node.proxy().latency(Duration.ofMillis(200));
        node.proxy().bandwidth(100_000);
        node.proxy().blackhole();
        node.proxy().pass();
        node.proxy().reset();
        node.proxy().refuse();
        node.proxy().pass();
    }

    @Test
    @PostgresCluster(replicas = 0)
    void lostAnswer(Node node) throws SQLException {
        node.execute("create table payment(id int)");
        try (Connection connection =
                DriverManager.getConnection(node.proxy().jdbcUrl(), node.username(), node.password())) {
            connection.setAutoCommit(false);
            connection.createStatement().execute("insert into payment values (1)");
            CommitCut cut = node.proxy().cutAfterCommitSent();
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            assertThat(cut.happened()).isTrue();
        }
    }

    @Test
    @PostgresCluster(replicas = 1)
    void faultsBySeed(Cluster cluster) {
        FaultSchedule schedule = FaultSchedule.draw(cluster, s -> s.faults(3).without(Fault.PAUSE));
        try (FaultSchedule.Run run = schedule.start()) {
            while (run.isRunning()) {
                work(cluster.proxiedJdbcUrl());
            }
            run.await(Duration.ofMinutes(1));
        }
        assertThat(cluster.nodes()).allMatch(Node::isRunning);
    }

    private static void work(String url) {
        try (Connection connection =
                DriverManager.getConnection(url + "?loginTimeout=1&socketTimeout=1", "nexs", "nexs-owner")) {
            connection.createStatement().execute("select 1");
        } catch (SQLException aFault) {
            assertThat(aFault.getMessage()).isNotNull();
        }
    }

    @Nested
    @PostgresServer
    class StatementsOfTheGuide {

        @BeforeEach
        void fill(Node node) {
            node.execute(
                    "drop table if exists customer",
                    "create table customer(id int primary key, name text)",
                    "insert into customer select n, 'customer ' || n from generate_series(1, 10000) n",
                    "analyze customer");
        }

        @Test
        @ExpectStatements(value = 1, usesIndex = "customer_pkey")
        void findsByKey(Node node) {
            load(node, 7);
        }

        @Test
        void loadsWithoutNPlusOne(Node node) {
            Statements statements = node.statements(() -> load(node, 7));
            statements.assertCount(1).assertNoNPlusOne().assertUsesIndex("customer_pkey");
            Statements.assertSameNumberForTwice(node, 10, n -> () -> load(node, n));
        }

        private void load(Node node, int id) {
            node.execute("select name from customer where id = " + id);
        }
    }

    @Nested
    @PostgresServer
    class CustomerIT {

        @Test
        void storesACustomer(Node node) throws SQLException {
            node.execute("create table customer(id bigint primary key, name text)");
            try (Connection connection = node.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("insert into customer values (1, 'Ada')");
            }
        }
    }

    @Nested
    @PostgresCluster(replicas = 2)
    class FailoverIT {

        @Test
        void survivesTheDeathOfThePrimary(Cluster cluster) {
            Node old = cluster.primary();
            old.execute("create table item(id int)");
            cluster.awaitReplication(Duration.ofSeconds(10));

            old.kill();
            cluster.replica(0).promote();
            cluster.primary().execute("insert into item values (1)");

            cluster.rejoin(old);
            cluster.awaitReplication(Duration.ofSeconds(10));
        }
    }

    @Nested
    @PostgresCluster(replicas = 1, tls = true)
    class EncryptedIT {

        @Test
        void verifiesTheServer(Cluster cluster) throws SQLException {
            String url = cluster.primary().jdbcUrl() + "?sslmode=verify-full&sslrootcert="
                    + cluster.authority().certificate();
            DriverManager.getConnection(url, cluster.username(), cluster.password())
                    .close();
        }

        @Test
        void refusesACertificateForAnotherHost(Cluster cluster) {
            cluster.primary().useCertificate(cluster.authority().issueForServer("elsewhere.test"));
            cluster.rotateCertificates();
        }
    }
}
