package dev.nexs.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoIT {

    @Test
    void theTourShowsWhatItSays() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        boolean kept = Demo.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        String told = out.toString(StandardCharsets.UTF_8);
        assertThat(told)
                .containsPattern("session.persist\\(book\\) +on the primary")
                .containsPattern("select count.* -> 1 +on a replica")
                .contains("-> [Ada]", "-> be")
                .contains("session.remove(ada)   -> 1 authors, 1 essays")
                .contains("trash.with(...)       -> 2 authors, 3 essays")
                .contains("trash.restore(ada)    -> 2 authors, 3 essays")
                .contains("lazily:     3 statements", "preloaded:  2 statements");
        assertThat(figure(told, "writes acknowledged")).isPositive().isEqualTo(figure(told, "rows found"));
        assertThat(figure(told, "failures seen")).isZero();
        assertThat(figure(told, "stale reads")).isZero();
        assertThat(figure(told, "rows of other tenants seen")).isZero();
        assertThat(told).contains("20000 books by COPY", "acme sees [of acme]").containsPattern("writes/s +\\d+");
        assertThat(kept).isTrue();
    }

    private static int figure(String told, String name) {
        Matcher line = Pattern.compile(name + " +(\\d+)").matcher(told);
        assertThat(line.find()).as("a line '%s' in:%n%s", name, told).isTrue();
        return Integer.parseInt(line.group(1));
    }
}
