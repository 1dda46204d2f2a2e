package dev.nexs.benchmarks.harness;

import java.time.Duration;

/** How long to measure. */
public enum Mode {
    /** One short slice each: shows that a benchmark runs, its figures mean nothing. */
    SMOKE(1, Duration.ofMillis(20), Duration.ofMillis(20)),
    /** All groups in a few minutes. */
    QUICK(21, Duration.ofMillis(40), Duration.ofMillis(800)),
    /** For figures that are written down. */
    FULL(121, Duration.ofMillis(60), Duration.ofSeconds(3));

    private final int rounds;
    private final Duration slice;
    private final Duration warmUp;

    Mode(int rounds, Duration slice, Duration warmUp) {
        this.rounds = rounds;
        this.slice = slice;
        this.warmUp = warmUp;
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
