package dev.nexs.orm.resilience;

import dev.nexs.orm.CommitOutcomeUnknownException;
import dev.nexs.orm.TransactionRunner;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Threads that each write one row after another and tell the checker what they were told, until finished. */
final class LedgerWriters {

    private static final int THREADS = 4;
    private static final long PACE = Duration.ofMillis(2).toNanos();

    /** How a unit is run. */
    @FunctionalInterface
    interface Write {
        void run(TransactionRunner<Connection> tx, long number) throws SQLException;
    }

    private final LedgerChecker checker;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean finished;

    LedgerWriters(TransactionRunner<Connection> tx, LedgerChecker checker, Write write) {
        this.checker = checker;
        for (int i = 0; i < THREADS; i++) {
            running.add(threads.submit(() -> loop(tx, write)));
        }
    }

    /** As an application does. */
    static void once(TransactionRunner<Connection> tx, long number) throws SQLException {
        tx.run(connection -> insert(connection, number));
    }

    /** The mistake that commit resolution is there to prevent: what got no answer is done again. */
    static void blindlyAgain(TransactionRunner<Connection> tx, long number) throws SQLException {
        try {
            once(tx, number);
        } catch (CommitOutcomeUnknownException e) {
            once(tx, number);
        }
    }

    /** Returns when so many more units than now were acknowledged. */
    void awaitAcknowledged(int more) {
        long target = checker.acknowledged() + more;
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> checker.acknowledged() >= target);
    }

    /** Lets every writer end the unit it is in. */
    void finish() throws Exception {
        finished = true;
        for (Future<?> writer : running) {
            writer.get(90, TimeUnit.SECONDS);
        }
        threads.shutdown();
    }

    private void loop(TransactionRunner<Connection> tx, Write write) {
        while (!finished) {
            long number = checker.next();
            try {
                write.run(tx, number);
                checker.acknowledged(number);
            } catch (SQLException | RuntimeException e) {
                checker.failed(number, e);
            }
            LockSupport.parkNanos(PACE);
        }
    }

    private static void insert(Connection connection, long number) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into ledger values (" + number + ")");
        }
    }
}
