package dev.nexs.examples.replicas;

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
                .contains("the write went to the PRIMARY")
                .contains("reads: {REPLICA=200}")
                .contains("is drained: {REPLICA=200}")
                .contains("a read-only routing connection reads from the REPLICA")
                .contains("lag PT0S");
    }
}
