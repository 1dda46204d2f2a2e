package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Isolation;
import dev.nexs.orm.TransactionFailedException;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** Work that catches the exception of a statement, and goes on as if nothing were. */
@PostgresServer
class CaughtFailuresIT {

    private static final String WRONG = "insert into item values (1, 0)";

    private final Node node;
    private final TransactionRunner<Connection> tx;
    private final AtomicInteger attempts = new AtomicInteger();

    CaughtFailuresIT(Node node) {
        this.node = node;
        this.tx = Transactions.of(node.dataSource(), o -> o.initialDelay(Duration.ofMillis(1)));
    }

    @BeforeEach
    void table() {
        node.execute(
                "drop table if exists item",
                "create table item(id int primary key, n int not null)",
                "insert into item select g, 0 from generate_series(1, 4) g");
    }

    @ParameterizedTest
    @EnumSource(CommitResolution.class)
    void aUnitWhoseFailureWasCaughtIsNoSuccessAndNamesTheFirstFailure(CommitResolution resolution) {
        node.execute(CommitMarkers.CREATE_TABLE);
        Throwable thrown = catchThrowable(() -> tx.run(o -> o.commitResolution(resolution), connection -> {
            attempts.incrementAndGet();
            Sql.update(connection, "update item set n = 7 where id = 2");
            swallow(connection, WRONG);
            swallow(connection, "select 1");
        }));
        assertThat(thrown).isInstanceOf(TransactionFailedException.class).hasMessageContaining("item_pkey");
        assertThat(thrown.getCause()).extracting("SQLState").isEqualTo("25P02");
        assertThat(thrown.getCause().getCause()).extracting("SQLState").isEqualTo("23505");
        assertThat(attempts).hasValue(1);
        assertThat(n(2)).isZero();
    }

    @Test
    void aCaughtSerializationFailureIsReplayed() throws Exception {
        List<String> told = new ArrayList<>();
        tx.run(
                o -> o.isolation(Isolation.REPEATABLE_READ)
                        .onRetry(event -> told.add(event.failure().sqlState())),
                connection -> {
                    conflictOnce(connection);
                    swallow(connection, "update item set n = n + 10 where id = 1");
                });
        assertThat(told).containsExactly("40001");
        assertThat(n(1)).isEqualTo(11);
    }

    @Test
    void theFirstFailureDecidesWhateverTheWorkMakesOfIt() throws Exception {
        tx.run(o -> o.isolation(Isolation.REPEATABLE_READ), connection -> {
            conflictOnce(connection);
            if (swallow(connection, "update item set n = n + 10 where id = 1")) {
                throw new IllegalStateException("the work hides the cause");
            }
        });
        assertThat(attempts).hasValue(2);
        assertThat(n(1)).isEqualTo(11);
    }

