package dev.nexs.orm.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.observe.Health;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@PostgresCluster(replicas = 1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplicaSessionsIT {

    private static final String WHERE = "select pg_is_in_recovery()";

    private NexsDataSource source;
    private SessionFactory factory;

    @BeforeAll
    void open(Cluster cluster) {
        cluster.primary().execute("create table Product (id bigint primary key, name text)");
        source = NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .pool(p -> p.maximumSize(4).replicaMaximumSize(2))
                .build();
        Configuration configuration = new Configuration().addAnnotatedClass(Product.class);
        configuration.getProperties().put("nexs.datasource", source);
        factory = configuration.buildSessionFactory();
        await().until(() -> source.cluster().nodes().stream()
                .map(node -> node.role())
                .toList()
                .containsAll(java.util.List.of(NodeRole.PRIMARY, NodeRole.REPLICA)));
    }

    @AfterAll
    void close() {
        factory.close();
        source.close();
    }

    @Test
    void aReadOnlySessionReadsFromTheReplica() {
        try (Session session = factory.withOptions().readOnly(true).openSession()) {
            assertThat(session.createNativeQuery(WHERE, Boolean.class).getSingleResult())
                    .isTrue();
        }
        try (StatelessSession session =
                factory.withStatelessOptions().readOnly(true).openStatelessSession()) {
            assertThat(session.createNativeQuery(WHERE, Boolean.class).getSingleResult())
                    .isTrue();
        }
    }

    @Test
    void anyOtherSessionIsOnThePrimary() {
        boolean replica = factory.fromTransaction(
                session -> session.createNativeQuery(WHERE, Boolean.class).getSingleResult());

        assertThat(replica).isFalse();
    }

    @Test
    void whatIsWrittenOnThePrimaryArrivesOnTheReplica() {
        factory.inTransaction(session -> session.persist(new Product(10, "lamp")));

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            try (Session session = factory.withOptions().readOnly(true).openSession()) {
                assertThat(session.find(Product.class, 10L)).isNotNull();
            }
        });
    }

    @Test
    void aPreferenceIsHonored() throws SQLException {
        try (Connection replica = source.getConnection(ReadPreference.SECONDARY);
                Connection primary = source.getConnection(ReadPreference.PRIMARY)) {
            assertThat(inRecovery(replica)).isTrue();
            assertThat(inRecovery(primary)).isFalse();
        }
    }

    @Test
    void aRoutedConnectionFollowsTheReadOnlyFlag() throws SQLException {
        try (Connection routed = source.routing().getConnection()) {
            routed.setReadOnly(true);
            assertThat(inRecovery(routed)).isTrue();
        }
        try (Connection routed = source.routing().getConnection()) {
            assertThat(inRecovery(routed)).isFalse();
        }
    }

    @Test
    void poolsHaveTheSizeOfTheirRole() {
        await().untilAsserted(() -> assertThat(source.health().nodes())
                .extracting(node -> node.role(), node -> node.pool().maximum())
                .containsExactlyInAnyOrder(tuple(NodeRole.PRIMARY, 4), tuple(NodeRole.REPLICA, 2)));
    }

    @Test
    void theHealthOfASoundClusterIsUp() {
        await().untilAsserted(() -> {
            assertThat(source.health().health()).isEqualTo(Health.UP);
            assertThat(source.health().reasons()).isEmpty();
        });
    }

    private static boolean inRecovery(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(WHERE)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
