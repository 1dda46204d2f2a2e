package dev.nexs.orm.hibernate.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** A datasource of ours is recognised wherever it comes in, so tokens are honoured and there is one memory. */
@PostgresCluster(replicas = 1)
class OwnDataSourcesIT {

    private final Cluster cluster;

    OwnDataSourcesIT(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What is handed to Hibernate, or to {@code Transactions}. */
    enum Handed {
        ITSELF(source -> source),
        DELEGATING(DelegatingDataSource::new),
        LAZY(LazyConnectionDataSourceProxy::new),
        TRANSACTION_AWARE(TransactionAwareDataSourceProxy::new);

        private final UnaryOperator<DataSource> wrap;

        Handed(UnaryOperator<DataSource> wrap) {
            this.wrap = wrap;
        }
    }

    @ParameterizedTest
    @EnumSource(Handed.class)
    void readsShowWhatThisThreadWroteThroughSessionsAndConnectionsAlike(Handed handed) throws Exception {
        try (NexsDataSource ours = source()) {
            for (DataSource base : new DataSource[] {ours, ours.routing()}) {
                DataSource given = handed.wrap.apply(base);
                try (SessionFactory factory = factory(Map.of("hibernate.connection.datasource", given))) {
                    Transactions sessions = Transactions.of(factory);
                    TransactionRunner<Connection> connections = Transactions.of(given);
                    cluster.replica(0).pauseReplay();
                    try {
                        sessions.run(session -> session.persist(new Stock(1, 7)));
                        assertThat(sessions.<Integer, RuntimeException>read(
                                        o -> o.transaction(true), session -> session.find(Stock.class, 1L).amount))
                                .isEqualTo(7);
                        assertThat(connections.read(OwnDataSourcesIT::amount)).isEqualTo(7);
                        connections.run(connection -> {
                            try (Statement statement = connection.createStatement()) {
                                statement.execute("update Stock set amount = 8");
                            }
                        });
                        assertThat(sessions.<Integer, RuntimeException>read(
                                        session -> session.find(Stock.class, 1L).amount))
                                .isEqualTo(8);
                    } finally {
                        cluster.replica(0).resumeReplay();
                    }
                }
                cluster.awaitReplication(Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void readUnitsOfAFactoryOverTheRoutingBeanGoToTheReplica() {
        try (NexsDataSource ours = source();
                SessionFactory factory = factory(Map.of("hibernate.connection.datasource", ours.routing()))) {
            cluster.awaitReplication(Duration.ofSeconds(10));
            boolean replica = Transactions.of(factory)
                    .read(session -> session.createNativeQuery("select pg_is_in_recovery()", Boolean.class)
                            .getSingleResult());
            assertThat(replica).isTrue();
        }
    }

    @Test
    void settingsOfUnitsBesideADatasourceAreHonouredWhoseverItIs() {
        try (NexsDataSource ours = source()) {
            for (Map.Entry<String, Object> handed : Map.<String, Object>of(
                            "nexs.datasource",
                            ours,
                            "hibernate.connection.datasource",
                            cluster.primary().dataSource())
                    .entrySet()) {
                Map<String, Object> settings = Map.of(
                        handed.getKey(),
                        handed.getValue(),
                        "nexs.retry.max-attempts",
                        "3",
                        "nexs.retry.initial-delay",
                        "1ms",
                        "nexs.consistency",
                        "none");
                try (SessionFactory factory = factory(settings)) {
                    AtomicInteger attempts = new AtomicInteger();
                    assertThatThrownBy(() -> Transactions.of(factory).run(session -> {
                                attempts.incrementAndGet();
                                throw new SQLException("made up", "40001");
                            }))
                            .isInstanceOf(SQLException.class);
                    assertThat(attempts).as(handed.getKey()).hasValue(3);
                }
            }
        }
    }

    @Test
    void nonsenseBesideADatasourceIsRefused() {
        try (NexsDataSource ours = source()) {
            assertThatThrownBy(() -> factory(Map.of("nexs.datasource", ours, "nexs.retry.jitter", "7")))
                    .hasStackTraceContaining("nexs.retry.jitter = '7' is not allowed");
            try (SessionFactory factory = factory(Map.of(
                    "hibernate.connection.datasource",
                    cluster.primary().dataSource(),
                    "nexs.retry.max-attempts",
                    "many"))) {
                assertThatThrownBy(() -> Transactions.of(factory))
                        .isInstanceOf(NexsConfigurationException.class)
                        .hasMessageContaining("nexs.retry.max-attempts = 'many' is not allowed");
            }
        }
    }

    private static int amount(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select amount from Stock where id = 1")) {
            return row.next() ? row.getInt(1) : -1;
        }
    }

    private NexsDataSource source() {
        NexsDataSource source = NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .build();
        await().until(() -> source.cluster().nodes().stream()
                .allMatch(node -> node.role() == NodeRole.PRIMARY || node.role() == NodeRole.REPLICA));
        return source;
    }

    private static SessionFactory factory(Map<String, Object> settings) {
        Configuration configuration =
                new Configuration().addAnnotatedClass(Stock.class).setProperty("hibernate.hbm2ddl.auto", "create");
        configuration.getProperties().putAll(settings);
        return configuration.buildSessionFactory();
    }
}
