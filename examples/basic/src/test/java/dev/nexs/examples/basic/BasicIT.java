package dev.nexs.examples.basic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BasicIT {

    @Test
    void aCustomerIsWrittenOnThePrimaryAndReadOnAReplica() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Basic.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("wrote a customer on the primary", "read Ada from a replica");
    }
}
