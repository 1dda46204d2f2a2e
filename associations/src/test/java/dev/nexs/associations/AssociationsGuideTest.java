package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A snippet of the guide that is not in the compiled code, or differs from it, fails here. */
class AssociationsGuideTest {

    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void everySnippetOfTheGuideIsCompiled() throws IOException {
        String guide = Files.readString(Path.of("../docs/associations.md"));
        String code = bare(Files.readString(Path.of("src/test/java/dev/nexs/associations/AssociationsGuideIT.java")));
        List<String> blocks =
                BLOCK.matcher(guide).results().map(block -> block.group(1)).toList();
        assertThat(blocks)
                .hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(code).as(block).contains(bare(block)));
    }

    /** Without comments and blanks, which formatters and readers place differently. */
    private static String bare(String code) {
        return code.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }
}
