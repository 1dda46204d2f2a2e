package dev.nexs.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainIT {

    @Test
    void transactionsGoToThePrimaryAndReadOnlyOnesToAReplicaThatHasSeenThem() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Main.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("wrote on the primary", "read 1 on a replica");
    }
}
