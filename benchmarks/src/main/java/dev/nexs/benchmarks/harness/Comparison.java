package dev.nexs.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * Contenders that do the same work. The first one added is the baseline, which the others are divided by.
 *
 * <p>Rounds are many and short, and each runs all contenders first in one order and then in the opposite one: whatever
 * disturbs the machine for longer, or drifts within a round, meets all alike, and ratios and differences are taken within
 * one round.
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

    private static final int WARM_UP_TURNS = 4;

    private final String name;
    private final String shape;
    private final Map<String, Operation> contenders = new LinkedHashMap<>();
    private int threads = 1;
    private int pieces = 1;

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

    /**
     * Cuts every round into so many shorter ones; 1 unless told. The time is the same, but contenders take turns sooner
     * and there are more ratios to take the median of: for differences of a few per cent.
     *
     * @return this
     */
    public Comparison pieces(int count) {
        pieces = count;
        return this;
    }

    /** {@return this, with one more contender; the first is the baseline} */
    public Comparison contender(String contender, Operation operation) {
        if (contenders.putIfAbsent(contender, operation) != null) {
            throw new IllegalArgumentException("comparison " + name + ": contender " + contender + " is there twice");
        }
        return this;
    }

    /** Warms all contenders up, then measures them. */
    public Result run(Mode mode) throws Exception {
        warmUp(mode.warmUp());
        Rounds rounds = rounds();
        for (int round = 0; round < mode.rounds() * pieces; round++) {
            rounds.next(mode.slice().dividedBy(pieces));
        }
        return rounds.result();
    }

    /** In turns, since the compiler has to learn from all of them before it is asked for any. */
    void warmUp(Duration each) throws Exception {
        for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
            for (Operation operation : contenders.values()) {
                Slice.measure(operation, threads, each.dividedBy(WARM_UP_TURNS), Slice.latencies());
            }
        }
    }

    /** {@return the rounds of a measurement, none of them run yet} */
    Rounds rounds() {
        return new Rounds();
    }

    /** A measurement in progress. */
    final class Rounds {

        private final Map<String, List<Slice>> slices = new LinkedHashMap<>();
        private final Map<String, Histogram> latencies = new HashMap<>();
        private final List<String> order = new ArrayList<>(contenders.keySet());
        private final Random random = new Random(42);

        private Rounds() {
            order.forEach(contender -> {
                slices.put(contender, new ArrayList<>());
                latencies.put(contender, Slice.latencies());
            });
        }

        /** Measures every contender once in an order of its own and once in the opposite one. */
        void next(Duration length) throws Exception {
            Collections.shuffle(order, random);
            Map<String, Slice> there = halves(length);
            Collections.reverse(order);
            halves(length)
                    .forEach((contender, back) ->
                            slices.get(contender).add(there.get(contender).plus(back)));
        }

        private Map<String, Slice> halves(Duration length) throws Exception {
            Map<String, Slice> halves = new HashMap<>();
            for (String contender : order) {
                halves.put(
                        contender,
                        Slice.measure(
                                contenders.get(contender), threads, length.dividedBy(2), latencies.get(contender)));
            }
            return halves;
        }

        Result result() {
            return Result.of(name, shape, threads, slices, latencies, pieces);
        }
    }
}
