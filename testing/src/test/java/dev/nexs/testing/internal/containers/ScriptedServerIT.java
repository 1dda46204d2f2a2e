package dev.nexs.testing.internal.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.internal.Accounts;
import dev.nexs.testing.internal.ServerSpec;
import dev.nexs.testing.internal.Tls;
import dev.nexs.testing.internal.embedded.LocalShell;
import dev.nexs.testing.internal.machine.PortClaim;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that run in a container, run on this machine instead: they need a server, not Docker. */
class ScriptedServerIT {

    @Test
    void commandsControlAServer(@TempDir Path directory) throws Exception {
        LocalShell local = new LocalShell();
        Shell shell = new Shell() {
            @Override
            public String run(String script) {
                return local.run(script);
            }

            @Override
            public void write(String path, byte[] content) {
                local.write(path, content);
            }
        };
        try (PortClaim port = PortClaim.any()) {
            Endpoint endpoint = new Endpoint("127.0.0.1", port.port(), "127.0.0.1", port.port());
            ServerSpec spec = new ServerSpec("scripted", Map.of("work_mem", "3MB"), Tls.OFF);
            ScriptedServer server = new ScriptedServer(spec, 18, shell, endpoint, directory.toString(), () -> {});
            try {
                server.initialize();
                server.start();
                assertThat(ask(server, "show work_mem")).isEqualTo("3MB");
                server.configure(Map.of("work_mem", "5MB"));
                org.awaitility.Awaitility.await()
                        .until(() -> ask(server, "show work_mem").equals("5MB"));
                server.pause();
                server.resume();
                server.kill();
                assertThat(server.isRunning()).isFalse();
                server.start();
                assertThat(server.logs()).contains("was not properly shut down");
                assertThat(ask(server, "select 1")).isEqualTo("1");
                server.stop();
            } finally {
                server.kill();
            }
        }
    }

    private static String ask(ScriptedServer server, String sql) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/app";
        try (Connection connection =
                        DriverManager.getConnection(url, Accounts.OWNER.name(), Accounts.OWNER.password());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
