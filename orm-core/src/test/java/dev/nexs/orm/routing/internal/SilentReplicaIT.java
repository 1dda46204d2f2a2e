package dev.nexs.orm.routing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A replica that is stopped, not dead: its kernel still takes connections and requests, and nobody answers them. */
@PostgresCluster(replicas = 2)
class SilentReplicaIT {

    private static final int READERS = 6;

    private volatile boolean over;

    @Test
    void readsGoOnAtTheOtherReplica(Cluster servers) throws Exception {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        AtomicLong reads = new AtomicLong();
        AtomicLong longest = new AtomicLong();
        try (NexsDataSource dataSource = NexsDataSource.builder()
                .url(servers.jdbcUrl())
                .username(servers.username())
                .password(servers.password())
                .build()) {
            TransactionRunner<Connection> tx = Transactions.of(dataSource);
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Thread reader = new Thread(() -> {
                    while (!over) {
                        long began = System.nanoTime();
                        try {
                            tx.read(o -> o.readPreference(ReadPreference.SECONDARY_PREFERRED), SilentReplicaIT::port);
                            reads.incrementAndGet();
                        } catch (SQLException | RuntimeException e) {
                            failures.add(e);
                        }
                        longest.accumulateAndGet(System.nanoTime() - began, Math::max);
                    }
                });
                reader.start();
                readers.add(reader);
            }
            await(reads, 200);
            Node silent = servers.replica(0);
            silent.pause();
            try {
                Awaitility.await()
                        .atMost(20, TimeUnit.SECONDS)
                        .until(() -> dataSource.cluster().nodes().stream()
                                .anyMatch(node -> node.id().endsWith(":" + silent.port())
                                        && !node.state().name().equals("ACTIVE")));
                await(reads, reads.get() + 500);
            } finally {
                silent.resume();
            }
            over = true;
            for (Thread reader : readers) {
                reader.join(20_000);
                assertThat(reader.isAlive()).isFalse();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(Duration.ofNanos(longest.get())).isLessThan(Duration.ofSeconds(15));
    }

    private static void await(AtomicLong reads, long enough) {
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> reads.get() >= enough);
    }

    private static int port(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select inet_server_port()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
