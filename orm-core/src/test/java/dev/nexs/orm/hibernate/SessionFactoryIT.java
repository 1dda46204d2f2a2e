package dev.nexs.orm.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.LogCapture;
import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class SessionFactoryIT {

    private Node node;

    @BeforeEach
    void remember(Node server) {
        node = server;
        node.execute("drop table if exists Product", "create table Product (id bigint primary key, name text)");
    }

    @Test
    void theUrlAloneIsEnough() {
        try (SessionFactory factory = configuration().buildSessionFactory()) {
            factory.inTransaction(session -> session.persist(new Product(1, "lamp")));
            String name = factory.fromTransaction(session -> session.find(Product.class, 1L).name);

            assertThat(name).isEqualTo("lamp");
            assertThat(provider(factory)).isInstanceOf(NexsConnectionProvider.class);
            assertThat(provider(factory).unwrap(NexsDataSource.class)).isNotNull();
        }
    }

    @Test
    void whatHibernateLogsAtStartNamesTheNodesAndNoSecret() {
        try (SessionFactory factory = configuration().buildSessionFactory()) {
            var database = factory.unwrap(SessionFactoryImplementor.class).getJdbcServices();
            String info = provider(factory)
                    .getDatabaseConnectionInfo(
                            database.getDialect(), database.getJdbcEnvironment().getExtractedDatabaseMetaData())
                    .toInfoString();

            assertThat(info)
                    .contains("Nodes: " + node.host() + ":" + node.port() + " (primary)", "Database version: 18")
                    .doesNotContain(node.password(), "undefined");
        }
    }

    @Test
    void persistenceXmlCarriesTheSettings() {
        try (EntityManagerFactory factory = Persistence.createEntityManagerFactory(
                "shop",
                Map.of(
                        "nexs.url",
                        node.jdbcUrl(),
                        "nexs.username",
                        node.username(),
                        "nexs.password",
                        node.password()))) {
            factory.runInTransaction(em -> em.persist(new Product(2, "desk")));

            assertThat(factory.<String>callInTransaction(em -> em.find(Product.class, 2L).name))
                    .isEqualTo("desk");
            NexsDataSource source =
                    provider(factory.unwrap(SessionFactory.class)).unwrap(NexsDataSource.class);
            assertThat(source.health().nodes().get(0).pool().maximum()).isEqualTo(3);
        }
    }

    @Test
    void aPersistenceConfigurationInCodeCarriesThem() {
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("inCode")
                .managedClass(Product.class)
                .property("nexs.url", node.jdbcUrl())
                .property("nexs.username", node.username())
                .property("nexs.password", node.password());
        try (SessionFactory factory = configuration.createEntityManagerFactory()) {
            factory.inTransaction(session -> session.persist(new Product(3, "chair")));

            assertThat(provider(factory)).isInstanceOf(NexsConnectionProvider.class);
        }
    }

    @Test
    void aTransactionBorrowsItsConnectionAtTheFirstStatement() {
        try (SessionFactory factory = configuration().buildSessionFactory()) {
            NexsDataSource source = provider(factory).unwrap(NexsDataSource.class);
            factory.inTransaction(session -> {
                assertThat(active(source)).isZero();
                session.find(Product.class, 1L);
                assertThat(active(source)).isEqualTo(1);
            });
            assertThat(active(source)).isZero();
        }
    }

    @Test
    void withoutDelayedAcquisitionTransactionsStillCommit() {
        Configuration configuration =
                configuration().setProperty("hibernate.connection.provider_disables_autocommit", "false");
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            factory.inTransaction(session -> session.persist(new Product(4, "shelf")));
            assertThatThrownBy(() -> factory.inTransaction(session -> {
                        session.persist(new Product(5, "never"));
                        session.flush();
                        throw new IllegalStateException("changed my mind");
                    }))
                    .hasMessage("changed my mind");

            assertThat(count(factory)).isEqualTo(1);
        }
    }

    @Test
    void aRollbackUndoesEverythingAlsoOnASharedDatasourceThatCommitsByItself() {
        try (NexsDataSource shared = shared();
                SessionFactory factory = sharing(shared).buildSessionFactory()) {
            assertThatThrownBy(() -> factory.inTransaction(session -> {
                        session.persist(new Product(6, "never"));
                        session.flush();
                        throw new IllegalStateException("changed my mind");
                    }))
                    .hasMessage("changed my mind");

            assertThat(count(factory)).isZero();
        }
    }

    @Test
    void closingTheFactoryClosesADatasourceOfItsOwn() {
        SessionFactory factory = configuration().buildSessionFactory();
        NexsDataSource source = provider(factory).unwrap(NexsDataSource.class);

        factory.close();

        assertThatThrownBy(source::getConnection)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("closed");
        // HikariCP does not wait for this thread, so it may take a moment to end
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread ->
                        thread.getName().startsWith("nexs-") && thread.getName().contains("housekeeper")));
    }

    @Test
    void closingTheFactoryLeavesASharedDatasourceOpen() throws SQLException {
        try (NexsDataSource shared = shared()) {
            SessionFactory factory = sharing(shared).buildSessionFactory();
            assertThat(provider(factory).unwrap(NexsDataSource.class)).isSameAs(shared);
            factory.close();

            try (Connection connection = shared.getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
        }
    }

    @Test
    void settingsThatHaveNoEffectBesideASharedDatasourceAreRefused() {
        try (NexsDataSource shared = shared()) {
            assertThatThrownBy(() -> sharing(shared)
                            .setProperty("nexs.pool.maximum-size", "3")
                            .setProperty("nexs.retry.max-attempts", "5")
                            .buildSessionFactory())
                    .hasStackTraceContaining("nexs.pool.maximum-size has no effect beside nexs.datasource")
                    .satisfies(e -> assertThat(e).rootCause().hasMessageNotContaining("nexs.retry"));
        }
    }

    @Test
    void anUnknownSettingFailsTheBootAndSuggestsTheNearest() {
        assertThatThrownBy(() -> configuration()
                        .setProperty("nexs.pool.maxmum-size", "3")
                        .buildSessionFactory())
                .hasStackTraceContaining("nexs.pool.maxmum-size is unknown; did you mean nexs.pool.maximum-size?")
                .satisfies(e -> assertThat(e).hasRootCauseInstanceOf(NexsConfigurationException.class));
    }

    @Test
    void aReadOnlySessionRefusesToWriteAndDoesNotFillTheCaches() {
        try (SessionFactory factory = configuration().buildSessionFactory()) {
            try (Session session = factory.withOptions().readOnly(true).openSession()) {
                assertThat(session.getCacheMode()).isEqualTo(CacheMode.GET);
                assertThatThrownBy(() -> session.doWork(connection ->
                                connection.createStatement().executeUpdate("insert into Product values (7, 'x')")))
                        .hasStackTraceContaining("read-only transaction");
            }
            try (Session session = factory.withOptions()
                    .readOnly(true)
                    .initialCacheMode(CacheMode.IGNORE)
                    .openSession()) {
                assertThat(session.getCacheMode()).isEqualTo(CacheMode.IGNORE);
            }
            try (Session session = factory.openSession()) {
                assertThat(session.getCacheMode()).isEqualTo(CacheMode.NORMAL);
            }
            assertThat(((SharedSessionContractImplementor) factory.openStatelessSession()).getCacheMode())
                    .isNotNull();
        }
    }

    @Test
    void aConnectionThatWasReadOnlyIsNotReadOnlyForTheNextBorrower() {
        try (SessionFactory factory =
                configuration().setProperty("nexs.pool.maximum-size", "1").buildSessionFactory()) {
            try (Session session = factory.withOptions().readOnly(true).openSession()) {
                session.createSelectionQuery("from Product", Product.class).getResultList();
            }
            factory.inTransaction(session -> session.persist(new Product(8, "bed")));

            assertThat(count(factory)).isEqualTo(1);
        }
    }

    @Test
    void theEnvironmentGivesTheUrlWhereNothingElseDoes() {
        StandardServiceRegistryBuilder builder = new StandardServiceRegistryBuilder();
        new NexsServiceContributor(Map.of("NEXS_URL", node.jdbcUrl(), "NEXS_POOL_MAXIMUM_SIZE", "4"))
                .contribute(builder);

        assertThat(builder.getSettings())
                .containsEntry("nexs.url", node.jdbcUrl())
                .containsEntry("nexs.pool.maximum-size", "4")
                .containsEntry("hibernate.connection.provider_class", NexsConnectionProvider.class);
    }

    @Test
    void theEnvironmentDoesNotTakeOverAnotherDatasource() {
        StandardServiceRegistryBuilder builder = new StandardServiceRegistryBuilder()
                .applySetting("jakarta.persistence.jdbc.url", "jdbc:postgresql://elsewhere/app");
        new NexsServiceContributor(Map.of("NEXS_URL", node.jdbcUrl())).contribute(builder);

        assertThat(builder.getSettings()).doesNotContainKeys("nexs.url", "hibernate.connection.provider_class");
    }

    @Test
    void settingsWinOverTheEnvironment() {
        StandardServiceRegistryBuilder builder =
                new StandardServiceRegistryBuilder().applySetting("nexs.url", "jdbc:postgresql://mine/app");
        new NexsServiceContributor(Map.of("NEXS_URL", node.jdbcUrl(), "NEXS_USERNAME", "env")).contribute(builder);

        assertThat(builder.getSettings())
                .containsEntry("nexs.url", "jdbc:postgresql://mine/app")
                .containsEntry("nexs.username", "env");
    }

    @Test
    void anExplicitProviderIsLeftAlone() {
        StandardServiceRegistryBuilder builder = new StandardServiceRegistryBuilder()
                .applySetting("nexs.url", "jdbc:postgresql://mine/app")
                .applySetting("hibernate.connection.provider_class", "my.own.Provider");
        new NexsServiceContributor(Map.of()).contribute(builder);

        assertThat(builder.getSettings())
                .containsEntry("hibernate.connection.provider_class", "my.own.Provider")
                .doesNotContainKey("hibernate.connection.provider_disables_autocommit");
    }

    @Test
    void besideAProviderForTenantsTheUrlIsNamedInAWarning() {
        StandardServiceRegistryBuilder builder = new StandardServiceRegistryBuilder()
                .applySetting("nexs.url", "jdbc:postgresql://mine/app")
                .applySetting("hibernate.multi_tenant_connection_provider", "my.own.Tenants");
        try (LogCapture log = LogCapture.of("dev.nexs.orm.hibernate")) {
            new NexsServiceContributor(Map.of()).contribute(builder);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .startsWith("WARN hibernate.multi_tenant_connection_provider is set")
                    .contains("nexs.url has no effect");
        }
        assertThat(builder.getSettings()).doesNotContainKey("hibernate.connection.provider_class");
    }

    private Configuration configuration() {
        return new Configuration()
                .addAnnotatedClass(Product.class)
                .setProperty("nexs.url", node.jdbcUrl())
                .setProperty("nexs.username", node.username())
                .setProperty("nexs.password", node.password());
    }

    private NexsDataSource shared() {
        return NexsDataSource.builder()
                .url(node.jdbcUrl())
                .username(node.username())
                .password(node.password())
                .build();
    }

    private static Configuration sharing(NexsDataSource shared) {
        Configuration configuration = new Configuration().addAnnotatedClass(Product.class);
        configuration.getProperties().put("nexs.datasource", shared);
        return configuration;
    }

    private static long count(SessionFactory factory) {
        return factory.fromTransaction(
                session -> session.createSelectionQuery("select count(*) from Product", Long.class)
                        .getSingleResult());
    }

    private static int active(NexsDataSource source) {
        return source.health().nodes().get(0).pool().active();
    }

    private static ConnectionProvider provider(SessionFactory factory) {
        return ((SessionFactoryImplementor) factory).getServiceRegistry().requireService(ConnectionProvider.class);
    }
}
