package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.LogCapture;
import dev.nexs.orm.TransactionFailedException;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The table of markers: missing, not allowed, growing, swept by several at once. */
@PostgresServer
class CommitMarkersIT {

    private static final int EVERY = 500;

    private final Node node;
    private final Connection only;
    private final TransactionRunner<Connection> tx;

    CommitMarkersIT(Node node) throws SQLException {
        this.node = node;
        this.only = node.connect();
        this.tx = Transactions.of(
                SingleConnection.of(only),
                o -> o.commitResolution(CommitResolution.MARKER)
                        .resolutionTimeout(Duration.ofMillis(1))
                        .markerAge(Duration.ofMillis(1)));
    }

    @BeforeEach
    void tables() {
        node.execute(
                "drop table if exists ledger, nexs_commit_marker",
                "create table ledger(n int)",
                CommitMarkers.CREATE_TABLE);
    }

    @AfterEach
    void close() throws SQLException {
        only.close();
    }

    @Test
    void aMissingTableIsToldWithItsStatement() {
        node.execute("drop table nexs_commit_marker");
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> tx.run(connection -> {
                    attempts.incrementAndGet();
                    insert(connection);
                }))
                .isInstanceOf(TransactionFailedException.class)
                .hasMessageContaining("nexs_commit_marker")
                .hasMessageContaining(CommitMarkers.CREATE_TABLE);
        assertThat(attempts).hasValue(1);
        assertThat(count("ledger")).isZero();
    }

    @Test
    void aMissingPrivilegeIsToldWithItsGrant() throws SQLException {
        node.execute("grant insert on ledger to " + node.appRole().name());
        try (Connection connection = node.connectAs(node.appRole())) {
            node.execute(
                    "revoke all on nexs_commit_marker from " + node.appRole().name());
            TransactionRunner<Connection> app =
                    Transactions.of(SingleConnection.of(connection), o -> o.commitResolution(CommitResolution.MARKER));
            assertThatThrownBy(() -> app.run(CommitMarkersIT::insert))
                    .isInstanceOf(TransactionFailedException.class)
                    .hasMessageContaining("GRANT INSERT, SELECT, DELETE");
        }
    }

    @Test
    void whoeverWritesMarkersSweepsThem() throws SQLException {
        for (int i = 0; i < 3 * EVERY; i++) {
            tx.run(CommitMarkersIT::insert);
        }
        assertThat(count("ledger")).isEqualTo(3 * EVERY);
        assertThat(count("nexs_commit_marker")).isLessThanOrEqualTo(EVERY);
    }

    @Test
    void youngMarkersStayAndSweepingCanBeSwitchedOff() throws SQLException {
        TransactionRunner<Connection> keeping = tx.with(o -> o.markerAge(Duration.ofHours(1)));
        TransactionRunner<Connection> off = tx.with(o -> o.sweepMarkers(false));
        for (int i = 0; i < EVERY + 1; i++) {
            keeping.run(CommitMarkersIT::insert);
            off.run(CommitMarkersIT::insert);
        }
        assertThat(count("nexs_commit_marker")).isEqualTo(2 * (EVERY + 1));
    }

    @Test
    void sweepersOfSeveralProcessesDoNotWaitForEachOther() throws SQLException {
        for (int i = 0; i < 20; i++) {
            tx.run(CommitMarkersIT::insert);
        }
        try (Connection one = node.connect();
                Connection other = node.connect()) {
            one.setAutoCommit(false);
            Sql.text(
                    one, "select count(*) from (select from nexs_commit_marker order by id limit 7 for update) locked");
            Sql.update(other, "set lock_timeout = 1");
            assertThat(CommitMarkers.sweep(other, Duration.ZERO)).isEqualTo(13);
            one.rollback();
            assertThat(CommitMarkers.sweep(other, Duration.ZERO)).isEqualTo(7);
        }
    }

    @Test
    void aSweepThatFailsIsLoggedAndTheUnitIsCommitted() throws SQLException {
        try (LogCapture log = LogCapture.of("dev.nexs.orm.resilience.internal.MarkerSweep")) {
            for (int i = 0; i < EVERY - 1; i++) {
                tx.run(CommitMarkersIT::insert);
            }
            node.execute("create or replace function refuse() returns trigger language plpgsql as"
                    + " $$ begin raise 'not now'; end $$");
            node.execute("create trigger refuse before delete on nexs_commit_marker for each statement"
                    + " execute function refuse()");
            tx.run(CommitMarkersIT::insert);
            assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("could not be swept", "not now"));
        }
        assertThat(count("ledger")).isEqualTo(EVERY);
        tx.run(CommitMarkersIT::insert);
        assertThat(count("ledger")).isEqualTo(EVERY + 1);
        node.execute("drop table nexs_commit_marker; drop function refuse");
    }

    private static void insert(Connection connection) throws SQLException {
        Sql.update(connection, "insert into ledger values (1)");
    }

    private int count(String table) {
        try (Connection connection = node.connect()) {
            return Sql.number(connection, "select count(*) from " + table);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
