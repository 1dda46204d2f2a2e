package dev.nexs.examples.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SoftDeleteExampleIT {

    @Test
    void aCustomersLifeInAndOutOfTheTrash() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        SoftDeleteExample.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "visible: 0 of 1",
                        "trashed by ada",
                        "restored with 1 purchase, the other was trashed before",
                        "no removal: a live row refers to customer 3 by customer",
                        "ada trashed 5 rows: domain closed",
                        "undone: 5 rows",
                        "no restore: the purchase's customer is in the trash",
                        "with its customer: edsger@old.example",
                        "no restore: customer 2 has the email now",
                        "around it: 3 rows restored, 1 conflict",
                        "held: 0 purged",
                        "due: 1",
                        "let go: 1 purged",
                        "purged 1 customer for good",
                        "told of 23 changes, the last one: DELETED");
    }
}
