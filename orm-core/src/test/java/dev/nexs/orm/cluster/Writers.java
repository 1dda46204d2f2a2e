package dev.nexs.orm.cluster;

import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Starts one write every 10 ms, whether or not the ones before are done, and counts what becomes of them. */
final class Writers {

    private static final Duration ACTED_ON = Duration.ofMillis(5);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService writers = Executors.newCachedThreadPool();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicLong lastWrite = new AtomicLong();
    private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> writes = new ConcurrentLinkedQueue<>();

    static Writers every10Millis(WatchedCluster watched) {
        Writers writers = new Writers();
        writers.clock.scheduleAtFixedRate(
                () -> writers.writers.execute(() -> writers.write(watched)), 0, 10, TimeUnit.MILLISECONDS);
        return writers;
    }

    private void write(WatchedCluster watched) {
        Instant started = Instant.now();
        try {
            watched.write();
            written.incrementAndGet();
            lastWrite.set(System.nanoTime());
            writes.add(System.nanoTime());
        } catch (SQLException | RuntimeException e) {
            failures.add(new Failure(started, String.valueOf(e.getMessage())));
        }
    }

    void awaitWrites(int count) {
        await().until(() -> written.get() >= count);
    }

    long awaitWriteAfter(long nanos) {
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> lastWrite.get() > nanos);
        return writes.stream().filter(at -> at > nanos).findFirst().orElseThrow();
    }

    /**
     * Lets the last writes end.
     *
     * @param cut when the server's processes were dead
     * @param known when the cluster had heard of it. A connection that was used within the last half second is lent without
     *     a question, so what was started until then counts as in flight: no client can know what its kernel has not told
     *     it yet. What was started later must succeed, but for the moment in which the cluster turns what it has just
     *     heard into a new state and closed pools.
     */
    Outcome finish(Instant cut, Instant known) throws InterruptedException {
        clock.shutdown();
        clock.awaitTermination(1, TimeUnit.SECONDS);
        writers.shutdown();
        writers.awaitTermination(40, TimeUnit.SECONDS);
        List<String> late = failures.stream()
                .filter(failure -> failure.started().isAfter(known.plus(ACTED_ON)))
                .map(failure -> Duration.between(known, failure.started()).toMillis()
                        + " ms after the death was known: " + failure.message())
                .toList();
        return new Outcome(failures.size(), late, Duration.between(cut, known));
    }

    private record Failure(Instant started, String message) {}

    /**
     * What became of the writes.
     *
     * @param failed how many failed
     * @param late those of them that were started after the cluster knew that the server was dead
     * @param news from the server's death to that moment; negative when its first processes died before its last
     */
    record Outcome(int failed, List<String> late, Duration news) {}
}
