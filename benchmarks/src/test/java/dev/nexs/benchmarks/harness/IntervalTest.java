package dev.nexs.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntervalTest {

    @Test
    void oneValueIsItsOwnInterval() {
        assertThat(Interval.of(new double[] {3})).isEqualTo(new Interval(3, 3, 3));
    }

    @Test
    void theMedianOfAnEvenNumberOfValuesLiesBetweenTheMiddleOnes() {
        assertThat(Interval.of(new double[] {4, 1, 3, 2}).median()).isEqualTo(2.5);
    }

    @Test
    void theTrueMedianLiesInTheIntervalAboutNinetyFiveTimesInAHundred() {
        Random random = new Random(7);
        long hits = IntStream.range(0, 2_000)
                .mapToObj(i -> Interval.of(DoubleStream.generate(() -> Math.exp(random.nextGaussian()))
                        .limit(21)
                        .toArray()))
                .filter(interval -> interval.lower() <= 1 && 1 <= interval.upper())
                .count();

        assertThat(hits / 2_000.0).isBetween(0.94, 0.99);
    }
}
