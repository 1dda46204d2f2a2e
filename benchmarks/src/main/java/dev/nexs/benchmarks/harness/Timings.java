package dev.nexs.benchmarks.harness;

import java.util.List;

/**
 * Figures of operations that are too short for a loop with a clock in it, measured by JMH.
 *
 * @param name what was compared
 * @param shape what a reader needs to judge the figures
 * @param rows one per contender, the baseline first
 */
public record Timings(String name, String shape, List<Row> rows) {

    /**
     * One contender.
     *
     * @param contender its name
     * @param nanos time per operation, median of the rounds
     * @param ratio to the baseline's time of the same round
     * @param bytes allocated per operation
     */
    public record Row(String contender, double nanos, Interval ratio, double bytes) {}
}
