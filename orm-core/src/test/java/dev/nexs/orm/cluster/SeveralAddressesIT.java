package dev.nexs.orm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A virtual machine reads its table of hosts from a file only if it was started so, therefore the test starts one. */
@PostgresCluster(replicas = 0, tls = true)
class SeveralAddressesIT {

    private static String askedIn(Path folder, String url, Node login) throws Exception {
        Path said = folder.resolve("said");
        Process machine = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.net.hosts.file=" + folder.resolve("hosts"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Port.class.getName(),
                        url,
                        login.username(),
                        login.password())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(machine.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return Files.readString(said);
        } finally {
            machine.destroyForcibly();
        }
    }

    /** Says the port of the primary, or why there is none. */
    static final class Port {

        private Port() {}

        public static void main(String[] arguments) throws SQLException {
            try (NexsDataSource source = NexsDataSource.from(Map.of(
                            "nexs.url", arguments[0],
                            "nexs.username", arguments[1],
                            "nexs.password", arguments[2],
                            "nexs.failover.timeout", "5s"));
                    Connection connection = source.getConnection()) {
                System.out.println("port " + WatchedCluster.port(connection));
            }
        }
    }

    @Test
    void aNameWhoseFirstAddressIsDeadLeadsToTheNext(Cluster servers, @TempDir Path folder) throws Exception {
        Node node = servers.primary();
        Files.writeString(folder.resolve("hosts"), "127.0.0.2 localhost\n127.0.0.1 localhost\n");
        String url = "jdbc:postgresql://localhost:" + node.port() + "/" + node.database() + "?sslmode=verify-full"
                + "&sslrootcert=" + servers.authority().certificate();

        assertThat(askedIn(folder, url, node)).contains("port " + node.port());
    }
}
