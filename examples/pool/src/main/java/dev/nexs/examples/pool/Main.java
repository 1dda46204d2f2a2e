package dev.nexs.examples.pool;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsDataSourceBuilder;
import dev.nexs.testing.Cluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Eight workers share four connections; then the datasource is closed while somebody still works. */
public final class Main {

    private static final int WORKERS = 8;
    private static final int INSERTS = 50;
    private static final int CONNECTIONS = 4;

    private Main() {}

    /** Runs against the server of {@code NEXS_URL}, or against one that it starts. */
    public static void main(String[] arguments) throws Exception {
        if (System.getenv("NEXS_URL") != null) {
            run(NexsDataSource.builder().url(System.getenv("NEXS_URL")));
            return;
        }
        try (Cluster server = Cluster.start(c -> c.replicas(0))) {
            run(NexsDataSource.builder()
                    .url(server.jdbcUrl())
                    .username(server.username())
                    .password(server.password()));
        }
    }

    private static void run(NexsDataSourceBuilder builder) throws Exception {
        NexsDataSource source = builder.applicationName("pool-example")
                .pool(p -> p.maximumSize(CONNECTIONS)
                        .minimumIdle(2)
                        .warmUp(true)
                        .connectionTimeout(Duration.ofSeconds(5))
                        .leakDetection(Duration.ofSeconds(20))
                        .drainTimeout(Duration.ofSeconds(10)))
                .build();
        try {
            createTable(source);
            work(source);
            System.out.println(source.health());
        } finally {
            closeWhileSomebodyWorks(source);
        }
    }

    private static void createTable(NexsDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists pool_example");
            statement.execute("create table pool_example (worker int, done int)");
        }
    }

    private static void work(NexsDataSource source) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int worker = 0; worker < WORKERS; worker++) {
                int number = worker;
                workers.add(executor.submit(() -> {
                    insert(source, number);
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            executor.shutdown();
        }
        System.out.println(
                WORKERS + " workers did " + count(source) + " inserts with at most " + CONNECTIONS + " connections");
    }

    private static void insert(NexsDataSource source, int worker) throws SQLException {
        for (int i = 0; i < INSERTS; i++) {
            try (Connection connection = source.getConnection();
                    PreparedStatement insert = connection.prepareStatement("insert into pool_example values (?, ?)")) {
                insert.setInt(1, worker);
                insert.setInt(2, i);
                insert.executeUpdate();
            }
        }
    }

    private static int count(NexsDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pool_example")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void closeWhileSomebodyWorks(NexsDataSource source) throws Exception {
        Connection held = source.getConnection();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(source::close);
        boolean refused = false;
        while (!refused) {
            try (Connection early = source.getConnection()) {
                early.isValid(1);
            } catch (SQLException e) {
                refused = true;
                System.out.println("a late borrower: " + e.getMessage());
            }
        }
        held.close();
        closing.get();
        System.out.println("closed after the last borrower");
    }
}
