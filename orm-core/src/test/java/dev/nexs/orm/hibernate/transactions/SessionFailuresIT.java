package dev.nexs.orm.hibernate.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nexs.orm.Isolation;
import dev.nexs.orm.TransactionFailedException;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.LockModeType;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What goes wrong in a session, thrown or swallowed. */
@PostgresServer
class SessionFailuresIT {

    private final Node node;
    private final SessionFactory factory;
    private final Transactions tx;
    private final AtomicInteger attempts = new AtomicInteger();

    SessionFailuresIT(Node node) {
        this.node = node;
        factory = Factories.ofStock(node).buildSessionFactory();
        tx = Transactions.of(factory);
    }

    @BeforeEach
    void rows() {
        tx.run(session -> {
            session.persist(new Stock(1, 100));
            session.persist(new Stock(2, 100));
        });
    }

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    void aSwallowedViolationIsNoSuccessAndIsNamed() {
        assertThatThrownBy(() -> tx.run(session -> {
                    attempts.incrementAndGet();
                    session.find(Stock.class, 2L).amount = 7;
                    session.persist(new Stock(3, -1));
                    session.flush();
                    violate(session);
                }))
                .isInstanceOf(TransactionFailedException.class)
                .hasMessageContaining("23505")
                .hasStackTraceContaining("stock_pkey");
        assertThat(attempts).hasValue(1);
        assertThat(amount(2)).isEqualTo(100);
    }

    @Test
    void aSwallowedViolationIsNoSuccessUnderJpaEither() {
        Map<String, Object> settings = new HashMap<>();
        Factories.ofStock(node).getProperties().forEach((name, value) -> settings.put(name.toString(), value));
        settings.put("hibernate.hbm2ddl.auto", "none");
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("stock");
        unit.managedClass(Stock.class).properties(settings);
        try (SessionFactory jpa = unit.createEntityManagerFactory()) {
            Transactions units = Transactions.of(jpa);
            assertThatThrownBy(() -> units.run(this::violate))
                    .isInstanceOf(TransactionFailedException.class)
                    .hasMessageContaining("23505");
            units.run(o -> o.isolation(Isolation.REPEATABLE_READ), this::conflictAndSwallow);
            units.run(session -> {
                session.find(Stock.class, 2L).amount = 7;
                assertThat(catchThrowable(() -> units.run(o -> o.savepoint(true), this::violateAndThrow)))
                        .isInstanceOf(ConstraintViolationException.class);
            });
        }
        assertThat(attempts).hasValue(2);
        assertThat(amount(1)).isEqualTo(102);
        assertThat(amount(2)).isEqualTo(7);
    }

    @Test
    void aSwallowedViolationOfAStatelessSessionIsNoSuccess() {
        assertThatThrownBy(() -> tx.stateless().run(session -> swallow(() -> session.insert(new Stock(1, 0)))))
                .isInstanceOf(TransactionFailedException.class)
                .hasMessageContaining("23505");
    }

    @Test
    void aSwallowedSerializationFailureIsReplayedOnAFreshSession() {
        tx.run(o -> o.isolation(Isolation.REPEATABLE_READ), this::conflictAndSwallow);
        assertThat(attempts).hasValue(2);
        assertThat(amount(1)).isEqualTo(102);
    }

    @Test
    void aSerializationFailureIsReplayedOnAFreshStatelessSession() {
        tx.stateless().run(o -> o.isolation(Isolation.REPEATABLE_READ), session -> {
            Stock stock = session.get(Stock.class, 1L);
            changeOnce();
            stock.amount++;
            session.update(stock);
        });
        assertThat(attempts).hasValue(2);
        assertThat(amount(1)).isEqualTo(102);
    }

