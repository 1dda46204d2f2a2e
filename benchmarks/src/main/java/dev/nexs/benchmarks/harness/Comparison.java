package dev.nexs.benchmarks.harness;

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

    private static final int WARM_UP_PASSES = 2;

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

    /**
     * Warms all contenders up, then measures them in shuffled rounds. Rounds are many and short: what disturbs the
     * machine for longer than a round disturbs all contenders of it, and ratios and differences are taken within one.
     */
    public Result run(Mode mode) throws Exception {
        warmUp(mode);
        Map<String, List<Slice>> slices = new LinkedHashMap<>();
        contenders.keySet().forEach(contender -> slices.put(contender, new ArrayList<>()));
        List<String> order = new ArrayList<>(contenders.keySet());
        Random random = new Random(42);
        for (int round = 0; round < mode.rounds(); round++) {
            Collections.shuffle(order, random);
            for (String contender : order) {
                slices.get(contender).add(Slice.measure(contenders.get(contender), threads, mode.slice()));
            }
        }
        return Result.of(name, shape, threads, slices);
    }

    /** Twice over, since the second pass compiles anew what the first contenders' classes had let the compiler assume. */
    private void warmUp(Mode mode) throws Exception {
        for (int pass = 0; pass < WARM_UP_PASSES; pass++) {
            for (Operation operation : contenders.values()) {
                Slice.measure(operation, threads, mode.warmUp().dividedBy(WARM_UP_PASSES));
            }
        }
    }
}
