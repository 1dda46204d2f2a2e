package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;
import java.util.function.Function;
import org.hibernate.HibernateException;
import org.hibernate.KeyType;
import org.hibernate.OrderingMode;
import org.hibernate.Session;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.hibernate.annotations.NaturalId;
import org.hibernate.annotations.NaturalIdCache;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Loading by natural id with its cache and the second-level cache on, where a name may pass from one row to another. */
@PostgresServer
class NaturalIdCacheIT {

    /** Every way to load by natural id. */
    enum Way {
        FIND(session -> session.find(Account.class, "a@x", KeyType.NATURAL)),
        SIMPLE(session -> session.bySimpleNaturalId(Account.class).load("a@x")),
        NATURAL(session ->
                session.byNaturalId(Account.class).using("email", "a@x").load()),
        FIND_MULTIPLE(session -> session.findMultiple(Account.class, List.of("a@x"), KeyType.NATURAL)
                .get(0)),
        MULTIPLE(session -> session.byMultipleNaturalId(Account.class)
                .enableOrderedReturn(true)
                .multiLoad("a@x")
                .get(0)),
        UNORDERED(session ->
                session.findMultiple(Account.class, List.of("a@x"), KeyType.NATURAL, OrderingMode.UNORDERED).stream()
                        .findFirst()
                        .orElse(null));

        private final Function<Session, Account> load;

        Way(Function<Session, Account> load) {
            this.load = load;
        }

        Integer id(Session session) {
            Account found = load.apply(session);
            return found == null ? null : found.id;
        }

        Integer live() {
            return db.read(this::id);
        }

        Integer with() {
            return db.read(session -> Trash.of(session).with(() -> id(session)));
        }

        Integer only() {
            return db.read(session -> Trash.of(session).only(() -> id(session)));
        }
    }

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Database.CACHED, Account.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void oneAccount() {
        db.execute("truncate table account");
        db.factory().getCache().evictAllRegions();
        db.write(session -> session.persist(new Account(1)));
    }

    private static void remove(int id) {
        db.write(session -> session.remove(session.find(Account.class, id)));
    }

    private static Statistics cleared() {
        db.factory().getStatistics().clear();
        return db.factory().getStatistics();
    }

    @Test
    void theCacheIsReallyAsked() {
        assertThat(Way.FIND.live()).isEqualTo(1);
        Statistics statistics = cleared();
        assertThat(Way.FIND.live()).isEqualTo(1);
        assertThat(statistics.getNaturalIdCacheHitCount()).isEqualTo(1);
        assertThat(statistics.getPrepareStatementCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aTrashedAccountIsLoadedWhereTheTrashIsShownAndComesBackWithARestore(Way way) {
        assertThat(way.live()).isEqualTo(1);
        assertThat(way.only()).isNull();
        remove(1);
        assertThat(way.live()).isNull();
        assertThat(way.with()).isEqualTo(1);
        assertThat(way.live()).isNull();
        assertThat(way.only()).isEqualTo(1);
        assertThat(way.live()).isNull();
        db.write(session -> Trash.of(session).restore(Account.class, 1));
        assertThat(way.live()).isEqualTo(1);
        assertThat(way.with()).isEqualTo(1);
        assertThat(way.only()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theNameOfATrashedAccountBelongsToTheLiveOneThatTookIt(Way way) {
        assertThat(way.live()).isEqualTo(1);
        remove(1);
        assertThat(way.with()).isEqualTo(1);
        db.write(session -> session.persist(new Account(2)));
        assertThat(way.live()).isEqualTo(2);
        assertThat(way.only()).isEqualTo(1);
        assertThat(way.live()).isEqualTo(2);
        assertThat(way.with()).isEqualTo(2);
        db.factory().getCache().evictAllRegions();
        assertThat(way.only()).isEqualTo(1);
        assertThat(way.with()).isEqualTo(2);
        assertThat(way.live()).isEqualTo(2);
        remove(2);
        db.write(session -> Trash.of(session).restore(Account.class, 1));
        assertThat(way.live()).isEqualTo(1);
        assertThat(way.only()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whatOneSessionHasReadFromTheTrashDoesNotStandInForALiveRow(Way way) {
        remove(1);
        db.write(session -> session.persist(new Account(2)));
        db.factory().getCache().evictAllRegions();
        db.write(session -> {
            Account trashed = Trash.of(session).with(() -> session.find(Account.class, 1));
            assertThat(trashed.email).isEqualTo("a@x");
            assertThat(way.id(session)).isEqualTo(2);
            assertThat(Trash.of(session).<Integer>with(() -> way.id(session))).isEqualTo(2);
        });
        assertThat(way.live()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aBulkDeleteFreesTheName(Way way) {
        assertThat(way.live()).isEqualTo(1);
        db.write(session -> session.createMutationQuery("delete from Account").executeUpdate());
        assertThat(way.live()).isNull();
        db.write(session -> session.persist(new Account(2)));
        assertThat(way.live()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void withinOneSessionTheNamePassesOnAtTheFlush(Way way) {
        db.write(session -> {
            session.remove(session.find(Account.class, 1));
            assertThat(way.id(session)).isNull();
            session.flush();
            session.persist(new Account(2));
            session.flush();
            assertThat(way.id(session)).isEqualTo(2);
        });
        assertThat(way.live()).isEqualTo(2);
    }

    @Test
    void aChangeOfATrashedNameDoesNotReachTheCache() {
        remove(1);
        db.write(session -> session.persist(new Account(2)));
        db.write(session -> session.find(Account.class, 2).email = "b@x");
        db.write(session -> Trash.of(session).with(() -> session.find(Account.class, 1)).email = "b@x");
        db.write(session -> {
            Trash.of(session).with(() -> session.find(Account.class, 1)).email = "c@x";
            session.flush();
            assertThat(session.find(Account.class, "c@x", KeyType.NATURAL)).isNull();
        });
        assertThat(db.<Account>read(session -> session.find(Account.class, "b@x", KeyType.NATURAL)).id)
                .isEqualTo(2);
        assertThat(db.<Account>read(session -> session.find(Account.class, "c@x", KeyType.NATURAL)))
                .isNull();
    }

    @Test
    void severalTrashedRowsOfOneNameAreNotChosenFrom() {
        remove(1);
        db.write(session -> session.persist(new Account(2)));
        remove(2);
        for (Way way : Way.values()) {
            assertThat(way.live()).isNull();
            assertThatThrownBy(way::only)
                    .isInstanceOf(HibernateException.class)
                    .hasMessageContaining("Several rows of " + Account.class.getName() + " in the trash")
                    .hasMessageContaining("a@x");
            assertThatThrownBy(way::with).isInstanceOf(HibernateException.class);
        }
        db.write(session -> session.persist(new Account(3)));
        for (Way way : Way.values()) {
            assertThat(way.with()).isEqualTo(3);
        }
    }

    @Entity(name = "Account")
    @SoftDeletable
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    @NaturalIdCache
    static class Account {
        @Id
        Integer id;

        @NaturalId(mutable = true)
        String email = "a@x";

        Account() {}

        Account(Integer id) {
            this.id = id;
        }
    }
}
