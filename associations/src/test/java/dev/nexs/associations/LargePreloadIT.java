package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.associations.shop.Shop;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@PostgresServer
class LargePreloadIT {

    private static final String FILL = "insert into orders (id) select i from generate_series(1, 50000) i";
    private static final String LINES =
            "insert into line (id, qty, order_id) select i, 1, i from generate_series(1, 50000) i";

    @Test
    void fiftyThousandOwnersFitIntoAHeapOf256Megabytes(Node node) throws Exception {
        try (Shop shop = Shop.on(node)) {
            assertThat(shop.factory().isOpen()).isTrue();
        }
        node.execute(FILL, LINES);
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LargePreload.class.getName(),
                        node.jdbcUrl(),
                        node.username(),
                        node.password()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("loaded 50000 lines into 50000 orders in 5 statements");
    }
}
