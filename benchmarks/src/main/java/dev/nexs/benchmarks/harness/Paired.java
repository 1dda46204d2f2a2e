package dev.nexs.benchmarks.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Contenders that differ by a few percent. Each round runs all of them in short slices, first in one order and then in
 * the opposite one, so that whatever drifts during the round meets all alike; a figure is the median of the rounds'
 * ratios to the first contender. One client thread.
 */
public final class Paired {

    private final String name;
    private final String shape;
    private final Map<String, Operation> contenders = new LinkedHashMap<>();

    private Paired(String name, String shape) {
        this.name = name;
        this.shape = shape;
    }

    /**
     * Starts a comparison.
     *
     * @param name what is compared
     * @param shape rows, columns, sizes: what a reader needs to judge the figures
     */
    public static Paired of(String name, String shape) {
        return new Paired(name, shape);
    }

    /** {@return this, with one more contender; the first is the baseline} */
    public Paired contender(String contender, Operation operation) {
        if (contenders.putIfAbsent(contender, operation) != null) {
            throw new IllegalArgumentException("comparison " + name + ": contender " + contender + " is there twice");
        }
        return this;
    }

    /** Warms all contenders up, one among the others, and measures them. */
    public PairedResult run(Mode mode) throws Exception {
        long length = mode.pairedSlice().toNanos();
        long warm = System.nanoTime() + mode.warmUp().toNanos() * contenders.size();
        do {
            for (Operation operation : contenders.values()) {
                PairedSlice.measure(operation, length);
            }
        } while (System.nanoTime() < warm);
        Map<String, List<PairedSlice>> slices = new LinkedHashMap<>();
        contenders.keySet().forEach(contender -> slices.put(contender, new ArrayList<>()));
        List<String> order = new ArrayList<>(contenders.keySet());
        Random random = new Random(42);
        for (int round = 0; round < mode.pairs(); round++) {
            Collections.shuffle(order, random);
            Map<String, PairedSlice> there = new LinkedHashMap<>();
            for (String contender : order) {
                there.put(contender, PairedSlice.measure(contenders.get(contender), length));
            }
            Collections.reverse(order);
            for (String contender : order) {
                PairedSlice back = PairedSlice.measure(contenders.get(contender), length);
                slices.get(contender).add(there.get(contender).plus(back));
            }
        }
        return PairedResult.of(name, shape, slices);
    }
}
