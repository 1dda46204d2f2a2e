package dev.nexs.examples.copy;

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
                .contains("2 rows of the file are loaded")
                .contains("row 2 is not: 22P02")
                .contains("row 3 is not: 23505")
                .contains("row 4 is not: 23502")
                .contains("100000 entities")
                .contains("name,score\nAnn,7\n\"Eve, the last\",3\n");
    }
}
