package dev.nexs.examples.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MainIT {

    @Test
    void prometheusFindsTheNamesOfTheGuide() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        Main.run(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "ready: true",
                        "db_connections_max{node=\"...\"} 10.0",
                        "db_query_duration_seconds_count{node=\"...\"} 10",
                        "db_writable 1.0");
    }
}
