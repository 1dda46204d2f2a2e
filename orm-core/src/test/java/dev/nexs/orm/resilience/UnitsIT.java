package dev.nexs.orm.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Isolation;
import dev.nexs.orm.TransactionFailedException;
import dev.nexs.orm.TransactionRunner;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class UnitsIT {

    private final Node node;
    private final TransactionRunner<Connection> tx;

    UnitsIT(Node node) {
        this.node = node;
        this.tx = Transactions.of(node.dataSource(), o -> o.initialDelay(Duration.ofMillis(1)));
    }

    @BeforeEach
    void table() {
        node.execute(
                "drop table if exists account cascade",
                "create table account(id int primary key, balance int not null)",
                "insert into account select g, 100 from generate_series(1, 4) g");
    }

    @Test
    void aUnitCommitsWhatItDidAndReturnsItsResult() throws Exception {
        int changed = tx.write(connection -> update(connection, "update account set balance = 1 where id = 1"));
        assertThat(changed).isEqualTo(1);
        assertThat(balance(1)).isEqualTo(1);
    }

    @Test
    void aUnitThatThrowsRollsBackAndIsAttemptedOnce() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> tx.run(connection -> {
                    attempts.incrementAndGet();
                    update(connection, "update account set balance = 1 where id = 1");
                    throw new IllegalStateException("poisoned");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasNoSuppressedExceptions();
        assertThat(attempts).hasValue(1);
        assertThat(balance(1)).isEqualTo(100);
    }

    @Test
    void aConstraintViolationIsAttemptedOnce() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> tx.run(connection -> {
                    attempts.incrementAndGet();
                    update(connection, "insert into account values (1, 1)");
                }))
                .isInstanceOf(SQLException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aUnitIsReplayedAsAWholeAndTheHookIsToldOfIt() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        List<String> told = new ArrayList<>();
        tx.run(
                o -> o.onRetry(event ->
                        told.add(event.attempt() + " " + event.failure().sqlState())),
                connection -> {
                    update(connection, "update account set balance = balance + 1 where id = 1");
                    if (attempts.incrementAndGet() < 3) {
                        throw new SQLException("made up", "40001");
                    }
                });
        assertThat(attempts).hasValue(3);
        assertThat(balance(1)).isEqualTo(101);
        assertThat(told).containsExactly("1 40001", "2 40001");
    }

    @Test
    void aFirstFailureNeverHidesBehindTheLast() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Throwable thrown = catchThrowable(() -> tx.run(o -> o.maxAttempts(3), connection -> {
            throw new SQLException("number " + attempts.incrementAndGet(), "40001");
        }));
        assertThat(thrown).hasMessage("number 3");
        assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("number 1", "number 2");
    }

    @Test
    void aUnitThatIsNotReplayableIsNeverReplayed() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> tx.run(o -> o.replayable(false), connection -> {
                    attempts.incrementAndGet();
                    throw new SQLException("made up", "40001");
                }))
                .hasMessage("made up");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        Thread caller = Thread.currentThread();
        assertThatThrownBy(() -> tx.run(
                        o -> o.initialDelay(Duration.ofMinutes(1))
                                .maxDelay(Duration.ofMinutes(1))
                                .jitter(0)
                                .onRetry(event -> caller.interrupt()),
                        connection -> {
                            attempts.incrementAndGet();
                            throw new SQLException("made up", "40001");
                        }))
                .hasMessage("made up");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(attempts).hasValue(1);
    }

    @Test
    void whatOnRetryThrowsEndsTheUnitAtOnce() {
        AtomicInteger attempts = new AtomicInteger();
        long begin = System.nanoTime();
        assertThatThrownBy(() -> tx.write(
                        o -> o.initialDelay(Duration.ofSeconds(10))
                                .maxDelay(Duration.ofSeconds(10))
                                .onRetry(event -> {
                                    throw new IllegalStateException("enough");
                                }),
                        connection -> {
                            attempts.incrementAndGet();
                            throw new SQLException("made up", "40001");
                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        assertThat(attempts).hasValue(1);
        assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
    }

    @Test
    void theDeadlineEndsTheReplays() throws Exception {
        long begin = System.nanoTime();
        assertThatThrownBy(() -> tx.run(o -> o.deadline(Duration.ofMillis(200)).maxAttempts(1_000_000), connection -> {
                    throw new SQLException("made up", "40001");
                }))
                .hasMessage("made up");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(100), Duration.ofSeconds(10));
    }

    @Test
    void aNestedUnitJoins() throws Exception {
        AtomicInteger inner = new AtomicInteger();
        tx.run(connection -> {
            update(connection, "update account set balance = 7 where id = 1");
            assertThat(tx.<Integer, SQLException>read(joined -> {
                        assertThat(joined).isSameAs(connection);
                        return one(joined, "select balance from account where id = 1");
                    }))
                    .isEqualTo(7);
            inner.incrementAndGet();
        });
        assertThat(inner).hasValue(1);
    }

    @Test
    void anInnerFailureThatIsCaughtStillRollsTheOuterUnitBack() throws Exception {
        assertThatThrownBy(() -> tx.run(connection -> {
                    update(connection, "update account set balance = 7 where id = 1");
                    assertThat(catchThrowable(() -> tx.run(same -> {
                                throw new IllegalStateException("inner");
                            })))
                            .isNotNull();
                }))
                .hasMessage("inner");
        assertThat(balance(1)).isEqualTo(100);
    }

    @Test
    void aSavepointUndoesOnlyTheInnerUnit() throws Exception {
        tx.run(connection -> {
            update(connection, "update account set balance = 7 where id = 1");
            assertThatThrownBy(() ->
                            tx.run(o -> o.savepoint(true), same -> update(same, "insert into account values (1, 1)")))
                    .isInstanceOf(SQLException.class);
            update(connection, "update account set balance = 8 where id = 2");
        });
        assertThat(balance(1)).isEqualTo(7);
        assertThat(balance(2)).isEqualTo(8);
    }

    @Test
    void aWriteInsideAReadUnitIsRefused() throws Exception {
        assertThatThrownBy(() -> tx.read(connection -> tx.write(same -> 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("make the outer one a write unit");
    }

    @Test
    void aReadUnitThatWritesIsRefusedByTheServerAndAttemptedOnce() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> tx.read(connection -> {
                    attempts.incrementAndGet();
                    return update(connection, "update account set balance = 7 where id = 1");
                }))
                .hasMessageContaining("read-only transaction");
        assertThat(attempts).hasValue(1);
    }

    @Test
    void theWorkMayNotCommitByItself() throws Exception {
        assertThatThrownBy(() -> tx.run(Connection::commit)).hasMessageContaining("commits when its work returns");
        assertThatThrownBy(() -> tx.run(Connection::rollback)).hasMessageContaining("rolls back when it throws");
        assertThatThrownBy(() -> tx.run(connection -> connection.setAutoCommit(true)))
                .hasMessageContaining("inside a unit of work");
    }

    @Test
    void optionsReachTheServer() throws Exception {
        String seen = tx.write(
                o -> o.isolation(Isolation.SERIALIZABLE)
                        .statementTimeout(Duration.ofSeconds(7))
                        .lockTimeout(Duration.ofMillis(1500)),
                connection -> text(
                        connection,
                        "select current_setting('transaction_isolation') || ' ' || current_setting('statement_timeout')"
                                + " || ' ' || current_setting('lock_timeout')"));
        assertThat(seen).isEqualTo("serializable 7s 1500ms");
        String reading = tx.read(
                o -> o.isolation(Isolation.SERIALIZABLE).deferrable(true),
                connection -> text(
                        connection,
                        "select current_setting('transaction_read_only') || ' ' ||"
                                + " current_setting('transaction_deferrable')"));
        assertThat(reading).isEqualTo("on on");
    }

    @Test
    void wrongOptionsAreAllReportedAtOnce() throws Exception {
        assertThatThrownBy(() -> tx.write(
                        o -> o.maxAttempts(0)
                                .jitter(2)
                                .lockTimeout(Duration.ZERO)
                                .deferrable(true),
                        c -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxAttempts is 0")
                .hasMessageContaining("jitter is 2.0")
                .hasMessageContaining("lockTimeout is PT0S")
                .hasMessageContaining("deferrable");
    }

    @Test
    void aConstraintCheckedAtCommitFailsTheUnitOnceAndForSure() throws Exception {
        node.execute(
                "drop table if exists child",
                "create table child(account int references account deferrable initially deferred)");
        AtomicInteger attempts = new AtomicInteger();
        for (CommitResolution resolution : new CommitResolution[] {CommitResolution.NONE, CommitResolution.XID}) {
            assertThatThrownBy(() -> tx.run(o -> o.commitResolution(resolution), connection -> {
                        attempts.incrementAndGet();
                        update(connection, "insert into child values (4711)");
                    }))
                    .isInstanceOf(TransactionFailedException.class)
                    .hasMessageContaining("child_account_fkey");
        }
        assertThat(attempts).hasValue(2);
        node.execute("drop table child");
    }

    @Test
    void aFailedStatementThatWasCaughtDoesNotCommitSilently() throws Exception {
        assertThatThrownBy(() -> tx.run(connection -> {
                    update(connection, "update account set balance = 7 where id = 1");
                    assertThat(catchThrowable(() -> update(connection, "insert into account values (1, 1)")))
                            .isNotNull();
                }))
                .isInstanceOf(TransactionFailedException.class);
        assertThat(balance(1)).isEqualTo(100);
    }

    @Test
    void transfersUnderContentionKeepTheSum() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        AtomicInteger retries = new AtomicInteger();
        TransactionRunner<Connection> bank = Transactions.of(
                node.dataSource(),
                o -> o.isolation(Isolation.SERIALIZABLE)
                        .maxAttempts(1_000)
                        .initialDelay(Duration.ofMillis(1))
                        .maxDelay(Duration.ofMillis(50))
                        .onRetry(event -> retries.incrementAndGet()));
        List<Future<?>> transfers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            transfers.add(threads.submit(() -> {
                for (int n = 0; n < 25; n++) {
                    int from = ThreadLocalRandom.current().nextInt(1, 5);
                    int to = from % 4 + 1;
                    transfer(bank, from, to);
                }
                return null;
            }));
        }
        for (Future<?> transfer : transfers) {
            transfer.get();
        }
        threads.shutdown();
        assertThat(retries).hasPositiveValue();
        int sum = tx.read(connection -> one(connection, "select sum(balance) from account"));
        int negative = tx.read(connection -> one(connection, "select count(*) from account where balance < 0"));
        assertThat(sum).isEqualTo(400);
        assertThat(negative).isZero();
    }

    /** Reads before it writes, so that a lost update would break the invariant. */
    private static void transfer(TransactionRunner<Connection> bank, int from, int to) throws SQLException {
        bank.run(connection -> {
            int left = one(connection, "select balance from account where id = " + from);
            int right = one(connection, "select balance from account where id = " + to);
            if (left >= 10) {
                update(connection, "update account set balance = " + (left - 10) + " where id = " + from);
                update(connection, "update account set balance = " + (right + 10) + " where id = " + to);
            }
        });
    }

    private int balance(int id) {
        try (Connection connection = node.connect()) {
            return one(connection, "select balance from account where id = " + id);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static int one(Connection connection, String sql) throws SQLException {
        return Integer.parseInt(text(connection, sql));
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }
}
