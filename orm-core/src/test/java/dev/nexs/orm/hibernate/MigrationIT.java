package dev.nexs.orm.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.LogCapture;
import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application's earlier connection settings do beside nexs.url: they work, or one warning says what does. */
@PostgresServer
class MigrationIT {

    private Node node;

    @BeforeEach
    void remember(Node server) {
        node = server;
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE_READ", "TRANSACTION_REPEATABLE_READ", "4"})
    void theIsolationIsThatOfEverySession(String isolation) {
        try (LogCapture log = LogCapture.of("dev.nexs.orm.hibernate");
                SessionFactory factory = configuration()
                        .setProperty("hibernate.connection.isolation", isolation)
                        .buildSessionFactory()) {
            assertThat(shown(factory, "transaction_isolation")).isEqualTo("repeatable read");
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void ourOwnNameOfTheIsolationWins() {
        try (SessionFactory factory = configuration()
                .setProperty("hibernate.connection.isolation", "SERIALIZABLE")
                .setProperty("nexs.pool.transaction-isolation", "TRANSACTION_REPEATABLE_READ")
                .buildSessionFactory()) {
            assertThat(shown(factory, "transaction_isolation")).isEqualTo("repeatable read");
        }
    }

    @Test
    void anIsolationThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> configuration()
                        .setProperty("hibernate.connection.isolation", "SNAPSHOT")
                        .buildSessionFactory())
                .rootCause()
                .isInstanceOf(NexsConfigurationException.class)
                .hasMessageContaining(
                        "hibernate.connection.isolation = 'SNAPSHOT' is not allowed; allowed is READ_UNC");
    }

    @Test
    void besideASharedDatasourceTheIsolationIsNamedInAWarning() {
        try (NexsDataSource shared = NexsDataSource.builder()
                        .url(node.jdbcUrl())
                        .username(node.username())
                        .password(node.password())
                        .build();
                LogCapture log = LogCapture.of("dev.nexs.orm.hibernate")) {
            Configuration configuration = new Configuration()
                    .addAnnotatedClass(Product.class)
                    .setProperty("hibernate.connection.isolation", "SERIALIZABLE");
            configuration.getProperties().put("nexs.datasource", shared);
            try (SessionFactory factory = configuration.buildSessionFactory()) {
                assertThat(shown(factory, "transaction_isolation")).isEqualTo("read committed");
            }
            assertThat(log.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("WARN hibernate.connection.isolation has no effect beside nexs.datasource")
                            .contains("nexs.pool.transaction-isolation"));
        }
    }

    @Test
    void anAutocommitThatWasAskedForIsKept() {
        try (SessionFactory factory = configuration()
                .setProperty("hibernate.connection.autocommit", "true")
                .buildSessionFactory()) {
            assertThat(factory.<Boolean>fromSession(session -> session.doReturningWork(Connection::getAutoCommit)))
                    .isTrue();
        }
        try (SessionFactory factory = configuration()
                .setProperty("hibernate.connection.autocommit", "false")
                .setProperty("hibernate.connection.provider_disables_autocommit", "false")
                .buildSessionFactory()) {
            assertThat(factory.<Boolean>fromSession(session -> session.doReturningWork(Connection::getAutoCommit)))
                    .isFalse();
        }
    }

    @Test
    void whatHasNoEffectIsNamedOnceWithWhatToWriteInstead() {
        Map<String, String> leftovers = Map.ofEntries(
                Map.entry("hibernate.connection.username", "use nexs.username instead"),
                Map.entry("hibernate.connection.password", "use nexs.password or nexs.password-file instead"),
                Map.entry("hibernate.connection.driver_class", "connections are PostgreSQL's driver's"),
                Map.entry("hibernate.connection.pool_size", "use nexs.pool.maximum-size instead"),
                Map.entry("hibernate.connection.login_timeout", "use nexs.connect-timeout instead"),
                Map.entry("hibernate.connection.prepareThreshold", "driver properties are parameters of nexs.url"),
                Map.entry("hibernate.hikari.maximumPoolSize", "use nexs.pool.maximum-size instead"),
                Map.entry("hibernate.hikari.connectionTimeout", "use nexs.pool.connection-timeout instead"),
                Map.entry("hibernate.hikari.keepaliveTime", "use nexs.pool.keepalive instead"),
                Map.entry("hibernate.hikari.validationTimeout", "use nexs.pool.validation-timeout instead"),
                Map.entry("hibernate.hikari.jdbcUrl", "the servers come from nexs.url"),
                Map.entry("hibernate.hikari.dataSource.socketTimeout", "driver properties are parameters of nexs.url"),
                Map.entry("hibernate.hikari.maxPoolSize", "nor does HikariCP have such a property"),
                Map.entry("hibernate.c3p0.max_size", "pools are HikariCP's; see nexs.pool.*"));
        Configuration configuration = configuration();
        leftovers.keySet().forEach(name -> configuration.setProperty(name, "secret-or-not"));

        List<String> lines = warnings(configuration);

        leftovers.forEach((name, advice) -> assertThat(lines)
                .filteredOn(line -> line.contains(name + " has no effect"))
                .singleElement()
                .satisfies(line -> assertThat(line.strip())
                        .isEqualTo("WARN " + name + " has no effect beside nexs.url: " + advice)));
        assertThat(lines).hasSize(leftovers.size()).noneMatch(line -> line.contains("secret-or-not"));
    }

    /** On the way through Jakarta Persistence Hibernate copies each of them to its other names. */
    @Test
    void whatJakartaPersistenceCopiesToOtherNamesIsSaidOnce() {
        try (LogCapture log = LogCapture.of("dev.nexs.orm.hibernate")) {
            new HibernatePersistenceConfiguration("copied")
                    .managedClass(Product.class)
                    .property("nexs.url", node.jdbcUrl())
                    .property("nexs.username", node.username())
                    .property("nexs.password", node.password())
                    .property("jakarta.persistence.jdbc.url", "jdbc:postgresql://elsewhere/app")
                    .property("jakarta.persistence.jdbc.user", "somebody")
                    .property("jakarta.persistence.jdbc.password", "hush")
                    .property("hibernate.connection.pool_size", "7")
                    .createEntityManagerFactory()
                    .close();
            assertThat(log.lines()).hasSize(4).noneMatch(line -> line.contains("hush") || line.contains("somebody"));
            for (String written : new String[] {
                "jakarta.persistence.jdbc.url",
                "jakarta.persistence.jdbc.user",
                "jakarta.persistence.jdbc.password",
                "hibernate.connection.pool_size"
            }) {
                assertThat(log.lines())
                        .filteredOn(line -> line.contains(written))
                        .hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hibernate.connection.url", "jakarta.persistence.jdbc.url"})
    void anotherUrlIsNamedInAWarning(String name) {
        assertThat(warnings(configuration().setProperty(name, "jdbc:postgresql://elsewhere/app")))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("Both nexs.url and " + name + " say where the connections")
                        .contains("nexs.url is used"));
    }

    @Test
    void theDriversNameAndSettingsOfOursCauseNoWarning() {
        assertThat(warnings(configuration()
                        .setProperty("hibernate.connection.driver_class", "org.postgresql.Driver")
                        .setProperty("jakarta.persistence.jdbc.driver", "org.postgresql.Driver")
                        .setProperty("hibernate.connection.handling_mode", "DELAYED_ACQUISITION_AND_HOLD")))
                .isEmpty();
    }

    private static List<String> warnings(Configuration configuration) {
        try (LogCapture log = LogCapture.of("dev.nexs.orm.hibernate")) {
            configuration.buildSessionFactory().close();
            return List.copyOf(log.lines());
        }
    }

    private static String shown(SessionFactory factory, String setting) {
        return factory.fromTransaction(session ->
                session.createNativeQuery("show " + setting, String.class).getSingleResult());
    }

    private Configuration configuration() {
        return new Configuration()
                .addAnnotatedClass(Product.class)
                .setProperty("nexs.url", node.jdbcUrl())
                .setProperty("nexs.username", node.username())
                .setProperty("nexs.password", node.password());
    }
}
