package dev.nexs.orm.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({
        "mode,mode,0",
        "mdoe,mode,1",
        "mod,mode,1",
        "modes,mode,1",
        "node,mode,1",
        "'',abc,3",
        "kitten,sitting,3"
    })
    void editsAreCounted(String left, String right, int edits) {
        assertThat(Names.distance(left, right)).isEqualTo(edits);
        assertThat(Names.distance(right, left)).isEqualTo(edits);
    }

    @Test
    void nothingIsSuggestedForSomethingAltogetherDifferent() {
        assertThat(Names.nearest("xyz", List.of("nexs.pool.maximum-size"))).isEmpty();
    }
}
