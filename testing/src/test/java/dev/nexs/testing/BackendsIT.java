package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.nexs.testing.internal.containers.ContainersBackend;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class BackendsIT {

    @AfterEach
    void forget() {
        System.clearProperty("nexs.test.backend");
        System.clearProperty("nexs.test.url");
    }

    @Test
    void anExternalServerServesClassesAndSkipsClusters() throws Exception {
        try (Cluster elsewhere = Cluster.start(c -> c.replicas(0))) {
            Role superuser = elsewhere.primary().superuser();
            removeTheKitsRoles(elsewhere.primary());
            System.setProperty("nexs.test.backend", "external");
            System.setProperty(
                    "nexs.test.url",
                    "jdbc:postgresql://127.0.0.1:" + elsewhere.primary().port() + "/maintenance?user="
                            + superuser.name() + "&password=" + superuser.password() + "&ApplicationName=from-the-url");

            Events single = run(OnAServer.class);
            assertThat(single.succeeded().count()).isEqualTo(1);
            assertThat(ask(elsewhere.primary(), "select count(*) from pg_database where datname like 'onaserver%'"))
                    .isEqualTo("0");
            assertThat(ask(elsewhere.primary(), "select count(*) from pg_roles where rolname like 'nexs%'"))
                    .as("what the kit made is gone")
                    .isEqualTo("0");

            Events cluster = run(OnACluster.class);
            assertThat(cluster.aborted().count()).isEqualTo(1);
            assertThat(cluster.failed().count()).isZero();
        }
    }

    @Test
    void anExternalServerNeedsAUrl() {
        System.setProperty("nexs.test.backend", "external");
        assertThatThrownBy(() -> dev.nexs.testing.internal.Backends.open(""))
                .isInstanceOf(PostgresServerException.class)
                .hasMessageContaining("nexs.test.url is not set");
    }

    @Test
    void anUnknownBackendIsRefused() {
        System.setProperty("nexs.test.backend", "mysql");
        assertThatThrownBy(Cluster::start)
                .hasMessageContaining("'mysql', but must be one of embedded, testcontainers, external");
    }

    @Test
    void containersFormAClusterToo() {
        Assumptions.assumeTrue(ContainersBackend.isEngineThere(), "no Docker engine answers");
        System.setProperty("nexs.test.backend", "testcontainers");
        try (Cluster cluster = Cluster.start(c -> c.replicas(1).tls())) {
            Node old = cluster.primary();
            old.execute("create table item(id int)", "insert into item values (1)");
            cluster.awaitReplication(Duration.ofSeconds(30));
            old.kill();
            cluster.replica(0).promote();
            cluster.rejoin(old);
            assertThat(Replication.value(old, "select count(*) from item")).isEqualTo("1");
            old.pause();
            old.resume();
        }
    }

    @Test
    void containersWithoutAnEngineSaySo() {
        Assumptions.assumeFalse(ContainersBackend.isEngineThere(), "a Docker engine answers");
        System.setProperty("nexs.test.backend", "testcontainers");
        assertThatThrownBy(Cluster::start).hasMessageContaining("no Docker engine answers");
    }

    /** As on a server that the kit did not make. */
    private static void removeTheKitsRoles(Node node) throws SQLException {
        ask(node, "drop database app");
        ask(node, "drop role nexs, nexs_cert, nexs_app, nexs_replication");
        ask(node, "create database maintenance");
    }

    private static String ask(Node node, String sql) throws SQLException {
        String url = "jdbc:postgresql://" + node.host() + ":" + node.port() + "/postgres";
        try (Connection connection = DriverManager.getConnection(
                        url, node.superuser().name(), node.superuser().password());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet result = statement.getResultSet()) {
                result.next();
                return result.getString(1);
            }
        }
    }

    private static Events run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute()
                .testEvents();
    }

    @PostgresServer
    static class OnAServer {

        @Test
        void hasADatabaseOfItsOwn(Node node) {
            node.execute("create table item(id int)");
            assertThat(node.database()).startsWith("onaserver");
            assertThat(Replication.value(node, "show application_name")).isEqualTo("from-the-url");
            assertThat(Replication.value(node, "select count(*) from pg_roles where rolname like 'nexs%'"))
                    .isEqualTo("2");
        }
    }

    static class OnACluster {

        @Test
        @PostgresCluster
        void neverRuns(Cluster cluster) {
            cluster.primary().kill();
        }
    }
}
