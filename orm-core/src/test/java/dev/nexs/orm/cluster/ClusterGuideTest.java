package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.routing.LoadBalancers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/cluster.md names what there is, and its snippet compiles. */
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

    @Test
    void theSnippetOfTheGuideIsThisOne() throws IOException {
        assertThat(guide())
                .contains(".readPreference(ReadPreference.SECONDARY_PREFERRED)")
                .contains(".loadBalancer(LoadBalancers.latency())")
                .contains("ds.cluster().onEvent(event -> log(event));")
                .contains("ds.cluster().drain(\"db2:5432\");");
    }

    /** Compiled, not run: there is no db1. */
    static void snippet() throws SQLException {
        try (NexsDataSource ds = NexsDataSource.builder()
                .url("jdbc:postgresql://db1,db2,db3/app")
                .username("app")
                .password("…")
                .readPreference(ReadPreference.SECONDARY_PREFERRED)
                .loadBalancer(LoadBalancers.latency())
                .build()) {
            ds.getConnection();
            ds.getConnection(ReadPreference.SECONDARY);
            ds.routing();
            ds.cluster().nodes();
            ds.cluster().onEvent(event -> log(event));
            ds.cluster().drain("db2:5432");
            ds.cluster().resume("db2:5432");
        }
    }

    private static void log(ClusterEvent event) {
        assertThat(event).isNotNull();
    }
}
