package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/**
 * Contexts of Spring live in the database that the kit's annotations ask for, and keep it as long as they live. Spring 7
 * needs JUnit 6.
 */
class SpringIT {

    @Test
    void contextsLiveInTheKitsDatabases() throws Exception {
        new JUnit6(entry -> true)
                .run(7, First.class, Second.class, Slice.class, OnACluster.class, Plain.class, SpringSnippets.class);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}

    @PostgresServer
    @SpringBootTest(classes = Application.class, properties = "spring.datasource.url=jdbc:postgresql://nowhere/app")
    static class First {

        static String database = "";

        @Autowired
        private JdbcTemplate jdbc;

        @Test
        @ExpectStatements(1)
        void theDatasourceIsTheNodes(Node node) {
            database = jdbc.queryForObject("select current_database()", String.class);
            assertThat(database).isEqualTo(node.database()).startsWith("first");
        }

        @Nested
        class Inner {

            @Test
            void hasTheSame(Node node) {
                assertThat(node.database()).isEqualTo(jdbc.queryForObject("select current_database()", String.class));
            }
        }
    }

    /** Its context is that of the first, with a pool that is full of connections. */
    @SpringBootTest(classes = Application.class, properties = "spring.datasource.url=jdbc:postgresql://nowhere/app")
    @PostgresServer
    static class Second {

        @Test
        void theDatabaseIsThatOfTheFirst(@Autowired JdbcTemplate jdbc) {
            assertThat(jdbc.queryForObject("select current_database()", String.class))
                    .isEqualTo(First.database);
        }
    }

    @JdbcTest
    @ContextConfiguration(classes = Application.class)
    @PostgresServer
    static class Slice {

        @Test
        void runsOnPostgresAndOnNoEmbeddedDatabase(@Autowired JdbcTemplate jdbc, Node node) {
            assertThat(jdbc.queryForObject("select version()", String.class)).startsWith("PostgreSQL");
            assertThat(jdbc.queryForObject("select current_database()", String.class))
                    .isEqualTo(node.database());
        }
    }

    @SpringBootTest(classes = Application.class)
    @PostgresCluster(replicas = 1)
    static class OnACluster {

        @Test
        void writesGoToThePrimary(@Autowired DataSource dataSource, Cluster cluster, Node node) {
            JdbcTemplate jdbc = new JdbcTemplate(dataSource);
            jdbc.execute("create table item(id int)");
            assertThat(jdbc.queryForObject("select inet_server_port()", Integer.class))
                    .isEqualTo(cluster.primary().port())
                    .isEqualTo(node.port());
            assertThat(cluster.replicas()).hasSize(1);
        }
    }

    @SpringJUnitConfig
    @PostgresServer
    static class Plain {

        @Test
        void theUrlIsAProperty(@Autowired Environment environment, Node node) {
            assertThat(environment.getProperty("spring.datasource.url")).isEqualTo(node.jdbcUrl());
        }

        @Configuration
        static class Empty {}
    }
}
