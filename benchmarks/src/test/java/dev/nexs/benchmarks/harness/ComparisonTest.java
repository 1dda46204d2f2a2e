package dev.nexs.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    private static void pause(long micros) {
        LockSupport.parkNanos(micros * 1000);
    }

    @Test
    void aContenderThatTakesTwiceAsLongHasAboutHalfTheRate() throws Exception {
        Result result = Comparison.of("pauses", "no rows")
                .contender("short", () -> pause(2_000))
                .contender("long", () -> pause(4_000))
                .run(Mode.SMOKE);

        assertThat(result.rows()).extracting(Result.Row::contender).containsExactly("short", "long");
        assertThat(result.rows().get(0).ratio().median()).isEqualTo(1.0);
        assertThat(result.rows().get(1).ratio().median()).isBetween(0.2, 0.9);
        assertThat(result.rows().get(1).p50Micros()).isGreaterThanOrEqualTo(4_000);
    }

    @Test
    void allocationOfTheClientIsCounted() throws Exception {
        byte[][] sink = new byte[1][];
        Result result = Comparison.of("allocation", "no rows")
                .contender("10 kB", () -> sink[0] = new byte[10_000])
                .run(Mode.SMOKE);

        assertThat(result.rows().get(0).bytes()).isBetween(10_000.0, 11_000.0);
    }

    @Test
    void anErrorOfAContenderEndsTheComparisonWhicheverThreadMeetsIt() {
        Comparison comparison = Comparison.of("failing", "no rows").contender("broken", () -> {
            throw new IllegalStateException("on purpose");
        });

        assertThatThrownBy(() -> comparison.run(Mode.SMOKE)).hasMessage("on purpose");
        assertThatThrownBy(() -> comparison.threads(2).run(Mode.SMOKE)).hasRootCauseMessage("on purpose");
    }

    @Test
    void aReportIsWrittenAsMarkdownAndJson(@TempDir Path folder) throws Exception {
        Report report = new Report("demo", new PrintStream(new ByteArrayOutputStream()));
        report.add(Comparison.of("a \"quoted\" name", "no rows")
                .contender("only", () -> pause(100))
                .run(Mode.SMOKE));
        report.note("A remark.");

        report.write(folder);

        assertThat(Files.readString(folder.resolve("demo.md"))).contains("| only |", "A remark.");
        assertThat(Files.readString(folder.resolve("demo.json")))
                .contains("\"name\":\"a \\\"quoted\\\" name\"", "\"notes\":[\"A remark.\"]");
    }
}
