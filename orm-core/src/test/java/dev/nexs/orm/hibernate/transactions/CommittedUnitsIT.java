package dev.nexs.orm.hibernate.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.nexs.orm.AfterCommitException;
import dev.nexs.orm.CommitOutcomeUnknownException;
import dev.nexs.orm.CommitOutcomeUnknownException.Reason;
import dev.nexs.orm.CommitResolution;
import dev.nexs.orm.Transactions;
import dev.nexs.orm.resilience.CommitMarkers;
import dev.nexs.testing.CommitCut;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.hibernate.HibernateException;
import org.hibernate.Session;
import org.hibernate.SessionEventListener;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is committed, or may be, is never run again, whatever is thrown afterwards. */
@PostgresServer
class CommittedUnitsIT {

    private final Node node;

    CommittedUnitsIT(Node node) {
        this.node = node;
    }

    /** What a session lets run after its COMMIT. */
    @SuppressWarnings("removal") // Hibernate has no other way in yet
    enum Afterwards {
        SYNCHRONIZATION((session, failure) -> session.getTransaction().registerSynchronization(new Failing(failure))),
        CALLBACK((session, failure) -> session.unwrap(SessionImplementor.class)
                .getActionQueue()
                .registerCallback((success, owner) -> {
                    throw failure;
                })),
        LISTENER((session, failure) -> session.addEventListeners(new SessionEventListener() {
            @Override
            public void transactionCompletion(boolean successful) {
                if (successful) {
                    throw failure;
                }
            }
        }));

        private final BiConsumer<Session, HibernateException> register;

        Afterwards(BiConsumer<Session, HibernateException> register) {
            this.register = register;
        }
    }

    private record Failing(RuntimeException failure) implements Synchronization {

        @Override
        public void beforeCompletion() {
            // not yet
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                throw failure;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Afterwards.class)
    void whatFailsAfterTheCommitIsToldAndTheUnitIsNotRunAgain(Afterwards afterwards) {
        try (SessionFactory factory = Factories.ofStock(node).buildSessionFactory()) {
            for (String state : new String[] {"40001", "08001", "25006"}) {
                AtomicInteger attempts = new AtomicInteger();
                HibernateException failure = new HibernateException("made up", new SQLException("made up", state));
                AfterCommitException told = catchThrowableOfType(
                        AfterCommitException.class,
                        () -> Transactions.of(factory).run(session -> {
                            session.persist(new Stock(Long.parseLong(state, 36) * 100 + attempts.incrementAndGet(), 1));
                            afterwards.register.accept(session, failure);
                        }));
                assertThat(attempts).as(state).hasValue(1);
                assertThat(told).hasMessageContaining("is committed").hasStackTraceContaining("made up");
                assertThat(rows(factory)).as(state).isOne();
                factory.inTransaction(session ->
                        session.createMutationQuery("delete from Stock").executeUpdate());
            }
        }
    }

    @Test
    void aCallbackThatFindsThePoolExhaustedDoesNotHaveTheUnitRunAgain() {
        Configuration configuration = Factories.ofStock(node)
                .setProperty("nexs.pool.maximum-size", "1")
                .setProperty("nexs.pool.connection-timeout", "300ms");
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            AtomicInteger attempts = new AtomicInteger();
            assertThatThrownBy(() -> Transactions.of(factory).run(session -> {
                        session.persist(new Stock(attempts.incrementAndGet(), 1));
                        session.getTransaction().registerSynchronization(new Synchronization() {
                            @Override
                            public void beforeCompletion() {
                                // not yet
                            }

                            @Override
                            public void afterCompletion(int status) {
                                factory.inTransaction(other -> other.find(Stock.class, 1L));
                            }
                        });
                    }))
                    .isInstanceOf(AfterCommitException.class);
            assertThat(attempts).hasValue(1);
            assertThat(rows(factory)).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"XID", "MARKER"},
            value = CommitResolution.class)
    void aLostAnswerIsResolvedAlsoWhereTheProviderFailsWithExceptionsOfHibernates(CommitResolution resolution)
            throws Exception {
        node.execute(CommitMarkers.CREATE_TABLE);
        try (SessionFactory factory = SchemaTenants.factory(node.proxy().jdbcUrl(), node)) {
            Transactions tx = Transactions.of(factory);
            AtomicInteger attempts = new AtomicInteger();
            CommitCut cut = node.proxy().cutAfterCommitSent();
            CompletableFuture<Void> back = CompletableFuture.runAsync(() -> {
                try {
                    cut.await(Duration.ofSeconds(20));
                    node.proxy().refuse();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            CompletableFuture<Void> healed = back.thenRunAsync(
                    node.proxy()::pass, CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS));
            tx.run(
                    o -> o.commitResolution(resolution),
                    session -> session.persist(new Stock(attempts.incrementAndGet(), 1)));
            healed.join();
            assertThat(cut.happened()).isTrue();
            assertThat(attempts).hasValue(1);
            assertThat(rows(factory)).isOne();
        }
    }

    @Test
    @Timeout(60)
    void aServerThatDoesNotComeBackLeavesTheOutcomeUnknownWithinTheResolutionTimeout() throws Exception {
        try (SessionFactory factory = SchemaTenants.factory(node.proxy().jdbcUrl(), node)) {
            try {
                leavesTheOutcomeUnknown(factory);
            } finally {
                node.proxy().pass();
                // what comes too late is given back to Hibernate's pool, which closes nothing once it is stopped
                await().until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("nexs-commit-resolver")));
            }
        }
    }

    private void leavesTheOutcomeUnknown(SessionFactory factory) throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        CommitCut cut = node.proxy().cutAfterCommitSent();
        CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> {
            try {
                cut.await(Duration.ofSeconds(20));
                node.proxy().blackhole();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        long begin = System.nanoTime();
        CommitOutcomeUnknownException unknown = catchThrowableOfType(
                CommitOutcomeUnknownException.class,
                () -> Transactions.of(factory)
                        .run(
                                o -> o.commitResolution(CommitResolution.XID).resolutionTimeout(Duration.ofSeconds(1)),
                                session -> session.persist(new Stock(attempts.incrementAndGet(), 1))));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        gone.join();
        assertThat(unknown.reason()).isEqualTo(Reason.UNRESOLVED_IN_TIME);
        assertThat(unknown.transactionId()).isNotNull();
        assertThat(attempts).hasValue(1);
        assertThat(millis).isBetween(1_000L, 2_500L);
    }

    private static long rows(SessionFactory factory) {
        return factory.fromTransaction(session -> session.createSelectionQuery("select count(*) from Stock", Long.class)
                .getSingleResult());
    }
}
