package dev.nexs.examples.multitenantschema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MultitenantSchemaIT {

    @Test
    void tenantsReadTheirOwnNotesOnly() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        MultitenantSchema.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "acme reads [of acme]",
                        "globex reads [of globex]",
                        "The tenant 'globex' is suspended; its sessions are refused until tenancy.activate(…)",
                        "initech reads [of globex]",
                        "acme-test reads [of acme]",
                        "left are [acme, initech]");
    }
}
