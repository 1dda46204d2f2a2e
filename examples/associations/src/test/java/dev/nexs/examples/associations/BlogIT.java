package dev.nexs.examples.associations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BlogIT {

    @Test
    void thePageCostsFourStatementsInsteadOfThirtyOne() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Blog.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "20 comments, loaded lazily: 31 statements",
                        "20 comments, preloaded: 4 statements",
                        "the first post has 2 comments",
                        "after replacing: 2, the first of them is 'appended'");
    }
}
