package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.cluster.NodeState;
import dev.nexs.orm.routing.LoadBalancers;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of two replicas one stands still, while another client writes. */
@PostgresCluster(replicas = 2)
class MonotonicReadsIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Pattern QUESTION = Pattern.compile("then pg_last_wal_replay_lsn\\(\\) else");

    private final Cluster cluster;
    private final Node fresh;
    private final Node stale;
    private final NexsDataSource source;
    private final TransactionRunner<Connection> tx;

    MonotonicReadsIT(Cluster cluster) {
        this.cluster = cluster;
        this.fresh = cluster.replica(0);
        this.stale = cluster.replica(1);
        this.source = NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .loadBalancer(LoadBalancers.roundRobin())
                .pool(p -> p.maximumSize(4))
                .build();
        this.tx = Transactions.of(
                source, o -> o.replicaWait(Duration.ofMillis(30)).maxAttempts(1));
    }

    @BeforeEach
    void letOneReplicaStandStill() throws SQLException {
        cluster.primary().execute("drop table if exists seen", "create table seen(n int)");
        cluster.awaitReplication(SOON);
        awaitActive(3);
        stale.pauseReplay();
        cluster.primary().execute("insert into seen values (1)");
        await().until(() -> rows(fresh) == 1);
        assertThat(rows(stale)).isZero();
    }

    @AfterEach
    void goOn() {
        source.close();
        stale.resumeReplay();
    }

    @Test
    void whatWasReadOnceNeverVanishesForThisCallerAndWithoutConsistencyItDoes() throws SQLException {
        int vanished = 0;
        try (ConsistencyScope scope = scopeThatHasSeenTheRow()) {
            for (int i = 0; i < 300; i++) {
                assertThat(rowsRead()).isEqualTo(1);
                vanished += tx.read(o -> o.consistency(Consistency.NONE), MonotonicReadsIT::rows) == 0 ? 1 : 0;
            }
            assertThat(vanished).isPositive();
            assertThat(scope.token()).isPresent();
        }
    }

    @Test
    void anExportedTokenCoversWhatWasRead() throws SQLException {
        ConsistencyToken token;
        try (ConsistencyScope scope = scopeThatHasSeenTheRow()) {
            assertThat(tx.token()).isEqualTo(scope.token().orElseThrow());
            token = ConsistencyToken.parse(scope.token().orElseThrow().toString());
        }
        int stayed = 0;
        for (int i = 0; i < 50; i++) {
            try (ConsistencyScope next = ConsistencyScope.open(token)) {
                assertThat(rowsRead()).isEqualTo(1);
                stayed += next.token().equals(java.util.Optional.of(token)) ? 1 : 0;
            }
            int withToken = tx.with(o -> o.consistency(Consistency.TOKEN))
                    .withToken(token)
                    .read(MonotonicReadsIT::rows);
            assertThat(withToken).isEqualTo(1);
        }
        assertThat(stayed).as("nothing new was read").isEqualTo(50);
    }

    @Test
    void aCallerWhoHasToLeaveItsReplicaIsServedByThePrimaryIfTheOtherOneIsBehind() throws SQLException {
        try (ConsistencyScope ignored = scopeThatHasSeenTheRow()) {
            source.cluster().drain(id(fresh));
            assertThat(rowsRead()).isEqualTo(1);
            assertThat(portRead()).isEqualTo(cluster.primary().port());
            assertThatThrownBy(() -> tx.read(o -> o.readPreference(ReadPreference.SECONDARY), MonotonicReadsIT::rows))
                    .hasMessageContaining("no replica has reached");
            stale.resumeReplay();
            await().untilAsserted(() -> assertThat(portRead()).isEqualTo(stale.port()));
            assertThat(rowsRead()).isEqualTo(1);
        } finally {
            source.cluster().resume(id(fresh));
        }
    }

    @Test
    void aReplicaThatDiedCannotBeAskedSoThePrimaryServes() throws SQLException {
        try (ConsistencyScope scope = scopeThatHasSeenTheRow()) {
            fresh.kill();
            int afterTheKill = tx.read(o -> o.maxAttempts(5), MonotonicReadsIT::rows);
            assertThat(afterTheKill).isEqualTo(1);
            awaitActive(2);
            for (int i = 0; i < 20; i++) {
                assertThat(rowsRead()).isEqualTo(1);
            }
            assertThat(scope.token()).isPresent();
            assertThatThrownBy(() -> tx.read(o -> o.readPreference(ReadPreference.SECONDARY), MonotonicReadsIT::rows))
                    .hasMessageContaining("no replica has reached");
        } finally {
            fresh.start();
        }
    }

    @Test
    void whereNeitherTheFormerReplicaNorThePrimaryCanBeAskedStrictReadsFailAndSayWhy() throws SQLException {
        Node primary = cluster.primary();
        try (ConsistencyScope scope = scopeThatHasSeenTheRow()) {
            fresh.kill();
            primary.kill();
            await().until(() -> source.cluster().nodes().stream()
                            .filter(node -> node.state() == NodeState.FAILED)
                            .count()
                    == 2);
            assertThatThrownBy(() -> tx.read(o -> o.readPreference(ReadPreference.SECONDARY), MonotonicReadsIT::rows))
                    .hasMessageContaining("the node last read from does not say how far it is");
            assertThatThrownBy(scope::token).hasMessageContaining("neither the node last read from nor the primary");
        } finally {
            primary.start();
            fresh.start();
            awaitActive(3);
        }
    }

    @Test
    void stayingWithANodeAsksNothing() throws SQLException {
        cluster.nodes().forEach(node -> node.setting("log_statement", "all"));
        try (ConsistencyScope ignored = scopeThatHasSeenTheRow()) {
            long before = questions();
            for (int i = 0; i < 200; i++) {
                tx.read(MonotonicReadsIT::rows);
            }
            assertThat(questions() - before).as("in 200 reads").isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aCallerWhomNoReplicaCanServeDoesNotWaitForThemAtEachRead() throws SQLException {
        fresh.pauseReplay();
        cluster.nodes().forEach(node -> node.setting("log_statement", "all"));
        try (ConsistencyScope ignored = ConsistencyScope.open()) {
            tx.run(connection -> execute(connection, "insert into seen values (2)"));
            assertThat(rowsRead()).isEqualTo(2);
            long before = questions();
            for (int i = 0; i < 20; i++) {
                assertThat(rowsRead()).isEqualTo(2);
            }
            assertThat(questions() - before).as("in 20 reads").isLessThan(20);
        } finally {
            fresh.resumeReplay();
        }
    }

    /** Each scope reads where its turn is; one that found the row has read from the fresh replica. */
    private ConsistencyScope scopeThatHasSeenTheRow() throws SQLException {
        while (true) {
            ConsistencyScope scope = ConsistencyScope.open();
            if (tx.read(MonotonicReadsIT::rows) == 1) {
                return scope;
            }
            scope.close();
        }
    }

    private int rowsRead() throws SQLException {
        return tx.read(MonotonicReadsIT::rows);
    }

    private int portRead() throws SQLException {
        return tx.read(MonotonicReadsIT::port);
    }

    private long questions() {
        return cluster.nodes().stream()
                .mapToLong(node -> QUESTION.matcher(node.logs()).results().count())
                .sum();
    }

    private void awaitActive(int nodes) {
        await().until(() -> source.cluster().nodes().stream()
                        .filter(node -> node.state() == NodeState.ACTIVE)
                        .count()
                == nodes);
    }

    private static String id(Node node) {
        return node.host() + ":" + node.port();
    }

    private static int rows(Node node) throws SQLException {
        try (Connection connection = node.connect()) {
            return rows(connection);
        }
    }

    private static int rows(Connection connection) throws SQLException {
        return number(connection, "select count(*) from seen");
    }

    private static int port(Connection connection) throws SQLException {
        return number(connection, "select current_setting('port')::int");
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
