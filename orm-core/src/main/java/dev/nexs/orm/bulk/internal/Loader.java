package dev.nexs.orm.bulk.internal;

import dev.nexs.orm.CommitOutcomeUnknownException;
import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.TransactionOptions;
import dev.nexs.orm.bulk.BulkException;
import dev.nexs.orm.bulk.BulkOptions;
import dev.nexs.orm.bulk.BulkProgress;
import dev.nexs.orm.bulk.BulkResult;
import dev.nexs.orm.bulk.CommitMode;
import dev.nexs.orm.bulk.OnError;
import dev.nexs.orm.bulk.Reject;
import dev.nexs.orm.bulk.internal.Sink.Counts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one load: the caller's thread takes rows and encodes them into segments, senders of their own send and commit them.
 * While a segment is on its way the next one is being filled; when all are under way the caller waits, so that memory is
 * bounded by the number of connections, whatever the input. A transaction is open only while a full segment is sent, never
 * while the input is waited for; with {@link CommitMode#AT_END} it is open throughout.
 *
 * <p>Within a session's own transaction there are no senders: the caller's thread does both in turn.
 *
 * @param <T> what the rows are
 */
public final class Loader<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Loader.class);
    private static final AtomicInteger LOADS = new AtomicInteger();
    private static final long LOOK_MILLIS = 50;
    private static final long PROGRESS_NANOS = 250_000_000;
    private static final long RATIO_FROM_ROWS = 1000;
    private static final long LOCK_LOOK_MILLIS = 200;
    private static final int DEADLINE_CHECK_ROWS = 256;

    private final Units units;
    private final BulkOptions options;
    private final Sink sink;
    private final RowEncoder<T> encoder;
    private final RowBlame blame;
    private final Consumer<TransactionOptions.Builder> unitOptions;
    private final int senders;
    private final BlockingQueue<Segment> empty;
    private final BlockingQueue<Segment> full;
    private final CountDownLatch sent;
    private final Set<PGConnection> active = ConcurrentHashMap.newKeySet();
    private final Account account = new Account();
    private final long begin = System.nanoTime();
    private volatile boolean inputEnded;
    private volatile @Nullable Throwable failure;
    private long nextProgress;

    /** A load that has not begun. */
    public Loader(
            Units units,
            BulkOptions options,
            Sink sink,
            RowEncoder<T> encoder,
            Consumer<TransactionOptions.Builder> unitOptions) {
        this.units = units;
        this.options = options;
        this.sink = sink;
        this.encoder = encoder;
        this.blame = new RowBlame(encoder.subject(), encoder.targets(), options.maskValues());
        this.unitOptions = unitOptions;
        this.senders = units.isWithin() ? 0 : options.parallelism();
        this.empty = new ArrayBlockingQueue<>(senders + 1);
        this.full = new ArrayBlockingQueue<>(senders + 1);
        this.sent = new CountDownLatch(senders);
        boolean keepRows = options.onError() == OnError.ISOLATE || sink.needsRows();
        for (int i = 0; i <= senders; i++) {
            empty.add(new Segment(keepRows));
        }
    }

    /** Sums over all senders. */
    private final class Account {

        private long inserted;
        private long updated;
        private long unchanged;
        private long bytes;
        private long chunks;
        private long retries;
        private final List<Reject> rejects = new ArrayList<>();
        private long committedAtEnd;
        private @Nullable ConsistencyToken token;

        synchronized void add(Segment segment, Isolation.Outcome outcome) {
            inserted += outcome.counts().inserted();
            updated += outcome.counts().updated();
            unchanged += outcome.counts().unchanged();
            bytes += segment.bytes();
            chunks++;
            for (Reject reject : outcome.rejects()) {
                rejects.add(reject);
                options.onReject().accept(reject);
            }
            if (options.onOutcome() != null) {
                outcome.counts().outcomes().forEach(options.onOutcome());
            }
            refuseTooMany(false);
        }

        synchronized void refuseTooMany(boolean end) {
            long rows = inserted + updated + unchanged + rejects.size();
            double ratio = rejects.isEmpty() ? 0 : (double) rejects.size() / rows;
            boolean tooMany = rejects.size() > options.maxRejects();
            if (tooMany || (ratio > options.maxRejectRatio() && (end || rows >= RATIO_FROM_ROWS))) {
                Reject first = rejects.get(0);
                throw new BulkException(
                        rejects.size() + " of " + rows + " rows of " + encoder.subject() + " were rejected, but "
                                + (tooMany
                                        ? "maxRejects is " + options.maxRejects()
                                        : "maxRejectRatio is " + options.maxRejectRatio())
                                + "; the first is row " + first.rowNumber() + ": " + first.reason(),
                        null,
                        first.rowNumber(),
                        committed(),
                        first.sqlState(),
                        first.constraint(),
                        first.attribute(),
                        first.column());
            }
        }

        synchronized long committed() {
            return units.isWithin() ? 0 : options.commit() == CommitMode.AT_END ? committedAtEnd : inserted + updated;
        }

        synchronized void committedAtEnd(Counts counts) {
            committedAtEnd += counts.inserted() + counts.updated();
        }

        synchronized void retried() {
            retries++;
        }

        synchronized void covered(@Nullable ConsistencyToken other) {
            token = token == null || other == null ? other : token.merge(other);
        }

        synchronized BulkProgress progress() {
            long rows = inserted + updated + unchanged;
            long nanos = System.nanoTime() - begin;
            Duration remaining = options.expectedRows() < 0 || rows == 0
                    ? null
                    : Duration.ofNanos((long) ((double) nanos / rows * Math.max(0, options.expectedRows() - rows)));
            return new BulkProgress(rows, rejects.size(), bytes, Duration.ofNanos(nanos), remaining);
        }

        synchronized BulkResult result() {
            return new BulkResult(
                    inserted + updated,
                    inserted,
                    updated,
                    unchanged,
                    bytes,
                    chunks,
                    retries,
                    rejects,
                    encoder.warnings(),
                    Duration.ofNanos(System.nanoTime() - begin),
                    token);
        }
    }

    /** Loads all rows. */
    public BulkResult run(Iterator<? extends T> rows) {
        List<Thread> threads = start();
        try {
            feed(rows);
        } catch (Throwable e) {
            fail(e);
        } finally {
            inputEnded = true;
            join(threads);
        }
        Throwable thrown = failure;
        if (thrown != null) {
            throw asThrown(thrown);
        }
        account.refuseTooMany(true);
        options.onProgress().accept(account.progress());
        return account.result();
    }

    private List<Thread> start() {
        List<Thread> threads = new ArrayList<>();
        int load = senders == 0 ? 0 : LOADS.incrementAndGet();
        for (int i = 1; i <= senders; i++) {
            Runnable sender = ConsistencyScope.current()
                    .map(scope -> scope.wrap((Runnable) this::send))
                    .orElse(this::send);
            Thread thread = new Thread(sender, "nexs-bulk-" + load + "-" + i);
            thread.setDaemon(true);
            thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    /** Senders end by themselves: behind the last segment, or when a failure is known. They are waited for in any case. */
    private void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join(LOOK_MILLIS);
                    look();
                } catch (InterruptedException e) {
                    interrupted = true;
                    fail(new BulkException("The load of " + encoder.subject() + " was interrupted", e));
                } catch (RuntimeException e) {
                    fail(e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void feed(Iterator<? extends T> rows) throws SQLException, InterruptedException {
        long number = 0;
        while (rows.hasNext() && failure == null) {
            Segment segment = take();
            segment.begin(number + 1);
            while (segment.rows() < options.chunkRows()
                    && (segment.rows() % DEADLINE_CHECK_ROWS != 0 || segment.bytes() < options.chunkBytes())
                    && rows.hasNext()) {
                T row = rows.next();
                number++;
                encode(row, number, segment);
                if (number % DEADLINE_CHECK_ROWS == 0) {
                    look();
                    if (segment.bytes() >= options.chunkBytes()) {
                        break;
                    }
                }
            }
            if (senders == 0) {
                account.add(segment, inOneUnit(segment));
                empty.add(segment);
                look();
            } else {
                full.add(segment);
            }
        }
    }

    @SuppressWarnings("NullAway") // an iterator may return null, whatever its type says
    private void encode(T row, long number, Segment segment) {
        if (row == null) {
            throw new BulkException("Row " + number + " of " + encoder.subject() + " is null", null);
        }
        try {
            Consumer<Object> check = options.check();
            if (check != null) {
                check(check, row);
            }
            encoder.encode(row, segment);
        } catch (UnsuitableValueException e) {
            if (options.onError() == OnError.FAIL) {
                throw new Unsuitable(segment, segment.rows(), e);
            }
            segment.rowRejected(row, e);
            return;
        }
        segment.rowDone(row);
    }

    private static void check(Consumer<Object> check, Object row) {
        try {
            check.accept(row);
        } catch (RuntimeException e) {
            throw new UnsuitableValueException("22000", "The check refused it", null, null, e);
        }
    }

    /** A row that cannot be encoded, until it is known how many rows are committed. */
    private static final class Unsuitable extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final transient Segment segment;
        private final int row;
        private final UnsuitableValueException problem;

        Unsuitable(Segment segment, int row, UnsuitableValueException problem) {
            super(problem);
            this.segment = segment;
            this.row = row;
            this.problem = problem;
        }
    }

    /** A segment that could not be sent, until it is known how many rows are committed. */
    private static final class Unsent extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final transient Segment segment;

        Unsent(Segment segment, Throwable cause) {
            super(cause);
            this.segment = segment;
        }
    }

    private Segment take() throws InterruptedException {
        while (true) {
            Segment segment = empty.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            look();
            if (segment != null) {
                return segment;
            }
        }
    }

    /** What the caller's thread does now and then: tell how far it is, and see whether to stop. */
    private void look() {
        long now = System.nanoTime();
        if (now - begin >= nextProgress) {
            nextProgress = now - begin + PROGRESS_NANOS;
            options.onProgress().accept(account.progress());
        }
        if (failure != null) {
            throw new Stopped();
        }
        if (options.cancelWhen().getAsBoolean()) {
            throw new BulkException("The load of " + encoder.subject() + " was canceled", null);
        }
        Duration deadline = options.deadline();
        if (deadline != null && now - begin > deadline.toNanos()) {
            throw new BulkException(
                    "The load of " + encoder.subject() + " did not end within its deadline of " + deadline, null);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new BulkException("The load of " + encoder.subject() + " was interrupted", null);
        }
    }

    /** Somebody else has failed. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super(null, null, false, false);
        }
    }

    private void fail(Throwable thrown) {
        if (thrown instanceof Stopped) {
            return;
        }
        synchronized (account) {
            if (failure == null) {
                failure = thrown;
            }
        }
        for (PGConnection each : active) {
            try {
                each.cancelQuery();
            } catch (SQLException e) {
                LOG.debug("A COPY of a load that has failed could not be canceled; it ends by itself", e);
            }
        }
    }

    private RuntimeException asThrown(Throwable thrown) {
        if (thrown instanceof Unsuitable unsuitable) {
            return blame.exception(unsuitable.segment, unsuitable.row, unsuitable.problem, account.committed());
        }
        if (thrown instanceof Unsent unsent) {
            Throwable cause = unsent.getCause();
            for (Throwable each = cause; each != null; each = each.getCause()) {
                if (each instanceof CommitOutcomeUnknownException) {
                    return outcomeUnknown(unsent.segment, cause);
                }
                if (each instanceof SQLException failed) {
                    return blame.exception(unsent.segment, failed, account.committed());
                }
            }
            return cause instanceof BulkException own ? own : wrapped(cause == null ? unsent : cause);
        }
        if (thrown instanceof BulkException own) {
            long committed = account.committed();
            return own.committedRows() == committed || own.getMessage() == null
                    ? own
                    : new BulkException(
                            own.getMessage() + RowBlame.committed(committed),
                            own,
                            own.rowNumber(),
                            committed,
                            own.sqlState(),
                            own.constraint(),
                            own.attribute(),
                            own.column());
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof SQLException failed) {
            return new BulkException(
                    "The load of " + encoder.subject() + " failed: " + failed.getMessage()
                            + RowBlame.committed(account.committed()),
                    failed,
                    0,
                    account.committed(),
                    failed.getSQLState(),
                    null,
                    null,
                    null);
        }
        return wrapped(thrown);
    }

    private BulkException wrapped(@Nullable Throwable thrown) {
        return new BulkException(
                "The load of " + encoder.subject() + " failed: " + thrown + RowBlame.committed(account.committed()),
                thrown,
                0,
                account.committed(),
                null,
                null,
                null,
                null);
    }

    private BulkException outcomeUnknown(Segment segment, @Nullable Throwable cause) {
        return new BulkException(
                "Whether rows " + segment.rowNumber(0) + " to " + segment.rowNumber(segment.rows() - 1) + " of "
                        + encoder.subject() + " are committed is not known: the answer to their COMMIT was lost and"
                        + " could not be found out; create the table of dev.nexs.orm.resilience.CommitMarkers to know it"
                        + " across a failover" + RowBlame.committed(account.committed()) + " for certain",
                cause,
                segment.rowNumber(0),
                account.committed(),
                "08007",
                null,
                null,
                null);
    }

    /** A sender's life. */
    private void send() {
        try {
            if (options.commit() == CommitMode.AT_END) {
                sendAllInOneUnit();
            } else {
                sendEachInAUnit();
            }
        } catch (Throwable e) {
            fail(e);
        } finally {
            sent.countDown();
        }
    }

    private void sendEachInAUnit() throws InterruptedException {
        boolean wrote = false;
        for (Segment segment = next(); segment != null; segment = next()) {
            Isolation.Outcome outcome;
            try {
                outcome = inOneUnit(segment);
            } catch (SQLException | RuntimeException e) {
                throw new Unsent(segment, e);
            }
            wrote = true;
            account.add(segment, outcome);
            empty.add(segment);
        }
        if (wrote) {
            account.covered(units.token());
        }
    }

    /** {@return the next segment, or null behind the last one or when the load has failed} */
    private @Nullable Segment next() throws InterruptedException {
        while (failure == null) {
            boolean last = inputEnded;
            Segment segment = full.poll(last ? 0 : LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (segment != null || last) {
                return segment;
            }
        }
        return null;
    }

    private Isolation.Outcome inOneUnit(Segment segment) throws SQLException {
        return units.write(this::options, connection -> {
            sink.begin(connection);
            return send(connection, segment, new Isolation(sink, blame));
        });
    }

    private void options(TransactionOptions.Builder builder) {
        unitOptions.accept(builder);
        builder.onRetry(event -> account.retried());
        if (options.deadline() != null) {
            long left = options.deadline().toNanos() - (System.nanoTime() - begin);
            builder.deadline(Duration.ofNanos(Math.max(1_000_000, left)));
        }
        if (options.commit() == CommitMode.AT_END && !units.isWithin()) {
            builder.replayable(false);
        }
    }

    private Isolation.Outcome send(Connection connection, Segment segment, Isolation isolation) throws SQLException {
        PGConnection driver = connection.unwrap(PGConnection.class);
        active.add(driver);
        try {
            if (failure != null) {
                throw new Stopped();
            }
            return options.onError() == OnError.ISOLATE
                    ? isolation.send(connection, segment)
                    : new Isolation.Outcome(sink.send(connection, segment, 0, segment.rows()), List.of());
        } finally {
            active.remove(driver);
        }
    }

    private void sendAllInOneUnit() throws SQLException {
        Counts wrote = units.write(this::options, connection -> {
            Isolation isolation = new Isolation(sink, blame);
            Counts sum = Counts.NONE;
            try {
                sink.begin(connection);
                for (Segment segment = next(); segment != null; segment = next()) {
                    try {
                        Isolation.Outcome outcome = send(connection, segment, isolation);
                        account.add(segment, outcome);
                        sum = sum.plus(outcome.counts());
                    } catch (SQLException | RuntimeException e) {
                        throw new Unsent(segment, e);
                    }
                    empty.add(segment);
                }
                sent.countDown();
                awaitTheOthers(connection);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("The load was interrupted", "57014", e);
            }
            if (failure != null) {
                throw new Stopped();
            }
            return sum;
        });
        if (!wrote.equals(Counts.NONE)) {
            account.committedAtEnd(wrote);
            account.covered(units.token());
        }
    }

    private void awaitTheOthers(Connection connection) throws SQLException, InterruptedException {
        try {
            while (failure == null && !sent.await(LOCK_LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                refuseToBlockOthers(connection);
            }
        } catch (SQLException | RuntimeException e) {
            fail(e); // before the rollback, which lets another one go on, and it must not commit
            throw e;
        }
    }

    /**
     * A sender that is done waits for the others with its transaction open. If one of them waits for a row of that transaction,
     * both would wait for ever: the server sees one of them idle, and no deadlock.
     */
    private void refuseToBlockOthers(Connection connection) throws SQLException {
        for (PGConnection other : active) {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT pg_catalog.pg_backend_pid() = ANY (pg_catalog.pg_blocking_pids(?))")) {
                query.setInt(1, other.getBackendPID());
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    if (row.getBoolean(1)) {
                        throw new BulkException(
                                "Rows of " + encoder.subject()
                                        + " on two connections of the load wait for each other: they"
                                        + " have the same unique key, or lock the same row; load with parallelism(1), or with"
                                        + " CommitMode.EACH_CHUNK" + RowBlame.committed(0),
                                null);
                    }
                }
            }
        }
    }
}
