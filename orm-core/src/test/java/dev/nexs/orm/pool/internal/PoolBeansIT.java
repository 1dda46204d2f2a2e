package dev.nexs.orm.pool.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.LogCapture;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

@PostgresServer
class PoolBeansIT {

    private static NexsDataSource open(Node node) {
        return NexsDataSource.from(Map.of(
                "nexs.url", node.jdbcUrl(),
                "nexs.username", node.username(),
                "nexs.password", node.password(),
                "nexs.pool.pool-name", "beans",
                "nexs.pool.register-mbeans", "true"));
    }

    private static Set<String> beans() throws MalformedObjectNameException {
        Set<String> names = new TreeSet<>();
        ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("com.zaxxer.hikari:*"), null)
                .forEach(name -> names.add(name.getCanonicalName().replaceAll(".*=", "")));
        return names;
    }

    @Test
    void datasourcesOfOneNameHaveBeansOfTheirOwnForAsLongAsTheyAreOpen(Node node) throws Exception {
        String name = "nexs-beans-127.0.0.1_" + node.port();
        try (LogCapture log = LogCapture.of("com.zaxxer.hikari.pool");
                NexsDataSource first = open(node)) {
            first.getConnection().close();
            try (NexsDataSource second = open(node)) {
                second.getConnection().close();
                assertThat(beans())
                        .containsExactlyInAnyOrder(
                                "Pool (" + name + ")",
                                "PoolConfig (" + name + ")",
                                "Pool (" + name + "-2)",
                                "PoolConfig (" + name + "-2)");
            }
            await().untilAsserted(() ->
                    assertThat(beans()).containsExactlyInAnyOrder("Pool (" + name + ")", "PoolConfig (" + name + ")"));
            assertThat(log.lines()).noneMatch(line -> line.contains("already registered"));
        }
        await().untilAsserted(() -> assertThat(beans()).isEmpty());
    }
}
