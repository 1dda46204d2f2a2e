package dev.nexs.examples.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainIT {

    @Test
    void generatedAndHandWrittenRepositoriesWorkUnchanged() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Main.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "of 1974: Flow My Tears, the Policeman Said",
                        "of 1974: The Dispossessed",
                        "with a comma: [Flow My Tears, the Policeman Said]",
                        "there is no book 9",
                        "read on a replica: true",
                        "by hand: [Flow My Tears, the Policeman Said, The Dispossessed, Ubik!]");
    }
}
