package dev.nexs.benchmarks.datasource;

import dev.nexs.benchmarks.harness.Report;
import dev.nexs.orm.NexsDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Ten thousand virtual threads that all want one of eight connections. Needs Java 21; says so on an older one. */
final class VirtualThreads {

    private static final int THREADS = 10_000;

    private VirtualThreads() {}

    static void run(Servers servers, Report report) throws Exception {
        if (Runtime.version().feature() < 21) {
            report.note("Virtual threads: not measured, since this Java runtime has none; run with Java 25.");
            return;
        }
        try (NexsDataSource source = Contender.nexs(servers, servers.primary())) {
            run(source, report, "First run, classes are initialised on the way");
            run(source, report, "Second run");
        }
    }

    /** A thread that waits until another has initialised a class holds on to its carrier, whosever class it is. */
    private static void run(NexsDataSource source, Report report, String which) throws Exception {
        try (Pinning pinning = Pinning.watch()) {
            measure(source, report, which + ", getConnection()", source::getConnection);
            measure(source, report, which + ", routing()", source.routing()::getConnection);
            report.note(which + ": " + pinning.summary());
        }
    }

    private static void measure(NexsDataSource source, Report report, String what, Callable<Connection> borrow)
            throws Exception {
        ExecutorService executor = virtualThreads();
        try {
            long start = System.nanoTime();
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                answers.add(executor.submit(() -> select(borrow)));
            }
            long sum = 0;
            for (Future<Integer> answer : answers) {
                sum += answer.get();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            report.note(String.format(
                    Locale.ROOT,
                    "%s, %,d virtual threads over 8 connections: all %,d selects answered in %.2f s.",
                    what,
                    THREADS,
                    sum,
                    seconds));
        } finally {
            executor.shutdownNow();
        }
    }

    private static int select(Callable<Connection> borrow) throws Exception {
        try (Connection connection = borrow.call();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select 1")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** By reflection, since the library is compiled for Java 17. */
    private static ExecutorService virtualThreads() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
}
