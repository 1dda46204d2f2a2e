package dev.nexs.benchmarks.harness;

import java.time.Duration;

/** How long to measure. */
public enum Mode {
    /** One short slice each: shows that a benchmark runs, its figures mean nothing. */
    SMOKE(1, Duration.ofMillis(20), Duration.ofMillis(20), 1),
    /** All groups in a few minutes. */
    QUICK(7, Duration.ofMillis(250), Duration.ofSeconds(1), 60),
    /** For figures that are written down. */
    FULL(13, Duration.ofMillis(400), Duration.ofSeconds(3), 400);

    private final int rounds;
    private final Duration slice;
    private final Duration warmUp;
    private final int pairs;

    Mode(int rounds, Duration slice, Duration warmUp, int pairs) {
        this.rounds = rounds;
        this.slice = slice;
        this.warmUp = warmUp;
        this.pairs = pairs;
    }

    /** {@return how often each contender is paired with the baseline, where they differ by a few percent} */
    public int pairs() {
        return pairs;
    }

    /** {@return how long one half of such a pair lasts: short, so that both halves meet the same circumstances} */
    public Duration pairedSlice() {
        return Duration.ofMillis(20);
    }

    /** {@return how often each contender is measured} */
    public int rounds() {
        return rounds;
    }

    /** {@return how long one measurement lasts} */
    public Duration slice() {
        return slice;
    }

    /** {@return how long each contender runs unmeasured first} */
    public Duration warmUp() {
        return warmUp;
    }
}
