package dev.nexs.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Contenders that do the same work. The first one added is the baseline, which the others are divided by.
 *
 * <pre>{@code
 * report.add(Comparison.of("primary-key select", "4 columns, 100,000 rows")
 *         .threads(4)
 *         .contender("HikariCP", () -> select(hikari))
 *         .contender("Nexs", () -> select(nexs))
 *         .run(mode));
 * }</pre>
 */
public final class Comparison {

    private final String name;
    private final String shape;
    private final Map<String, Operation> contenders = new LinkedHashMap<>();
    private int threads = 1;

    private Comparison(String name, String shape) {
        this.name = name;
        this.shape = shape;
    }

    /**
     * Starts a comparison.
     *
     * @param name what is compared
     * @param shape rows, columns, sizes: what a reader needs to judge the figures
     */
    public static Comparison of(String name, String shape) {
        return new Comparison(name, shape);
    }

    /** {@return this, with so many client threads; 1 unless told} */
    public Comparison threads(int count) {
        threads = count;
        return this;
    }

    /** {@return this, with one more contender; the first is the baseline} */
    public Comparison contender(String contender, Operation operation) {
        if (contenders.putIfAbsent(contender, operation) != null) {
            throw new IllegalArgumentException("comparison " + name + ": contender " + contender + " is there twice");
        }
        return this;
    }

    /** Warms all contenders up, then measures them in shuffled rounds. */
    public Result run(Mode mode) throws Exception {
        warmUp(mode.warmUp());
        Rounds rounds = rounds();
        for (int round = 0; round < mode.rounds(); round++) {
            rounds.next(mode.slice());
        }
        return rounds.result();
    }

    void warmUp(Duration length) throws Exception {
        for (Operation operation : contenders.values()) {
            Slice.measure(operation, threads, length);
        }
    }

    /** {@return the rounds of a measurement, none of them run yet} */
    Rounds rounds() {
        return new Rounds();
    }

    /** A measurement in progress. */
    final class Rounds {

        private final Map<String, List<Slice>> slices = new LinkedHashMap<>();
        private final List<String> order = new ArrayList<>(contenders.keySet());
        private final Random random = new Random(42);

        private Rounds() {
            order.forEach(contender -> slices.put(contender, new ArrayList<>()));
        }

        /** Measures every contender once, in an order of its own. */
        void next(Duration length) throws Exception {
            Collections.shuffle(order, random);
            for (String contender : order) {
                slices.get(contender).add(Slice.measure(contenders.get(contender), threads, length));
            }
        }

        Result result() {
            return Result.of(name, shape, threads, slices);
        }
    }
}
