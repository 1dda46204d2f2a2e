package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Cacheable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.util.List;
import org.hibernate.annotations.Cache;
import org.hibernate.annotations.CacheConcurrencyStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The second-level cache and the query cache: a trashed entity never comes back from either. */
@PostgresServer
class CacheIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Database.CACHED, Item.class, Holder.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void oneItemThatIsHeld() {
        db.write(session -> {
            session.createMutationQuery("delete from Holder").executeUpdate();
            Trash.of(session)
                    .with(() -> session.createSelectionQuery("from Item", Item.class)
                            .getResultList())
                    .forEach(item -> Trash.of(session).forceDelete(item));
        });
        db.write(session -> {
            Item item = new Item(1);
            session.persist(item);
            session.persist(new Holder(5, item));
        });
        assertThat(item()).isNotNull();
    }

    private static Item item() {
        return db.read(session -> session.find(Item.class, 1));
    }

    private static List<Item> queried() {
        return db.read(session -> session.createSelectionQuery("from Item", Item.class)
                .setCacheable(true)
                .getResultList());
    }

    @Test
    void theCacheServesTheLiveAndForgetsTheTrashed() {
        db.factory().getStatistics().clear();
        assertThat(item()).isNotNull();
        assertThat(db.factory().getStatistics().getSecondLevelCacheHitCount()).isEqualTo(1);
        assertThat(queried()).hasSize(1);
        db.write(session -> session.remove(session.find(Item.class, 1)));
        assertThat(item()).isNull();
        assertThat(queried()).isEmpty();
    }

    @Test
    void aReadThatShowsTheTrashDoesNotFillTheCache() {
        db.write(session -> session.remove(session.find(Item.class, 1)));
        assertThat(db.<Item>read(session -> Trash.of(session).with(() -> session.find(Item.class, 1))))
                .isNotNull();
        assertThat(db.<String>read(session -> session.find(Holder.class, 5).item.name()))
                .isEqualTo("item 1");
        db.write(session ->
                Trash.of(session).with(() -> session.find(Item.class, 1).rename("changed")));
        db.factory().getStatistics().clear();
        assertThat(db.<String>read(session ->
                        Trash.of(session).with(() -> session.find(Item.class, 1).name())))
                .isEqualTo("changed");
        assertThat(db.factory().getStatistics().getSecondLevelCacheHitCount()).isZero();
        assertThat(item()).isNull();
        assertThat(db.<Item>read(
                        session -> db.factory().fromStatelessSession(stateless -> stateless.get(Item.class, 1))))
                .isNull();
    }

    @Test
    void aRestoreIsSeenThroughTheCaches() {
        assertThat(queried()).hasSize(1);
        db.write(session -> session.remove(session.find(Item.class, 1)));
        assertThat(queried()).isEmpty();
        db.write(session -> Trash.of(session).restore(Item.class, 1));
        assertThat(item()).isNotNull();
        assertThat(queried()).hasSize(1);
        db.write(session -> session.createMutationQuery("delete from Item").executeUpdate());
        assertThat(item()).isNull();
        assertThat(queried()).isEmpty();
    }

    @Entity(name = "Item")
    @SoftDeletable
    @Cacheable
    @Cache(usage = CacheConcurrencyStrategy.READ_WRITE)
    static class Item {
        @Id
        Integer id;

        String name;

        Item() {}

        Item(Integer id) {
            this.id = id;
            this.name = "item " + id;
        }

        String name() {
            return name;
        }

        void rename(String name) {
            this.name = name;
        }
    }

    @Entity(name = "Holder")
    static class Holder {
        @Id
        Integer id;

        @ManyToOne(fetch = FetchType.LAZY)
        Item item;

        Holder() {}

        Holder(Integer id, Item item) {
            this.id = id;
            this.item = item;
        }
    }
}