    @Test
    void aDeadlockIsReplayed() throws Exception {
        CyclicBarrier bothHoldOne = new CyclicBarrier(2);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> lockBoth(2, 1, bothHoldOne));
        lockBoth(1, 2, bothHoldOne);
        other.get();
        assertThat(attempts).hasValue(3);
        assertThat(amount(1)).isEqualTo(102);
        assertThat(amount(2)).isEqualTo(102);
    }

    @Test
    void aLockTimeoutEndsTheUnitUnlessItIsAskedToTryAgain() throws Exception {
        try (Session holder = factory.openSession()) {
            Transaction held = holder.beginTransaction();
            holder.find(Stock.class, 1L, LockModeType.PESSIMISTIC_WRITE);
            assertThatThrownBy(() -> tx.run(o -> o.lockTimeout(Duration.ofMillis(20)), this::lockFirst))
                    .isInstanceOfAny(LockTimeoutException.class, PessimisticLockException.class)
                    .hasStackTraceContaining("lock timeout");
            assertThat(attempts).hasValue(1);
            tx.run(
                    o -> o.lockTimeout(Duration.ofMillis(20))
                            .retryLockTimeouts(true)
                            .onRetry(event -> held.commit()),
                    this::lockFirst);
            assertThat(attempts).hasValue(3);
        }
        assertThat(amount(1)).isEqualTo(101);
    }

    @Test
    void aSwallowedLockTimeoutIsNoSuccess() {
        try (Session holder = factory.openSession()) {
            holder.beginTransaction();
            holder.find(Stock.class, 1L, LockModeType.PESSIMISTIC_WRITE);
            assertThatThrownBy(() -> tx.run(
                            o -> o.lockTimeout(Duration.ofMillis(20)), session -> swallow(() -> lockFirst(session))))
                    .isInstanceOf(TransactionFailedException.class)
                    .hasMessageContaining("55P03");
            holder.getTransaction().rollback();
        }
    }

    @Test
    void aWishToRollBackIsNoSuccess() {
        assertThatThrownBy(() -> tx.run(session -> {
                    session.find(Stock.class, 1L).amount = 7;
                    session.getTransaction().setRollbackOnly();
                }))
                .isInstanceOf(TransactionFailedException.class)
                .hasMessageContaining("setRollbackOnly()");
        assertThat(amount(1)).isEqualTo(100);
    }

    @Test
    void theWorkMayNotCommitOrRollBackByItself() {
        assertThatThrownBy(() -> tx.run(session -> {
                    session.find(Stock.class, 1L).amount = 7;
                    session.getTransaction().commit();
                }))
                .hasStackTraceContaining("commits when its work returns");
        assertThatThrownBy(() -> tx.run(session -> {
                    session.find(Stock.class, 1L).amount = 7;
                    session.getTransaction().rollback();
                }))
                .hasStackTraceContaining("rolls back when it throws");
        assertThat(amount(1)).isEqualTo(100);
        tx.run(session -> session.find(Stock.class, 1L).amount = 8); // the pool's connections are in order
        assertThat(amount(1)).isEqualTo(8);
    }

    private void lockFirst(Session session) {
        attempts.incrementAndGet();
        session.find(Stock.class, 1L, LockModeType.PESSIMISTIC_WRITE).amount++;
    }

    private void lockBoth(long first, long second, CyclicBarrier bothHoldOne) {
        AtomicBoolean again = new AtomicBoolean();
        tx.run(session -> {
            attempts.incrementAndGet();
            session.find(Stock.class, first, LockModeType.PESSIMISTIC_WRITE).amount++;
            if (!again.getAndSet(true)) {
                assertThatCode(bothHoldOne::await).doesNotThrowAnyException();
            }
            session.find(Stock.class, second, LockModeType.PESSIMISTIC_WRITE).amount++;
        });
    }

    private void violateAndThrow(Session session) {
        session.createNativeMutationQuery("insert into stock (id, version, amount) values (1, 0, 0)")
                .executeUpdate();
    }

    private void violate(Session session) {
        assertThat(catchThrowable(() -> violateAndThrow(session))).isInstanceOf(ConstraintViolationException.class);
    }

    private void conflictAndSwallow(Session session) {
        Stock stock = session.find(Stock.class, 1L);
        changeOnce();
        stock.amount++;
        swallow(session::flush);
    }

    private static void swallow(ThrowingCallable statement) {
        boolean failed = catchThrowable(statement) != null;
        LoggerFactory.getLogger(SessionFailuresIT.class).debug("failed: {}", failed);
    }

    /** Somebody else changes row 1, the first time. */
    private void changeOnce() {
        if (attempts.incrementAndGet() == 1) {
            try (Session other = factory.openSession()) {
                other.inTransaction(t -> other.find(Stock.class, 1L).amount++);
            }
        }
    }

    private int amount(long id) {
        return tx.<Integer, RuntimeException>read(session -> session.find(Stock.class, id).amount);
    }
}
