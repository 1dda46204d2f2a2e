package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.Consistency;
import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.ReadPreference;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.cluster.Strangers;
import dev.nexs.testing.Cluster;
import dev.nexs.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are no unit's, inside a scope, while the only replica stands still. */
@PostgresCluster(replicas = 1)
class ScopeIT {

    private static final String WRITE = "insert into noted values (1)";

    private final Cluster cluster;
    private final NexsDataSource source;
    private final TransactionRunner<Connection> tx;

    ScopeIT(Cluster cluster) {
        this.cluster = cluster;
        this.source = open(cluster);
        this.tx = Transactions.of(source, o -> o.replicaWait(Duration.ofMillis(20)));
    }

    @BeforeEach
    void letTheReplicaStandStill() {
        cluster.primary().execute("drop table if exists noted", "create table noted(n int)");
        cluster.awaitReplication(Duration.ofSeconds(20));
        cluster.replica(0).pauseReplay();
    }

    @AfterEach
    void goOn() {
        source.close();
        cluster.replica(0).resumeReplay();
    }

    @Test
    void aConnectionBorrowedInAScopeShowsWhatUnitsWroteThere() throws SQLException {
        try (ConsistencyScope ignored = ConsistencyScope.open()) {
            tx.run(connection -> execute(connection, WRITE));
            assertThat(rows(ReadPreference.SECONDARY_PREFERRED)).isEqualTo(1);
            assertThatThrownBy(() -> rows(ReadPreference.SECONDARY)).hasMessageContaining("no replica has reached");
        }
        assertThat(rows(ReadPreference.SECONDARY_PREFERRED)).as("outside").isZero();
    }

    @Test
    void whatIsWrittenOnABorrowedConnectionCountsWhileItIsOpenAndAfter() throws SQLException {
        try (ConsistencyScope scope = ConsistencyScope.open()) {
            try (Connection connection = source.getConnection()) {
                assertThat(rows(tx)).isZero();
                execute(connection, WRITE);
                assertThat(rows(tx)).isEqualTo(1);
                execute(connection, WRITE);
                assertThat(rows(tx)).isEqualTo(2);
                assertThat(rows(ReadPreference.SECONDARY_PREFERRED)).isEqualTo(2);
            }
            assertThat(rows(tx)).isEqualTo(2);
            ConsistencyToken token = scope.token().orElseThrow();
            int handed = tx.with(o -> o.consistency(Consistency.TOKEN))
                    .withToken(token)
                    .read(ScopeIT::rows);
            assertThat(handed).isEqualTo(2);
        }
    }

    @Test
    void aRoutingConnectionHonoursTheScopeOfItsFirstStatement() throws SQLException {
        try (Connection reader = source.routing().getConnection();
                Connection writer = source.routing().getConnection()) {
            reader.setReadOnly(true);
            try (ConsistencyScope ignored = ConsistencyScope.open()) {
                writer.setAutoCommit(false);
                execute(writer, WRITE);
                writer.commit();
                writer.close();
                assertThat(rows(reader)).isEqualTo(1);
            }
            reader.setReadOnly(false);
            reader.setReadOnly(true);
            assertThat(rows(reader)).as("outside").isZero();
        }
    }

    @Test
    void aConnectionOfAScopeIsAnOrdinaryOne() throws SQLException {
        try (ConsistencyScope ignored = ConsistencyScope.open();
                Connection connection = source.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.isReadOnly()).isFalse();
            assertThat(connection.isWrapperFor(org.postgresql.PGConnection.class))
                    .isTrue();
            assertThat(connection.unwrap(org.postgresql.PGConnection.class).getBackendPID())
                    .isPositive();
            connection.setAutoCommit(false);
            execute(connection, WRITE);
            connection.rollback();
            assertThat(rows(connection)).isZero();
            connection.rollback();
            connection.close();
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void withConsistencyNoneNoScopeIsHonoured() throws SQLException {
        try (NexsDataSource blind = NexsDataSource.builder()
                        .url(cluster.jdbcUrl())
                        .username(cluster.username())
                        .password(cluster.password())
                        .set("nexs.consistency", "none")
                        .build();
                ConsistencyScope scope = ConsistencyScope.open()) {
            try (Connection connection = blind.getConnection()) {
                execute(connection, WRITE);
            }
            try (Connection connection = blind.getConnection(ReadPreference.SECONDARY)) {
                assertThat(rows(connection)).isZero();
            }
            assertThat(scope.token()).isEmpty();
        }
    }

    @Test
    void aTokenThatDoesNotNameItsClusterDropsNothingOfTheSession() throws SQLException {
        try (ConsistencyScope ignored = ConsistencyScope.open()) {
            ConsistencyToken before = tx.token();
            tx.run(connection -> execute(connection, WRITE));
            ConsistencyToken unnamed = new ConsistencyToken(0, before.timeline(), before.lsn());
            assertThat(rows(tx.withToken(unnamed))).isEqualTo(1);
        }
        tx.run(connection -> execute(connection, WRITE));
        ConsistencyToken unnamed =
                new ConsistencyToken(0, tx.token().timeline(), tx.token().lsn());
        try (ConsistencyScope ignored = ConsistencyScope.open(unnamed)) {
            assertThat(rows(tx)).isEqualTo(2);
        }
    }

    @Test
    void twoClustersOnOneThreadKeepTheirTokensApart() throws Exception {
        try (Cluster second = stranger();
                NexsDataSource other = open(second);
                ConsistencyScope scope = ConsistencyScope.open()) {
            TransactionRunner<Connection> there = Transactions.of(other);
            second.primary().execute("create table noted(n int)");
            tx.run(connection -> execute(connection, WRITE));
            there.run(connection -> execute(connection, WRITE));
            assertThat(rows(tx)).isEqualTo(1);
            assertThat(rows(there)).isEqualTo(1);
            assertThat(scope.tokens()).hasSize(2);
            assertThatThrownBy(scope::token).hasMessageContaining("2 clusters");
            assertThat(tx.token()).isNotEqualTo(there.token());
            assertThat(scope.tokens()).contains(tx.token(), there.token());
            try (NexsDataSource later = open(cluster);
                    ConsistencyScope inner = ConsistencyScope.open(there.token(), tx.token())) {
                assertThat(rows(Transactions.of(later))).isEqualTo(1);
                assertThat(inner.tokens()).hasSize(2);
            }
        }
        tx.run(connection -> execute(connection, WRITE));
        assertThat(rows(tx)).as("remembered by the thread").isEqualTo(2);
    }

    private static Cluster stranger() throws Exception {
        Cluster second = Cluster.start(builder -> builder.replicas(0));
        Strangers.giveAnotherIdentity(second.primary());
        return second;
    }

    private static NexsDataSource open(Cluster cluster) {
        return NexsDataSource.builder()
                .url(cluster.jdbcUrl())
                .username(cluster.username())
                .password(cluster.password())
                .pool(p -> p.maximumSize(4))
                .build();
    }

    private int rows(ReadPreference preference) throws SQLException {
        try (Connection connection = source.getConnection(preference)) {
            return rows(connection);
        }
    }

    private static int rows(TransactionRunner<Connection> runner) throws SQLException {
        return runner.read(ScopeIT::rows);
    }

    private static int rows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from noted")) {
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
