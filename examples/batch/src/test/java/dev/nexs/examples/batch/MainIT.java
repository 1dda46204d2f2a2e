package dev.nexs.examples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainIT {

    @Test
    void theExampleRunsAsItsReadmeSays() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            Main.main(new String[0]);
        } finally {
            System.setOut(before);
        }

        assertThat(written.toString(StandardCharsets.UTF_8))
                .contains("order 1, 7 left")
                .contains("refused: statement 2, 23514");
    }
}
