package dev.nexs.orm.bulk;

import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.bulk.internal.Pipeline;
import dev.nexs.orm.bulk.internal.Units;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Statements of any kind, run in their order, in one transaction, all sent before the first answer is waited for: what takes
 * a round trip for each takes one for all. Each has a result of its own. Not thread-safe; it can be run again.
 *
 * <p>SQL is PostgreSQL's, with {@code ?} for each argument and {@code ??} for a question mark. The server infers what an
 * argument is; where it cannot, cast: {@code ?::int}. If one statement fails, nothing of the batch stays; run again for a
 * passing reason, it is run as a whole.
 */
public final class Batch {

    /** How many statements a batch has at most: the server's answers are held until all are there. */
    public static final int MOST_STATEMENTS = 100_000;

    /** How many batches wait for {@link #executeAsync()} at most; the next is refused. */
    public static final int MOST_WAITING = 1_000;

    private static final int MOST_ARGUMENTS = 65_535;

    private final Units units;
    private final Consumer<TransactionOptions.Builder> options;
    private final List<Pipeline.Statement> statements = new ArrayList<>();

    Batch(Units units) {
        this(units, builder -> {});
    }

    private Batch(Units units, Consumer<TransactionOptions.Builder> options) {
        this.units = units;
        this.options = options;
    }

    /**
     * Adds a statement.
     *
     * @param arguments null, numbers, texts, booleans, enums, UUIDs, byte arrays, all of {@code java.time}, arrays and
     *     collections of these, {@code PGobject}s
     * @throws IllegalArgumentException if its arguments do not match its question marks, or there are too many statements
     */
    public Batch add(String sql, @Nullable Object... arguments) {
        if (statements.size() == MOST_STATEMENTS) {
            throw new IllegalArgumentException(
                    "A batch has at most " + MOST_STATEMENTS + " statements; run this one first");
        }
        if (arguments.length > MOST_ARGUMENTS) {
            throw new IllegalArgumentException("Statement " + (statements.size() + 1) + " has " + arguments.length
                    + " arguments, but at most " + MOST_ARGUMENTS + " are allowed; hand in an array");
        }
        statements.add(Pipeline.Statement.of(statements.size() + 1, sql, arguments));
        return this;
    }

    /** {@return how many statements there are} */
    public int size() {
        return statements.size();
    }

    /** {@return a batch like this one, empty, whose transactions are run as {@code options} say} */
    public Batch with(Consumer<TransactionOptions.Builder> options) {
        return new Batch(units, options);
    }

    /**
     * Runs all statements in one transaction.
     *
     * @return a result for each, in their order
     * @throws BulkException naming the statement that failed
     */
    public List<BatchResult> execute() {
        if (statements.isEmpty()) {
            return List.of();
        }
        List<Pipeline.Statement> all = List.copyOf(statements);
        Pipeline[] last = new Pipeline[1];
        try {
            return units.write(options, connection -> {
                last[0] = new Pipeline(all);
                return last[0].run(connection);
            });
        } catch (SQLException e) {
            Pipeline failed = last[0];
            int number = failed == null ? 0 : failed.failedStatement();
            throw new BulkException(
                    (number == 0 ? "The batch" : "Statement " + number + " of " + all.size())
                            + " failed, and nothing of the"
                            + " batch is stored: " + e.getMessage()
                            + (number == 0 ? "" : ": " + all.get(number - 1).sql()),
                    e,
                    number,
                    0,
                    e.getSQLState(),
                    null,
                    null,
                    null);
        }
    }

    /**
     * Runs all statements on another thread.
     *
     * @throws IllegalStateException inside a session, which is of one thread
     * @throws RejectedExecutionException if {@value #MOST_WAITING} batches wait already
     */
    public CompletableFuture<List<BatchResult>> executeAsync() {
        if (units.isWithin()) {
            throw new IllegalStateException(
                    "A batch of a session runs on the session's thread; use execute(), or Bulk.of(sessionFactory)");
        }
        Batch copy = new Batch(units, options);
        copy.statements.addAll(statements);
        return CompletableFuture.supplyAsync(copy::execute, Async.EXECUTOR);
    }

    /** Threads that end when there is nothing to do; made at the first use. */
    private static final class Async {

        private static final ThreadPoolExecutor EXECUTOR = executor();

        private Async() {}

        private static ThreadPoolExecutor executor() {
            int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
            ThreadPoolExecutor executor = new ThreadPoolExecutor(
                    threads, threads, 200, TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(MOST_WAITING), task -> {
                        Thread thread = new Thread(task, "nexs-batch");
                        thread.setDaemon(true);
                        return thread;
                    });
            executor.allowCoreThreadTimeOut(true);
            return executor;
        }
    }
}
