package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.ReadPreference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/cluster.md names what there is. */
class ClusterGuideTest {

    private static String guide() throws IOException {
        return Files.readString(Path.of("..", "docs", "cluster.md"));
    }

    @Test
    void everyStatePreferenceAndEventStandsInTheGuide() throws IOException {
        String guide = guide();
        for (NodeState state : NodeState.values()) {
            assertThat(guide).contains("| " + state.name().toLowerCase(Locale.ROOT) + " |");
        }
        for (ReadPreference preference : ReadPreference.values()) {
            assertThat(guide)
                    .contains("| `" + preference.name().toLowerCase(Locale.ROOT).replace('_', '-') + "` |");
        }
        assertThat(Arrays.stream(ClusterEvent.class.getPermittedSubclasses()).map(Class::getSimpleName))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(guide).contains("`" + event + "`"));
    }
}
