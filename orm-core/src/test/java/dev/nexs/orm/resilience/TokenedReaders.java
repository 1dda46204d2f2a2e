package dev.nexs.orm.resilience;

import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.TransactionRunner;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients that each write a row of their own and read it and a neighbour's, request after request, with nothing handed over
 * but the token as text. Their own row must show what they wrote, and no row may ever show less than before.
 */
final class TokenedReaders {

    static final String CREATE_TABLE = "create table counter(client int primary key, n int not null)";

    private static final String READ = "select mine.n, yours.n, current_setting('port')"
            + " from counter mine, counter yours where mine.client = ? and yours.client = ?";
    private static final int READS_OF_A_REQUEST = 100;

    private final TransactionRunner<Connection> tx;
    private final TransactionRunner<Connection> blind;
    private final int clients;
    private final AtomicLong left;
    private final LongAdder reads = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder wentBack = new LongAdder();
    private final LongAdder controls = new LongAdder();
    private final LongAdder staleControls = new LongAdder();
    private final Map<String, LongAdder> byPort = new ConcurrentHashMap<>();

    TokenedReaders(TransactionRunner<Connection> tx, int clients, long reads) {
        this.tx = tx;
        this.blind = tx.with(o -> o.consistency(Consistency.NONE));
        this.clients = clients;
        this.left = new AtomicLong(reads);
    }

    /**
     * What was counted.
     *
     * @param reads with a token
     * @param stale of them, showed less than their client had written
     * @param wentBack of them, showed less than their client had seen
     * @param byPort how many each node served
     * @param controls reads without a token, one behind each write
     * @param staleControls of them, showed less than their client had written
     */
    record Count(
            long reads, long stale, long wentBack, Map<String, LongAdder> byPort, long controls, long staleControls) {}

    private record Row(int mine, int yours, String port) {}

    Count run() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int id = client;
                running.add(threads.submit(() -> {
                    beClient(id);
                    return null;
                }));
            }
            for (Future<?> client : running) {
                client.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return new Count(reads.sum(), stale.sum(), wentBack.sum(), byPort, controls.sum(), staleControls.sum());
    }

    private void beClient(int client) throws SQLException {
        String token = tx.token().toString();
        int seenOfNeighbour = 0;
        for (int n = 1; left.getAndAdd(-READS_OF_A_REQUEST) > 0; n++) {
            try (ConsistencyScope scope = ConsistencyScope.open(ConsistencyToken.parse(token))) {
                write(client, n);
                controls.increment();
                staleControls.add(read(blind, client).mine() < n ? 1 : 0);
                for (int i = 0; i < READS_OF_A_REQUEST; i++) {
                    Row row = read(tx, client);
                    reads.increment();
                    stale.add(row.mine() < n ? 1 : 0);
                    wentBack.add(row.yours() < seenOfNeighbour ? 1 : 0);
                    seenOfNeighbour = Math.max(seenOfNeighbour, row.yours());
                    byPort.computeIfAbsent(row.port(), port -> new LongAdder()).increment();
                }
                token = scope.token().orElseThrow().toString();
            }
        }
    }

    private void write(int client, int n) throws SQLException {
        tx.run(connection -> {
            try (PreparedStatement update = connection.prepareStatement("update counter set n = ? where client = ?")) {
                update.setInt(1, n);
                update.setInt(2, client);
                update.executeUpdate();
            }
        });
    }

    private Row read(TransactionRunner<Connection> runner, int client) throws SQLException {
        return runner.read(connection -> {
            try (PreparedStatement query = connection.prepareStatement(READ)) {
                query.setInt(1, client);
                query.setInt(2, (client + 1) % clients);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return new Row(row.getInt(1), row.getInt(2), row.getString(3));
                }
            }
        });
    }
}
