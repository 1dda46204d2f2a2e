package dev.nexs.benchmarks.harness;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What one contender did in one slice. CPU time and allocation are those of the client threads alone.
 *
 * @param operations finished operations
 * @param nanos wall time from the first start to the last end
 * @param cpuNanos CPU time of the client threads
 * @param bytes allocated by the client threads
 */
record Slice(long operations, long nanos, long cpuNanos, long bytes) {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long LONGEST_LATENCY = Duration.ofMinutes(1).toNanos();

    /** Room for latencies. It is large, so it is made before anything is measured and used for many slices. */
    static Histogram latencies() {
        return new Histogram(LONGEST_LATENCY, 3);
    }

    static Slice measure(Operation operation, int threads, Duration length, Histogram latencies) throws Exception {
        return threads == 1 ? alone(operation, length, latencies) : together(operation, threads, length, latencies);
    }

    private static Slice alone(Operation operation, Duration length, Histogram latencies) throws Exception {
        long start = System.nanoTime();
        Slice slice = loop(operation, start + length.toNanos(), latencies);
        return new Slice(slice.operations, System.nanoTime() - start, slice.cpuNanos, slice.bytes);
    }

    private static Slice together(Operation operation, int threads, Duration length, Histogram latencies)
            throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> new Thread(task, "benchmark-client"));
        try {
            List<Histogram> own =
                    Stream.generate(Slice::latencies).limit(threads).toList();
            long start = System.nanoTime();
            long deadline = start + length.toNanos();
            List<Future<Slice>> clients = new ArrayList<>();
            for (Histogram mine : own) {
                clients.add(pool.submit(() -> loop(operation, deadline, mine)));
            }
            Slice sum = sum(clients, start);
            own.forEach(latencies::add);
            return sum;
        } finally {
            pool.shutdownNow();
        }
    }

    double operationsPerSecond() {
        return operations * 1e9 / nanos;
    }

    Slice plus(Slice other) {
        return new Slice(
                operations + other.operations, nanos + other.nanos, cpuNanos + other.cpuNanos, bytes + other.bytes);
    }

    double cpuMicros() {
        return cpuNanos / 1e3 / operations;
    }

    private static Slice sum(List<Future<Slice>> clients, long start) throws Exception {
        long operations = 0;
        long cpu = 0;
        long bytes = 0;
        for (Future<Slice> client : clients) {
            Slice part = client.get();
            operations += part.operations;
            cpu += part.cpuNanos;
            bytes += part.bytes;
        }
        return new Slice(operations, System.nanoTime() - start, cpu, bytes);
    }

    private static Slice loop(Operation operation, long deadline, Histogram latencies) throws Exception {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long operations = 0;
        long before = System.nanoTime();
        do {
            operation.run();
            operations++;
            long after = System.nanoTime();
            latencies.recordValue(Math.min(after - before, LONGEST_LATENCY));
            before = after;
        } while (before < deadline);
        return new Slice(
                operations,
                0,
                THREADS.getCurrentThreadCpuTime() - cpu,
                THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }
}
