package dev.nexs.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuiteTest {

    @Test
    void comparisonsAreWarmedUpAndMeasuredInTurns() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        List<String> order = new ArrayList<>();

        new Suite()
                .add(Comparison.of("one", "no rows").contender("only", () -> order.add("first")))
                .add(Comparison.of("other", "no rows").contender("only", () -> order.add("second")))
                .run(Mode.SMOKE, new Report("demo", new PrintStream(printed)));

        assertThat(turns(order)).containsExactly("first", "second", "first", "second", "first", "second");
        assertThat(printed.toString()).containsSubsequence("one", "other");
    }

    private static List<String> turns(List<String> order) {
        List<String> turns = new ArrayList<>();
        for (String name : order) {
            if (turns.isEmpty() || !turns.get(turns.size() - 1).equals(name)) {
                turns.add(name);
            }
        }
        return turns;
    }
}
