package dev.nexs.orm.hibernate.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A version that does not fit any more is found at the flush, by a lock, at the commit or when a copy is merged. */
@PostgresServer
class OptimisticLocksIT {

    private final SessionFactory factory;
    private final Transactions tx;
    private final AtomicInteger attempts = new AtomicInteger();

    OptimisticLocksIT(Node node) {
        factory = Factories.ofStock(node).buildSessionFactory();
        tx = Transactions.of(factory);
    }

    @BeforeEach
    void row() {
        tx.run(session -> session.persist(new Stock(1, 100)));
    }

    @AfterEach
    void close() {
        factory.close();
    }

    @Test
    void underContentionEveryChangeIsMadeOnceOnAFreshSession() throws Exception {
        AtomicInteger retries = new AtomicInteger();
        Transactions often = tx.with(o -> o.maxAttempts(1_000).onRetry(event -> retries.incrementAndGet()));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> buyers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            buyers.add(threads.submit(() -> {
                for (int n = 0; n < 10; n++) {
                    often.run(session -> session.find(Stock.class, 1L).amount--);
                }
            }));
        }
        for (Future<?> buyer : buyers) {
            buyer.get();
        }
        threads.shutdown();
        assertThat(amount()).isEqualTo(20);
        assertThat(retries).hasPositiveValue();
    }

    @Test
    void aStaleRowFoundAtTheCommitIsReadAfresh() {
        tx.run(session -> {
            Stock stock = session.find(Stock.class, 1L);
            changeOnce();
            stock.amount--;
        });
        assertThat(attempts).hasValue(2);
        assertThat(amount()).isEqualTo(98);
    }

    @Test
    void aStaleRowFoundByALockIsReadAfresh() {
        tx.run(session -> {
            Stock stock = session.find(Stock.class, 1L);
            changeOnce();
            session.lock(stock, LockModeType.PESSIMISTIC_WRITE);
            stock.amount--;
        });
        assertThat(attempts).hasValue(2);
        assertThat(amount()).isEqualTo(98);
    }

    @Test
    void aVersionThatIsCheckedAtTheCommitIsReadAfresh() {
        tx.run(session -> {
            session.find(Stock.class, 1L, LockModeType.OPTIMISTIC);
            changeOnce();
        });
        assertThat(attempts).hasValue(2);
    }

    @Test
    void aStaleRowOfAStatelessSessionIsReadAfresh() {
        tx.stateless().run(session -> {
            Stock stock = session.get(Stock.class, 1L);
            changeOnce();
            stock.amount--;
            session.update(stock);
        });
        assertThat(attempts).hasValue(2);
        assertThat(amount()).isEqualTo(98);
    }

    @Test
    void aDetachedCopyThatIsStaleWouldBeStaleAgain() {
        Stock copy = tx.<Stock, RuntimeException>read(session -> session.find(Stock.class, 1L));
        changeOnce();
        attempts.set(0);
        assertThatThrownBy(() -> tx.run(session -> {
                    attempts.incrementAndGet();
                    session.merge(copy);
                }))
                .isInstanceOf(OptimisticLockException.class)
                .hasNoSuppressedExceptions();
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aUnitMaySayThatAStaleRowIsTheCallersMatter() {
        assertThatThrownBy(() -> tx.run(o -> o.retryOptimisticLocks(false), session -> {
                    Stock stock = session.find(Stock.class, 1L);
                    changeOnce();
                    stock.amount--;
                }))
                .hasStackTraceContaining("StaleObjectStateException");
        assertThat(attempts).hasValue(1);
        assertThat(amount()).isEqualTo(99);
    }

    @Test
    void aStaleRowThatWasCaughtIsNoSuccess() {
        assertThatThrownBy(() -> tx.run(session -> {
                    Stock stock = session.find(Stock.class, 1L);
                    changeOnce();
                    stock.amount--;
                    assertThatThrownBy(session::flush).isInstanceOf(OptimisticLockException.class);
                }))
                .hasMessageContaining("may only be rolled back");
        assertThat(amount()).isEqualTo(99);
    }

    /** Somebody else buys one, the first time. */
    private void changeOnce() {
        if (attempts.incrementAndGet() == 1) {
            try (Session other = factory.openSession()) {
                other.inTransaction(t -> other.find(Stock.class, 1L).amount--);
            }
        }
    }

    private int amount() {
        return tx.<Integer, RuntimeException>read(session -> session.find(Stock.class, 1L).amount);
    }
}
