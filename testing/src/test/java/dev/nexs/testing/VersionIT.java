package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionIT {

    @ParameterizedTest
    @ValueSource(strings = {"16", "17"})
    void olderVersionsReplicateAndPromote(String version) {
        try (Cluster cluster = Cluster.start(c -> c.version(version).replicas(1))) {
            assertThat(Replication.value(cluster.primary(), "show server_version"))
                    .startsWith(version + ".");
            cluster.primary().execute("create table item(id int)");
            cluster.awaitReplication(Duration.ofSeconds(10));
            cluster.primary().kill();
            cluster.replica(0).promote();
            cluster.primary().execute("insert into item values (1)");
        }
    }
}
