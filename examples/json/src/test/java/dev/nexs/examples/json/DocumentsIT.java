package dev.nexs.examples.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DocumentsIT {

    @Test
    void documentsAreQueriedChangedAndChecked() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Documents.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .startsWith("chess players over 40: [Alan]", "Alan is 42 and likes [chess, running]")
                .last()
                .asString()
                .startsWith("refused: [/age: must have a minimum value of 0");
    }
}
