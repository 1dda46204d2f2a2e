package dev.nexs.orm.routing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.LogCapture;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.cluster.NodesUnavailableException;
import dev.nexs.orm.cluster.WalPosition;
import dev.nexs.orm.cluster.internal.NodeCluster;
import dev.nexs.orm.routing.LoadBalancers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL 19 is not at hand, so a script plays it. */
class WaitForLsnTest {

    private static final ConsistencyToken AHEAD = new ConsistencyToken(0, 1, 0x1_0000_3000L);
    private static final Duration WAIT = Duration.ofMillis(200);

    private final WaitingServers servers = new WaitingServers();
    private NodeCluster cluster;
    private Router router;

    private void start(int version) {
        servers.version = version;
        cluster = NodeCluster.start(
                ClusterSettings.of(settings -> settings.probeInterval(Duration.ofMillis(10))),
                List.of(WaitingServers.PRIMARY, WaitingServers.REPLICA),
                servers);
        router = new Router(cluster, LoadBalancers.roundRobin());
        await().until(() ->
                cluster.table().primary() != null && cluster.table().replicas().size() == 1);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void theStatementNamesThePositionAndATimeThatIsNeverZero() {
        start(190_000);
        WalPosition position = AHEAD.position();
        assertThat(ReplayWait.statementFor(position, 75))
                .isEqualTo("WAIT FOR LSN '1/3000' WITH (TIMEOUT '75ms', NO_THROW)");
        assertThat(ReplayWait.statementFor(position, 0)).contains("TIMEOUT '1ms'");
        assertThat(ReplayWait.statementFor(position, -5)).contains("TIMEOUT '1ms'");
    }

    @Test
    void aServerThatCanWaitIsToldOnceAndNotAskedAgainAndAgain() throws SQLException {
        start(190_000);
        Borrowed borrowed = router.borrow(ReadPreference.SECONDARY, AHEAD, WAIT);
        assertThat(borrowed.route().id()).isEqualTo(WaitingServers.REPLICA.id());
        assertThat(servers.statements).singleElement().asString().startsWith("WAIT FOR LSN '1/3000' WITH (TIMEOUT '");
    }

    @Test
    void anOlderServerIsAsked() throws SQLException {
        start(180_004);
        servers.replayed = AHEAD.lsn();
        router.borrow(ReadPreference.SECONDARY, AHEAD, WAIT);
        assertThat(servers.statements).singleElement().asString().startsWith("select (case when replica");
    }

    @Test
    void aServerThatDidNotGetThereInTimeOrWasPromotedIsNotReadFrom() {
        start(190_000);
        for (String answer : List.of("timeout", "not in recovery")) {
            servers.answer = answer;
            assertThatThrownBy(() -> router.borrow(ReadPreference.SECONDARY, AHEAD, Duration.ofMillis(20)))
                    .isInstanceOf(NodesUnavailableException.class)
                    .hasMessageContaining("no replica has reached");
        }
    }

    @Test
    void aServerThatRefusesIsAskedInsteadForGoodAndTheReasonIsLogged() throws SQLException {
        start(190_000);
        servers.refusal = new SQLException("syntax error at or near \"WAIT\"", "42601");
        servers.replayed = AHEAD.lsn();
        try (LogCapture log = LogCapture.of(ReplayWait.class.getName())) {
            router.borrow(ReadPreference.SECONDARY, AHEAD, WAIT);
            servers.position = 0;
            cluster.close();
            start(190_000);
            servers.refusal = new SQLException("WAIT FOR must not be called here", "25001");
            router.borrow(ReadPreference.SECONDARY, AHEAD, WAIT);
            router.borrow(ReadPreference.SECONDARY, new ConsistencyToken(0, 1, AHEAD.lsn() - 1), WAIT);
            assertThat(log.lines())
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains(WaitingServers.REPLICA.id() + ": WAIT FOR LSN was refused")
                    .contains("syntax error");
        }
        assertThat(servers.statements.stream()
                        .filter(sql -> sql.startsWith("WAIT"))
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aBrokenConnectionIsNoRefusal() {
        start(190_000);
        servers.refusal = new SQLException("An I/O error occurred", "08006");
        assertThatThrownBy(() -> router.borrow(ReadPreference.SECONDARY, AHEAD, Duration.ofMillis(20)))
                .isInstanceOf(NodesUnavailableException.class);
        assertThat(servers.statements).allSatisfy(sql -> assertThat(sql).startsWith("WAIT"));
    }
}
