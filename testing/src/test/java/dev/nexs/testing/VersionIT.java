package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionIT {

    @Test
    void aTestThatAsksForNoVersionGetsThatOfTheSetting() {
        System.setProperty("nexs.test.version", "14");
        try (Cluster cluster = Cluster.start(c -> c.replicas(0))) {
            assertThat(Replication.value(cluster.primary(), "show server_version"))
                    .startsWith("14.");
        } finally {
            System.clearProperty("nexs.test.version");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"14", "15", "16", "17"})
    void olderVersionsReplicateAndPromote(String version) {
        try (Cluster cluster = Cluster.start(c -> c.version(version).replicas(1))) {
            assertThat(Replication.value(cluster.primary(), "show server_version"))
                    .startsWith(version + ".");
            cluster.primary().execute("create table item(id int)");
            cluster.awaitReplication(Duration.ofSeconds(10));
            cluster.primary().kill();
            cluster.replica(0).promote();
            Statements statements =
                    cluster.primary().statements(() -> cluster.primary().execute("insert into item values (1)"));
            statements.assertCount("INSERT", 1);
            assertThat(statements.all().get(0).plan()).contains("Insert on item");
        }
    }
}
