package dev.nexs.benchmarks.harness;

/** One unit of the work that is compared. Called from several threads at once. */
@FunctionalInterface
public interface Operation {

    /** Does the work once. An exception ends the benchmark: a failing contender has no figure. */
    void run() throws Exception;
}
