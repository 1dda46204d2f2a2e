package dev.nexs.orm.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.cluster.NodesUnavailableException;
import jakarta.persistence.Persistence;
import java.time.Duration;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing listens on these ports. */
class StartWithoutServerTest {

    private static final String URL = "jdbc:postgresql://127.0.0.1:1,127.0.0.1:2/app";

    @AfterEach
    void nothingRunsOn() {
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("nexs-monitor-127.0.0.1:")));
    }

    @Test
    void theFirstLineSaysWhichNodesWereAskedAndWhatTheySaid() {
        assertThatThrownBy(() -> configuration().buildSessionFactory())
                .hasMessageContaining(
                        "No server answered, and the session factory needs one to start: no primary within"
                                + " 400 ms; 127.0.0.1:1: ")
                .hasMessageContaining("; 127.0.0.1:2: ")
                .hasMessageContaining("refused")
                .hasMessageContaining("hibernate.boot.allow_jdbc_metadata_access")
                .hasMessageNotContaining("Unable to determine Dialect")
                .hasRootCauseInstanceOf(NodesUnavailableException.class);
    }

    @Test
    void aPersistenceUnitSaysSoToo() {
        assertThatThrownBy(() -> Persistence.createEntityManagerFactory(
                        "shop", Map.of("nexs.url", URL, "nexs.failover.timeout", "400ms")))
                .hasMessageContaining("No server answered")
                .hasMessageContaining("127.0.0.1:1: ");
    }

    @Test
    void aSharedDatasourceStaysOpen() {
        try (NexsDataSource shared = NexsDataSource.from(Map.of("nexs.url", URL, "nexs.failover.timeout", "400ms"))) {
            Configuration sharing = new Configuration().addAnnotatedClass(Product.class);
            sharing.getProperties().put("nexs.datasource", shared);

            assertThatThrownBy(sharing::buildSessionFactory).hasMessageContaining("No server answered");
            assertThatThrownBy(shared::getConnection).isInstanceOf(NodesUnavailableException.class);
        }
    }

    @Test
    void withADialectAndWithoutMetadataItStartsWithoutWaitingForAServer() {
        long started = System.nanoTime();
        try (SessionFactory factory = withoutMetadata("10m").buildSessionFactory()) {
            assertThat(factory.isOpen()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMinutes(9));
        }
    }

    @Test
    void aFactoryThatStartedWithoutAServerSaysAtItsFirstTransactionWhatIsMissing() {
        try (SessionFactory factory = withoutMetadata("400ms").buildSessionFactory()) {
            assertThatThrownBy(() -> factory.inTransaction(session -> session.find(Product.class, 1L)))
                    .hasStackTraceContaining("no primary within 400 ms; 127.0.0.1:1: ");
        }
    }

    private static Configuration withoutMetadata(String failoverTimeout) {
        return configuration()
                .setProperty("nexs.failover.timeout", failoverTimeout)
                .setProperty("hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect")
                .setProperty("hibernate.boot.allow_jdbc_metadata_access", "false");
    }

    @Test
    void withAProductAndItsVersionAndWithoutMetadataItStarts() {
        Configuration configuration = configuration()
                .setProperty("jakarta.persistence.database-product-name", "PostgreSQL")
                .setProperty("jakarta.persistence.database-product-version", "16.0")
                .setProperty("hibernate.boot.allow_jdbc_metadata_access", "false");
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            assertThat(factory.isOpen()).isTrue();
        }
    }

    @Test
    void withADialectAloneItStartsWhenTheFailoverTimeoutIsOver() {
        Configuration configuration =
                configuration().setProperty("hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect");
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            assertThat(factory.isOpen()).isTrue();
        }
    }

    private static Configuration configuration() {
        return new Configuration()
                .addAnnotatedClass(Product.class)
                .setProperty("nexs.url", URL)
                .setProperty("nexs.failover.timeout", "400ms");
    }
}
