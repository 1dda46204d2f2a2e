package dev.nexs.examples.transactions;

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
                .contains("transfers: 200 done")
                .contains("sum of all balances: 1000")
                .contains("the answer to COMMIT was lost: true")
                .contains("deposits made: 1, attempts: 1")
                .contains("without the token: Ada")
                .contains("with the token: Grace")
                .contains("with a forged token: status 400");
    }
}
