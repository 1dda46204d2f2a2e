package dev.nexs.examples.listennotify;

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
                .contains("order 42 is paid")
                .contains("order 43 is seen")
                .contains("read the table up: the last message was 43 is seen")
                .contains("order 44 is sent");
    }
}
