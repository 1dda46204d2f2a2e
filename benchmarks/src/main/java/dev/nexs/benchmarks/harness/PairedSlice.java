package dev.nexs.benchmarks.harness;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What one contender did on the measuring thread itself.
 *
 * @param operations finished operations
 * @param nanos wall time
 * @param cpuNanos CPU time of the thread
 * @param bytes allocated by the thread
 */
record PairedSlice(long operations, long nanos, long cpuNanos, long bytes) {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static PairedSlice measure(Operation operation, long length) throws Exception {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        long operations = 0;
        long now;
        do {
            operation.run();
            operations++;
            now = System.nanoTime();
        } while (now - start < length);
        return new PairedSlice(
                operations,
                now - start,
                THREADS.getCurrentThreadCpuTime() - cpu,
                THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }

    PairedSlice plus(PairedSlice other) {
        return new PairedSlice(
                operations + other.operations, nanos + other.nanos, cpuNanos + other.cpuNanos, bytes + other.bytes);
    }

    double nanosEach() {
        return (double) nanos / operations;
    }

    double cpuNanosEach() {
        return (double) cpuNanos / operations;
    }

    double bytesEach() {
        return (double) bytes / operations;
    }
}
