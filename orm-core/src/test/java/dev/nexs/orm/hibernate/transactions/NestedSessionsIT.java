package dev.nexs.orm.hibernate.transactions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.TransactionFailedException;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Units inside units, on sessions. */
@PostgresServer
class NestedSessionsIT {

    private final SessionFactory factory;
    private final Transactions tx;

    NestedSessionsIT(Node node) {
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
    void anInnerUnitJoinsTheSessionAndSeesWhatWasNotFlushed() {
        tx.run(session -> {
            session.persist(new Stock(2, 7));
            tx.run(inner -> {
                assertThat(inner).isSameAs(session);
                inner.find(Stock.class, 2L).amount++;
            });
            int read = tx.read(inner -> inner.find(Stock.class, 2L).amount);
            assertThat(read).isEqualTo(8);
        });
        assertThat(amount(2)).isEqualTo(8);
    }

    @Test
    void anotherRunnerOfTheSameFactoryJoinsToo() {
        Transactions other = Transactions.of(factory);
        tx.run(session -> other.run(inner -> inner.find(Stock.class, 1L).amount = 7));
        assertThat(amount(1)).isEqualTo(7);
    }

    @Test
    void aStatelessUnitInsideAStatefulOneIsRefusedWithASentence() {
        assertThatThrownBy(() -> tx.run(session -> tx.stateless().run(inner -> inner.insert(new Stock(2, 7)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Use the outer unit's session");
    }

    @Test
    void statelessUnitsJoinAmongThemselves() {
        tx.stateless()
                .run(session -> tx.stateless().run(inner -> {
                    assertThat(inner).isSameAs(session);
                    inner.insert(new Stock(2, 7));
                }));
        assertThat(amount(2)).isEqualTo(7);
    }

    @Test
    void aSavepointUndoesTheInnerUnitAndTheOuterOneCommits() {
        tx.run(session -> {
            session.find(Stock.class, 1L).amount = 7;
            assertThatThrownBy(() -> tx.run(o -> o.savepoint(true), NestedSessionsIT::persistTwice))
                    .isInstanceOf(ConstraintViolationException.class);
            assertThat(session.find(Stock.class, 3L)).isNull();
            session.persist(new Stock(2, 9));
        });
        assertThat(amount(1)).isEqualTo(7);
        assertThat(amount(2)).isEqualTo(9);
    }

    @Test
    void aSavepointOfAStatelessUnitUndoesTheInnerOneAlone() {
        tx.stateless().run(session -> {
            session.insert(new Stock(2, 9));
            assertThatThrownBy(() -> tx.stateless().run(o -> o.savepoint(true), inner -> inner.insert(new Stock(1, 0))))
                    .isInstanceOf(ConstraintViolationException.class);
        });
        assertThat(amount(2)).isEqualTo(9);
    }

    @Test
    void anInnerUnitWithASavepointThatSwallowsItsFailureFailsAlone() {
        tx.run(session -> {
            session.find(Stock.class, 1L).amount = 7;
            assertThatThrownBy(() -> tx.run(o -> o.savepoint(true), inner -> {
                        inner.persist(new Stock(3, 0));
                        assertThatThrownBy(() -> persistTwice(inner)).isNotNull();
                    }))
                    .isInstanceOf(TransactionFailedException.class);
        });
        assertThat(amount(1)).isEqualTo(7);
        assertThat(tx.<Stock, RuntimeException>read(session -> session.find(Stock.class, 3L)))
                .isNull();
    }

    @Test
    void aWishToRollBackThatIsOlderThanTheSavepointStays() {
        assertThatThrownBy(() -> tx.run(session -> {
                    session.find(Stock.class, 1L).amount = 7;
                    session.getTransaction().setRollbackOnly();
                    assertThatThrownBy(() -> tx.run(o -> o.savepoint(true), NestedSessionsIT::persistTwice))
                            .isNotNull();
                }))
                .isInstanceOf(TransactionFailedException.class)
                .hasMessageContaining("may only be rolled back");
        assertThat(amount(1)).isEqualTo(100);
    }

    private static void persistTwice(Session session) {
        session.persist(new Stock(3, 0));
        session.flush();
        session.createNativeMutationQuery("insert into stock (id, version, amount) values (3, 0, 0)")
                .executeUpdate();
    }

    private int amount(long id) {
        return tx.<Integer, RuntimeException>read(session -> session.find(Stock.class, id).amount);
    }
}