    @Test
    void anExceptionOfTheWorksOwnCarriesTheFirstFailure() {
        Throwable thrown = catchThrowable(() -> tx.run(connection -> {
            attempts.incrementAndGet();
            swallow(connection, WRONG);
            throw new IllegalStateException("the work's own");
        }));
        assertThat(thrown).isInstanceOf(IllegalStateException.class);
        assertThat(thrown.getSuppressed())
                .singleElement()
                .extracting("SQLState")
                .isEqualTo("23505");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aSavepointClearsTheFirstFailure() throws Exception {
        tx.run(connection -> {
            Savepoint savepoint = connection.setSavepoint();
            swallow(connection, WRONG);
            connection.rollback(savepoint);
            Sql.update(connection, "update item set n = 7 where id = 2");
        });
        assertThat(n(2)).isEqualTo(7);
        Throwable thrown = catchThrowable(() -> tx.run(connection -> {
            Savepoint savepoint = connection.setSavepoint();
            swallow(connection, WRONG);
            connection.rollback(savepoint);
            swallow(connection, "select 1 / 0");
        }));
        assertThat(thrown.getCause().getCause()).extracting("SQLState").isEqualTo("22012");
    }

    @Test
    void aReadUnitInATransactionIsJudgedTheSame() {
        assertThatThrownBy(() -> tx.read(o -> o.transaction(true), connection -> swallow(connection, "select 1 / 0")))
                .isInstanceOf(TransactionFailedException.class)
                .hasMessageContaining("22012");
    }

    @Test
    void anInnerUnitWithASavepointThatCatchesItsFailureFailsAlone() throws Exception {
        tx.run(connection -> {
            Sql.update(connection, "update item set n = 7 where id = 2");
            Throwable inner = catchThrowable(() -> tx.write(o -> o.savepoint(true), same -> swallow(same, WRONG)));
            assertThat(inner).isInstanceOf(TransactionFailedException.class).hasMessageContaining("item_pkey");
        });
        assertThat(n(2)).isEqualTo(7);
    }

    @Test
    void whatAnInnerUnitJoinedInsideASavepointBrokeIsUndoneWithIt() throws Exception {
        tx.run(connection -> {
            Sql.update(connection, "update item set n = 7 where id = 2");
            assertThatThrownBy(() -> tx.run(
                            o -> o.savepoint(true),
                            middle -> tx.run(inner -> {
                                Sql.update(inner, "update item set n = 8 where id = 2");
                                throw new IllegalStateException("inner");
                            })))
                    .hasMessage("inner");
        });
        assertThat(n(2)).isEqualTo(7);
    }

    @Test
    void aSavepointDoesNotCoverWhatFailedBeforeIt() {
        assertThatThrownBy(() -> tx.run(connection -> {
                    assertThat(catchThrowable(() -> tx.run(inner -> {
                                throw new IllegalStateException("joined");
                            })))
                            .isNotNull();
                    assertThatThrownBy(() -> tx.run(o -> o.savepoint(true), inner -> attempts.incrementAndGet()))
                            .hasMessage("joined");
                }))
                .hasMessage("joined");
        assertThat(attempts).hasValue(0);
    }

    @Test
    void aLostConnectionThatWasCaughtIsReplayedAndIsNoUnknownOutcome() throws Exception {
        tx.run(connection -> {
            Sql.update(connection, "update item set n = n + 1 where id = 3");
            endSessionOnce(connection);
            swallow(connection, "select 1");
        });
        assertThat(attempts).hasValue(2);
        assertThat(n(3)).isEqualTo(1);
    }

    @Test
    void aPoolThatForgetsTheReasonDoesNotHideALostConnection() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(node.dataSource());
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            Transactions.of(pool, o -> o.initialDelay(Duration.ofMillis(1))).run(connection -> {
                Sql.update(connection, "update item set n = n + 1 where id = 3");
                endSessionOnce(connection);
                swallow(connection, "select 1");
                Sql.update(connection, "update item set n = n + 1 where id = 4"); // "Connection is closed", no SQLSTATE
            });
        }
        assertThat(attempts).hasValue(2);
        assertThat(n(3)).isEqualTo(1);
        assertThat(n(4)).isEqualTo(1);
    }

    /** Takes the snapshot and lets somebody else change row 1 behind it, the first time. */
    private void conflictOnce(Connection connection) throws SQLException {
        Sql.number(connection, "select n from item where id = 1");
        if (attempts.incrementAndGet() == 1) {
            node.execute("update item set n = n + 1 where id = 1");
        }
    }

    private void endSessionOnce(Connection connection) throws SQLException {
        if (attempts.incrementAndGet() == 1) {
            node.execute("select pg_terminate_backend("
                    + connection.unwrap(PGConnection.class).getBackendPID() + ", 5000)");
        }
    }

    private static boolean swallow(Connection connection, String sql) {
        return catchThrowable(() -> {
                    if (sql.startsWith("select")) {
                        Sql.text(connection, sql);
                    } else {
                        Sql.update(connection, sql);
                    }
                })
                != null;
    }

    private int n(int id) {
        try (Connection connection = node.connect()) {
            return Sql.number(connection, "select n from item where id = " + id);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
