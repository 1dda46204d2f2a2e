package dev.nexs.examples.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SoftDeleteExampleIT {

    @Test
    void aCustomerIsTrashedRestoredAndPurged() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        SoftDeleteExample.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "visible: 0 of 1",
                        "trashed by ada",
                        "restored with 1 purchase, the other was trashed before",
                        "no restore: customer 2 has the email now",
                        "purged 1 customer for good");
    }
}
