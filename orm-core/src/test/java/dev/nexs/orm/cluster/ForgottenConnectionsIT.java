package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.ClusterEvent.ConnectionsReplaced;
import dev.nexs.orm.cluster.ClusterEvent.NodeSuspected;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A firewall or a router that loses its table: what is open leads nowhere, what is opened anew works. */
@PostgresCluster(replicas = 0)
class ForgottenConnectionsIT {

    private static final int POOL = 8;

    private Cluster servers;
    private WatchedCluster watched;

    @BeforeEach
    void fillPool(Cluster cluster) throws SQLException {
        servers = cluster;
        watched = WatchedCluster.of(
                servers.proxiedJdbcUrl(),
                servers.primary(),
                Map.of("nexs.pool.maximum-size", POOL),
                builder -> builder.failureThreshold(5));
        watched.awaitActive(1);
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            all.add(watched.router.primary());
        }
        for (Connection one : all) {
            one.close();
        }
    }

    @AfterEach
    void close() {
        watched.close();
    }

    @Test
    void idleConnectionsAreReplacedBeforeABorrowerFindsThem() throws SQLException {
        servers.primary().proxy().forget();

        assertThat(watched.awaitEvent(ConnectionsReplaced.class).node()).endsWith(":" + port());
        for (int i = 0; i < POOL; i++) {
            long started = System.nanoTime();
            watched.readPort(ReadPreference.PRIMARY);
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void aServerThatWasBusyForAWhileKeepsItsConnections() throws SQLException {
        Set<Integer> before = sessions();
        servers.primary().pause();
        Instant suspected = watched.awaitEvent(NodeSuspected.class).at();
        await().until(() -> Instant.now().isAfter(suspected.plus(Duration.ofMillis(300))));
        servers.primary().resume();

        watched.awaitActive(1);
        assertThat(watched.events(ConnectionsReplaced.class)).isEmpty();
        assertThat(sessions()).isEqualTo(before).hasSize(POOL);
    }

    private int port() {
        return servers.primary().proxy().port();
    }

    /** Process ids of the pool's sessions. */
    private Set<Integer> sessions() throws SQLException {
        Set<Integer> ids = new TreeSet<>();
        try (Connection connection =
                        servers.primary().connectAs(servers.primary().superuser());
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select pid from pg_stat_activity where application_name = 'nexs'")) {
            while (row.next()) {
                ids.add(row.getInt(1));
            }
        }
        return ids;
    }
}
