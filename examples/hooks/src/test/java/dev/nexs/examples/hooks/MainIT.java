package dev.nexs.examples.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainIT {

    @Test
    void refusalsNameTheirHookAndTheAuditTrailHasWhatWasDone() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Main.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "Hook 'no-gifts' refused this at update: a price of -1 cents",
                        "Hook 'guard' refused this at before-update: UPDATE without WHERE would change every row; the"
                                + " statement is: update price set cents = 0",
                        "audited: insert from null to 995",
                        "audited: update from 995 to 1095");
    }
}
