package dev.nexs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a container forbids user namespaces, root runs the server as another account. */
class RunAsIT {

    private static final String SETTING = "nexs.test.run-as";

    @AfterEach
    void clear() {
        System.clearProperty(SETTING);
    }

    @Test
    void rootCanRunServersAsNobody() throws Exception {
        assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")), "not root");
        System.setProperty(SETTING, "nobody");
        try (Cluster cluster = Cluster.start(c -> c.replicas(1).tls())) {
            cluster.primary().execute("create table item(id int)");
            cluster.awaitReplication(Duration.ofSeconds(10));
            cluster.rotateCertificates();
            Node old = cluster.primary();
            old.kill();
            cluster.replica(0).promote();
            cluster.rejoin(old);
            assertThat(Replication.value(old, "select count(*) from item")).isEqualTo("0");
        }
    }
}
