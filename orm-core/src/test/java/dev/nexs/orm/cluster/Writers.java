package dev.nexs.orm.cluster;

import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
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

    /**
     * How long the kernel's news of a dead server may take to the monitor's thread on a busy machine. A connection that was
     * used a moment ago is lent without a question, so a write that starts within this time counts as in flight.
     */
    private static final Duration NEWS = Duration.ofMillis(25);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService writers = Executors.newCachedThreadPool();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicLong lastWrite = new AtomicLong();
    private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Long> writes = new ConcurrentLinkedQueue<>();
    private volatile long cutAt;

    static Writers every10Millis(WatchedCluster watched) {
        Writers writers = new Writers();
        writers.clock.scheduleAtFixedRate(
                () -> writers.writers.execute(() -> writers.write(watched)), 0, 10, TimeUnit.MILLISECONDS);
        return writers;
    }

    private void write(WatchedCluster watched) {
        long started = System.nanoTime();
        try {
            watched.write();
            written.incrementAndGet();
            lastWrite.set(System.nanoTime());
            writes.add(System.nanoTime());
        } catch (SQLException | RuntimeException e) {
            failures.add(new Failure(started, System.nanoTime(), String.valueOf(e.getMessage())));
        }
    }

    void awaitWrites(int count) {
        await().until(() -> written.get() >= count);
    }

    /** To be called when the servers' processes are dead: what has not come back yet was in flight. */
    void cut() {
        cutAt = System.nanoTime();
    }

    long awaitWriteAfter(long nanos) {
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> lastWrite.get() > nanos);
        return writes.stream().filter(at -> at > nanos).findFirst().orElseThrow();
    }

    Outcome finish() throws InterruptedException {
        clock.shutdown();
        clock.awaitTermination(1, TimeUnit.SECONDS);
        writers.shutdown();
        writers.awaitTermination(40, TimeUnit.SECONDS);
        List<String> late = failures.stream()
                .filter(failure -> failure.started() > cutAt + NEWS.toNanos())
                .map(failure -> TimeUnit.NANOSECONDS.toMicros(failure.started() - cutAt) + " us after the cut: "
                        + failure.message())
                .toList();
        return new Outcome(failures.size(), late);
    }

    private record Failure(long started, long ended, String message) {}

    /**
     * What became of the writes.
     *
     * @param failed how many failed
     * @param late those of them that were started after the cut was known
     */
    record Outcome(int failed, List<String> late) {}
}
