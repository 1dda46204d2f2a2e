package dev.nexs.examples.auditlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainIT {

    @Test
    void theTrailTellsWhoDidWhatAndHowItWasBefore() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Main.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "rolled back, so the trail has nothing of it: the deal is off",
                        "ann did insert of contract 1: amount null -> 100",
                        "bob did update of contract 1: amount 100 -> 120",
                        "cid did delete of contract 1: amount 120 -> null");
    }
}
