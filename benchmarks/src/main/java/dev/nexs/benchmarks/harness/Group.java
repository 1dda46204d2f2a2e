package dev.nexs.benchmarks.harness;

/**
 * The comparisons of one feature. Implementations are found through {@link java.util.ServiceLoader}, need a public
 * no-argument constructor and start the servers that they need.
 */
public interface Group {

    /** {@return the name to ask for on the command line, one lower-case word} */
    String name();

    /**
     * Runs every comparison of the group.
     *
     * @param mode how long to measure
     * @param report where the results go
     */
    void run(Mode mode, Report report) throws Exception;
}
