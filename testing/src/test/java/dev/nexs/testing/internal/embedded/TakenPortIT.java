package dev.nexs.testing.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.internal.Server;
import dev.nexs.testing.internal.ServerSpec;
import dev.nexs.testing.internal.Tls;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TakenPortIT {

    @Test
    void aPortThatIsTakenBeforeTheFirstStartIsReplaced() throws Exception {
        try (EmbeddedBackend backend = new EmbeddedBackend("")) {
            Server server = backend.create(new ServerSpec("server", Map.of(), Tls.OFF));
            server.initialize();
            int first = server.port();
            try (ServerSocket taken = new ServerSocket(first, 1, InetAddress.getByName("127.0.0.1"))) {
                server.start();
                assertThat(server.port()).isNotEqualTo(first);
                assertThat(taken.isBound()).isTrue();
            }
            server.kill();
            try (ServerSocket taken = new ServerSocket(server.port(), 1, InetAddress.getByName("127.0.0.1"))) {
                assertThatThrownBy(server::start)
                        .hasMessageContainingAll("server cannot listen on port " + taken.getLocalPort(), "in use");
            }
            server.start();
            assertThat(server.isRunning()).isTrue();
        }
    }
}
