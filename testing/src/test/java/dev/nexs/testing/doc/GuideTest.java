package dev.nexs.testing.doc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every Java snippet of the guide is code that compiles and runs in {@link GuideIT} or under Spring. */
class GuideTest {

    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void everySnippetIsCompiled() throws IOException {
        String code = withoutBlanks(read("doc/GuideIT.java") + read("SpringSnippets.java"));
        List<String> snippets = SNIPPET.matcher(Files.readString(Path.of("../docs/testing.md")))
                .results()
                .map(match -> withoutBlanks(match.group(1)))
                .toList();

        assertThat(snippets)
                .hasSizeGreaterThan(4)
                .allSatisfy(snippet -> assertThat(code).contains(snippet));
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of("src/test/java/dev/nexs/testing").resolve(file));
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s+", "");
    }
}
