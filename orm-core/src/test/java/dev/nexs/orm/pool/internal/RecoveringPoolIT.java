package dev.nexs.orm.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.internal.ConfigurationReader;
import dev.nexs.orm.internal.NexsConfiguration;
import dev.nexs.orm.internal.PoolFactory;
import dev.nexs.orm.observe.Health;
import dev.nexs.orm.pool.Borrowing;
import dev.nexs.orm.pool.NodePool;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A pool whose server goes away and comes back, or has no room. */
@PostgresCluster(
        replicas = 0,
        settings = {"max_connections=14", "superuser_reserved_connections=3"})
class RecoveringPoolIT {

    @Test
    void aServerThatComesBackIsUsedAtOnceHoweverLongItWasAway(Node node) throws Exception {
        NexsConfiguration configuration = ConfigurationReader.read(settings(node, "30s"));
        HikariNodeConnections connections = PoolFactory.connections(configuration);
        NodePool pool = connections.openPool(configuration.nodes().get(0), true, Borrowing.telling(failure -> {}));
        try {
            Borrowing.from(pool, Duration.ofSeconds(30)).close();
            node.kill();
            pool.evictAll();
            CompletableFuture<Long> borrowed = CompletableFuture.supplyAsync(() -> borrow(pool));
            // HikariCP alone would by now pause for more than two and a half seconds between attempts.
            assertThatThrownBy(() -> borrowed.get(4, TimeUnit.SECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);

            node.start();
            long back = System.nanoTime();

            assertThat(Duration.ofNanos(borrowed.get(20, TimeUnit.SECONDS) - back))
                    .isLessThan(Duration.ofMillis(1500));
        } finally {
            pool.close(Duration.ZERO);
            connections.close();
        }
    }

    @Test
    void aServerWithoutRoomIsWaitedForAndNamed(Node node) throws SQLException {
        List<Connection> crowd = new ArrayList<>();
        try (NexsDataSource source = NexsDataSource.from(settings(node, "2s"))) {
            await().untilAsserted(() -> assertThat(source.health().health()).isEqualTo(Health.UP));
            source.getConnection().close();
            try {
                while (true) {
                    crowd.add(node.connect());
                }
            } catch (SQLException full) {
                assertThat(full.getSQLState()).isEqualTo("53300");
            }
            List<Connection> mine = new ArrayList<>();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 11; i++) {
                            mine.add(source.getConnection());
                        }
                    })
                    .isInstanceOf(SQLException.class)
                    .hasStackTraceContaining("connection slots");

            crowd.remove(0).close();
            crowd.remove(0).close();
            mine.add(source.getConnection());
            for (Connection connection : mine) {
                connection.close();
            }
        } finally {
            for (Connection connection : crowd) {
                connection.close();
            }
        }
    }

    private static long borrow(NodePool pool) {
        try (Connection connection = Borrowing.from(pool, Duration.ofSeconds(30))) {
            return connection.isValid(1) ? System.nanoTime() : 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> settings(Node node, String timeout) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("nexs.url", node.jdbcUrl());
        settings.put("nexs.username", node.username());
        settings.put("nexs.password", node.password());
        settings.put("nexs.pool.maximum-size", 11);
        settings.put("nexs.pool.minimum-idle", 1);
        settings.put("nexs.pool.connection-timeout", timeout);
        settings.put("nexs.failover.timeout", "2s");
        return settings;
    }
}
