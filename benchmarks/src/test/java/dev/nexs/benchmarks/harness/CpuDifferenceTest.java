package dev.nexs.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class CpuDifferenceTest {

    private static volatile long sink;

    @Test
    void whatCostsMoreIsFoundToCostMoreAndTheIntervalHoldsTheMedian() throws Exception {
        CpuDifference difference = CpuDifference.between(() -> work(1_000), () -> work(9_000), Mode.SMOKE);

        assertThat(difference.nanos().median())
                .isPositive()
                .isBetween(difference.nanos().lower(), difference.nanos().upper());
        assertThat(difference.nanos().lower()).isGreaterThan(difference.baseline());
        assertThat(difference.toString())
                .matches("\\+\\d+\\.\\d\\d µs \\[\\+\\S+, \\+\\S+] on .* \\(5 groups of four slices\\)");
    }

    private static void work(int rounds) {
        long sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += ThreadLocalRandom.current().nextInt();
        }
        sink = sum;
    }
}
