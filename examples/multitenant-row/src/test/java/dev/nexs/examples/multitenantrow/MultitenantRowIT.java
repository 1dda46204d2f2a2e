package dev.nexs.examples.multitenantrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MultitenantRowIT {

    @Test
    void tenantsReadTheirOwnNotesOnly() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        MultitenantRow.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "acme reads [of acme]",
                        "globex reads [of globex]",
                        "the audit has no findings",
                        "an administrator reads [of acme, of globex]",
                        "There is no tenant 'nobody'");
    }
}
