package dev.nexs.orm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A hot standby refuses serializable transactions, so their reads go to the primary. */
@PostgresCluster(replicas = 1)
class SerializableReadsIT {

    private static Cluster servers;

    @BeforeAll
    static void remember(Cluster cluster) {
        servers = cluster;
    }

    private static Map<String, Object> settings(Map<String, String> more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "nexs.url", servers.jdbcUrl(),
                "nexs.username", servers.username(),
                "nexs.password", servers.password()));
        settings.putAll(more);
        return settings;
    }

    private static NexsDataSource open(Map<String, String> more) {
        NexsDataSource source = NexsDataSource.from(settings(more));
        await().until(() -> source.cluster().nodes().stream()
                .allMatch(node -> node.role() == NodeRole.PRIMARY || node.role() == NodeRole.REPLICA));
        return source;
    }

    private static boolean onReplica(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Test
    void ofReadUnitsASerializableOneIsServedByThePrimaryAndAnotherByAReplica() throws SQLException {
        try (NexsDataSource source = open(Map.of())) {
            TransactionRunner<Connection> units = Transactions.of(source);

            assertThat((boolean)
                            units.read(o -> o.isolation(Isolation.REPEATABLE_READ), SerializableReadsIT::onReplica))
                    .isTrue();
            assertThat((boolean) units.read(
                            o -> o.isolation(Isolation.SERIALIZABLE).deferrable(true), SerializableReadsIT::onReplica))
                    .isFalse();
        }
    }

    @Test
    void whoInsistsOnAReplicaIsToldByTheServer() {
        try (NexsDataSource source = open(Map.of())) {
            assertThatThrownBy(() -> Transactions.of(source)
                            .read(
                                    o -> o.isolation(Isolation.SERIALIZABLE).readPreference(ReadPreference.SECONDARY),
                                    SerializableReadsIT::onReplica))
                    .hasStackTraceContaining("cannot use serializable mode in a hot standby");
        }
    }

    @Test
    void whereAllConnectionsAreSerializableReadersAreServedByThePrimary() throws SQLException {
        try (NexsDataSource source = open(Map.of("nexs.pool.transaction-isolation", "TRANSACTION_SERIALIZABLE"));
                Connection routed = source.routing().getConnection()) {
            assertThat(source.readPreference()).isEqualTo(ReadPreference.PRIMARY);
            routed.setReadOnly(true);
            assertThat(onReplica(routed)).isFalse();
            assertThat((boolean) Transactions.of(source).read(SerializableReadsIT::onReplica))
                    .isFalse();
        }
    }

    @Test
    void aRoutingConnectionThatWasSetSerializableLeadsToThePrimary() throws SQLException {
        try (NexsDataSource source = open(Map.of());
                Connection routed = source.routing().getConnection()) {
            routed.setReadOnly(true);
            routed.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            assertThat(onReplica(routed)).isFalse();
            assertThat(routed.isReadOnly()).isTrue();
        }
    }

    @Test
    void hibernatesReadOnlySessionsAreServedByThePrimaryThen() {
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("serializable");
        settings(Map.of("hibernate.connection.isolation", "SERIALIZABLE")).forEach(configuration::property);
        try (SessionFactory factory = configuration.createEntityManagerFactory()) {
            assertThat((Boolean) factory.withOptions()
                            .readOnly(true)
                            .openSession()
                            .createNativeQuery("select pg_is_in_recovery()", Boolean.class)
                            .getSingleResult())
                    .isFalse();
        }
    }
}
