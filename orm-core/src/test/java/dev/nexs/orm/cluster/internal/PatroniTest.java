package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.pool.NodeAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatroniTest {

    private static final String CLUSTER = """
            {"members": [
              {"name": "n1", "role": "replica", "state": "streaming", "host": "10.0.0.1", "port": 5432, "timeline": 4},
              {"name": "n2", "role": "leader", "state": "running", "host": "%s", "port": 5433, "timeline": 4}],
             "scope": "demo"}""";

    private final AtomicReference<String> answer = new AtomicReference<>("");
    private final AtomicInteger questions = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/cluster", exchange -> {
            questions.incrementAndGet();
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Test
    void theLeaderIsReadFromTheDescriptionOfTheCluster() throws IOException {
        answer.set(CLUSTER.formatted("10.0.0.2"));
        PatroniClient.Leader leader = new PatroniClient(Duration.ofSeconds(1)).leader(endpoint());
        assertThat(leader).isEqualTo(new PatroniClient.Leader("10.0.0.2", 5433));
    }

    @Test
    void withoutALeaderThereIsNone() throws IOException {
        answer.set("{\"members\": [{\"role\": \"replica\", \"host\": \"a\", \"port\": 1}]}");
        assertThat(new PatroniClient(Duration.ofSeconds(1)).leader(endpoint())).isNull();
    }

    @Test
    void anAnswerThatIsNotPatronisIsAnError() {
        answer.set("<html>");
        assertThatThrownBy(() -> new PatroniClient(Duration.ofSeconds(1)).leader(endpoint()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not answer with Patroni's description");
    }

    @Test
    void theWatchNamesTheNodeByItsConfiguredIdAndKeepsTheLastWordWhileNobodyAnswers() {
        answer.set(CLUSTER.formatted("127.0.0.1"));
        AtomicReference<String> leader = new AtomicReference<>();
        ClusterSettings settings = ClusterSettings.of(builder -> builder.probeInterval(Duration.ofMillis(20))
                .patroni(List.of(URI.create("http://127.0.0.1:1"), endpoint())));
        try (PatroniWatch watch =
                new PatroniWatch(settings, leader::set, () -> List.of(new NodeAddress("localhost", 5433)))) {
            watch.start();
            await().untilAsserted(() -> assertThat(leader).hasValue("localhost:5433"));
            answer.set("<html>");
            await().during(Duration.ofMillis(200)).until(() -> "localhost:5433".equals(leader.get()));
        }
    }

    @Test
    void anInterruptDoesNotEndTheWatchNorItsPauses() {
        answer.set(CLUSTER.formatted("127.0.0.1"));
        ClusterSettings settings = ClusterSettings.of(
                builder -> builder.probeInterval(Duration.ofMillis(100)).patroni(List.of(endpoint())));
        try (PatroniWatch watch = new PatroniWatch(settings, leader -> {}, List::of)) {
            watch.start();
            await().until(() -> questions.get() > 0);
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("nexs-patroni"))
                    .forEach(Thread::interrupt);
            int before = questions.get();
            await().until(() -> questions.get() >= before + 2);
            await().during(Duration.ofMillis(500)).until(() -> questions.get() < before + 12);
        }
    }
}
