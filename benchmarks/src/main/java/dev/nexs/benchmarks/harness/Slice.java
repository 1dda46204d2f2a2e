package dev.nexs.benchmarks.harness;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * What one contender did in one slice. CPU time and allocation are those of the client threads alone.
 *
 * @param operations finished operations
 * @param nanos wall time from the first start to the last end
 * @param cpuNanos CPU time of the client threads
 * @param bytes allocated by the client threads
 * @param latencies of each operation, in nanoseconds
 */
record Slice(long operations, long nanos, long cpuNanos, long bytes, Histogram latencies) {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long LONGEST_LATENCY = Duration.ofMinutes(1).toNanos();

    static Slice measure(Operation operation, int threads, Duration length) throws Exception {
        return threads == 1 ? alone(operation, length) : together(operation, threads, length);
    }

    private static Slice alone(Operation operation, Duration length) throws Exception {
        long start = System.nanoTime();
        Slice slice = loop(operation, start + length.toNanos());
        return new Slice(slice.operations, System.nanoTime() - start, slice.cpuNanos, slice.bytes, slice.latencies);
    }

    private static Slice together(Operation operation, int threads, Duration length) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> new Thread(task, "benchmark-client"));
        try {
            long start = System.nanoTime();
            long deadline = start + length.toNanos();
            Callable<Slice> client = () -> loop(operation, deadline);
            List<Future<Slice>> clients = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                clients.add(pool.submit(client));
            }
            return sum(clients, start);
        } finally {
            pool.shutdownNow();
        }
    }

    double operationsPerSecond() {
        return operations * 1e9 / nanos;
    }

    Slice plus(Slice other) {
        Histogram both = new Histogram(latencies);
        both.add(other.latencies);
        return new Slice(
                operations + other.operations,
                nanos + other.nanos,
                cpuNanos + other.cpuNanos,
                bytes + other.bytes,
                both);
    }

    double cpuMicros() {
        return cpuNanos / 1e3 / operations;
    }

    private static Slice sum(List<Future<Slice>> clients, long start) throws Exception {
        long operations = 0;
        long cpu = 0;
        long bytes = 0;
        Histogram latencies = new Histogram(LONGEST_LATENCY, 3);
        for (Future<Slice> client : clients) {
            Slice part = client.get();
            operations += part.operations;
            cpu += part.cpuNanos;
            bytes += part.bytes;
            latencies.add(part.latencies);
        }
        return new Slice(operations, System.nanoTime() - start, cpu, bytes, latencies);
    }

    private static Slice loop(Operation operation, long deadline) throws Exception {
        Histogram latencies = new Histogram(LONGEST_LATENCY, 3);
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
                THREADS.getCurrentThreadAllocatedBytes() - bytes,
                latencies);
    }
}
