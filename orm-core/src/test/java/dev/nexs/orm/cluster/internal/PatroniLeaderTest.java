package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.nexs.orm.LogCapture;
import dev.nexs.orm.cluster.ClusterEvent.PrimaryLost;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodeRole;
import dev.nexs.orm.cluster.NodeSnapshot;
import dev.nexs.orm.cluster.NodesUnavailableException;
import dev.nexs.orm.cluster.internal.ScriptedServers.Script;
import dev.nexs.orm.pool.NodeAddress;
import dev.nexs.orm.routing.LoadBalancers;
import dev.nexs.orm.routing.internal.Router;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatroniLeaderTest {

    private static final NodeAddress A = new NodeAddress("a", 1);
    private static final NodeAddress B = new NodeAddress("b", 2);

    private final AtomicReference<String> answer = new AtomicReference<>("");
    private final ScriptedServers servers = new ScriptedServers();
    private HttpServer patroni;
    private NodeCluster cluster;
    private Router router;

    @BeforeEach
    void start() throws IOException {
        serve(0);
        servers.scripts.put(A, new Script(true, true, 1));
        servers.scripts.put(B, new Script(true, false, 1));
        answer.set(members("leader", "replica"));
        URI endpoint = URI.create("http://127.0.0.1:" + patroni.getAddress().getPort());
        cluster = NodeCluster.start(
                ClusterSettings.of(settings -> settings.probeInterval(Duration.ofMillis(20))
                        .patroni(List.of(endpoint))
                        .failoverTimeout(Duration.ofMillis(300))
                        .drainTimeout(Duration.ZERO)),
                List.of(A, B),
                servers);
        router = new Router(cluster, LoadBalancers.roundRobin());
        awaitPrimary("a:1");
    }

    private void serve(int port) throws IOException {
        patroni = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        patroni.createContext("/cluster", exchange -> {
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        patroni.start();
    }

    @AfterEach
    void stop() {
        cluster.close();
        patroni.stop(0);
    }

    @Test
    void aPrimaryThatLostTheLeaderLockIsNotWrittenToUntilItHoldsItAgain() throws Exception {
        answer.set(members("replica", "replica"));
        await().until(() -> cluster.primary().isEmpty());

        assertThat(cluster.nodes().get(0).role()).isEqualTo(NodeRole.FENCED);
        assertThat(cluster.nodes().get(0).note()).contains("Patroni knows no leader");
        assertThatThrownBy(router::primary).isInstanceOf(NodesUnavailableException.class);
        assertThat(cluster.history())
                .filteredOn(PrimaryLost.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(event.toString()).contains("Patroni knows no leader"));

        answer.set(members("leader", "replica"));
        awaitPrimary("a:1");
        router.primary().close();
    }

    @Test
    void aLeaderThatIsNotPromotedYetIsNotWrittenTo() {
        answer.set(members("replica", "leader"));
        await().until(() -> cluster.primary().isEmpty());
        assertThat(cluster.nodes().get(0).note()).contains("Patroni's leader is b:2");

        servers.scripts.put(B, new Script(true, true, 2));
        awaitPrimary("b:2");
    }

    @Test
    void aLeaderThatWasDeletedFromTheClusterIsNotWrittenTo() throws Exception {
        answer.set("""
                {"members": [{"name": "n2", "role": "replica", "host": "b", "port": 2}]}""");
        await().until(() -> cluster.primary().isEmpty());
        assertThat(cluster.nodes().get(0).note()).contains("Patroni knows no leader");
        assertThatThrownBy(router::primary)
                .isInstanceOf(NodesUnavailableException.class)
                .hasMessageContaining("a:1: active")
                .hasMessageContaining("Patroni knows no leader");

        answer.set("{\"members\": []}");
        servers.scripts.put(B, new Script(true, true, 2));
        await().until(() -> cluster.nodes().get(1).role() == NodeRole.FENCED);
        assertThat(cluster.primary()).isEmpty();

        answer.set(members("replica", "leader"));
        awaitPrimary("b:2");
        router.primary().close();
    }

    @Test
    void aLeaderThatIsNoNodeOfOursIsNamed() {
        answer.set("""
                {"members": [{"name": "n3", "role": "leader", "host": "127.0.0.9", "port": 3}]}""");
        await().until(() -> cluster.primary().isEmpty());

        assertThat(cluster.nodes().get(0).note()).contains("Patroni's leader is 127.0.0.9:3");
        assertThatThrownBy(router::primary).hasMessageContaining("Patroni's leader is 127.0.0.9:3");
    }

    @Test
    void whilePatroniIsGoneTheLastLeaderServesAndNobodyElseIsAppointed() throws Exception {
        int port = patroni.getAddress().getPort();
        try (LogCapture log = LogCapture.of("dev.nexs.orm.cluster.internal.PatroniWatch")) {
            patroni.stop(0);
            await().untilAsserted(() -> assertThat(log.lines())
                    .anySatisfy(line ->
                            assertThat(line).contains("no Patroni endpoint of").contains("last word stands")));
        }
        awaitPrimary("a:1");
        router.primary().close();

        servers.scripts.put(A, new Script(false, false, 1));
        servers.scripts.put(B, new Script(true, true, 2));
        await().until(() -> cluster.nodes().get(1).role() == NodeRole.FENCED);
        assertThatThrownBy(router::primary).hasMessageContaining("Patroni's leader is a:1");

        answer.set(members("replica", "leader"));
        serve(port);
        awaitPrimary("b:2");
    }

    private void awaitPrimary(String id) {
        await().until(() ->
                cluster.primary().map(NodeSnapshot::id).filter(id::equals).isPresent());
    }

    private static String members(String a, String b) {
        return """
                {"members": [{"name": "n1", "role": "%s", "host": "a", "port": 1},
                             {"name": "n2", "role": "%s", "host": "b", "port": 2}]}""".formatted(a, b);
    }
}
