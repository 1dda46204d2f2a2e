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
                        "post 1 by [author 1]",
                        "post 2 by [author 2]",
                        "a page with comments and their authors: 3 statements",
                        "post 1: 1, 'on a post'",
                        "post 2: 1, 'on a post'",
                        "comments touched: refused",
                        "the first post has 2 comments",
                        "after replacing: 2, with 'appended': true",
                        "news: 3 posts, 1 video");
    }
}
