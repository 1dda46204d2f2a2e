package dev.nexs.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Comparisons that share their code and differ in the data. All are warmed up, in turns, before the first is measured,
 * and each round measures all of them: the compiler learns from every shape, what it has not yet learnt hits every
 * shape alike, and a bad moment of the machine spoils one round of each instead of one comparison.
 *
 * <p>Slices are shorter than those of a comparison by itself, since a suite has many.
 */
public final class Suite {

    private static final int WARM_UP_TURNS = 2;

    private final List<Comparison> comparisons = new ArrayList<>();

    /** {@return this, with one more comparison} */
    public Suite add(Comparison comparison) {
        comparisons.add(comparison);
        return this;
    }

    /** Runs all comparisons and then reports them in the order in which they were added. */
    public void run(Mode mode, Report report) throws Exception {
        for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
            for (Comparison comparison : comparisons) {
                comparison.warmUp(mode.warmUp().dividedBy(4));
            }
        }
        Duration slice = mode.slice().multipliedBy(2).dividedBy(5);
        List<Comparison.Rounds> measurements =
                comparisons.stream().map(Comparison::rounds).toList();
        for (int round = 0; round < mode.rounds(); round++) {
            for (Comparison.Rounds measurement : measurements) {
                measurement.next(slice);
            }
        }
        measurements.forEach(measurement -> report.add(measurement.result()));
    }
}
