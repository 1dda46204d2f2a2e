package dev.nexs.examples.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainIT {

    @Test
    void theSecondDatabaseFollowsTheFirst() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Main.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "first: {INSERTED=20000}, removed 0",
                        "changes taken over: 8, removed: 3",
                        "changes taken over: 0, removed: 0",
                        "the same in both: true");
    }
}
