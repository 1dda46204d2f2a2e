package dev.nexs.softdelete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.Version;
import org.hibernate.Session;
import org.hibernate.StaleObjectStateException;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the other operations of a session do with a row in the trash, and with one that goes there meanwhile. */
@PostgresServer
class StatesIT {

    private static Database db;

    @BeforeAll
    static void start(Node node) {
        db = new Database(node, Item.class);
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @BeforeEach
    void aLiveAndATrashedItem() {
        db.execute("truncate table item");
        db.write(session -> {
            session.persist(new Item(1));
            session.persist(new Item(2));
        });
        db.write(session -> session.remove(session.find(Item.class, 2)));
    }

    private static Item detached(int id) {
        return db.read(session -> Trash.of(session).with(() -> session.find(Item.class, id)));
    }

    private static String item(int id) {
        return (String)
                db.sql("select name || ' ' || version || case when deleted_at is null then ' live' else ' trashed'"
                        + " end from item where id = " + id);
    }

    @Test
    void aMergeOfATrashedInstanceDoesNotBringItBack() {
        Item item = detached(2);
        item.name = "merged";
        assertThatThrownBy(() -> db.write((Session session) -> session.merge(item)))
                .isInstanceOf(OptimisticLockException.class);
        assertThat(item(2)).isEqualTo("item 2 1 trashed");
        assertThat(db.count("item")).isEqualTo(2);
    }

    @Test
    void aMergeWithinTheScopeChangesTheTrashedRow() {
        Item item = detached(2);
        item.name = "merged";
        db.write((Session session) -> Trash.of(session).with(() -> session.merge(item)));
        assertThat(item(2)).isEqualTo("merged 2 trashed");
    }

    @Test
    void aTrashedIdCannotBePersistedAnew() {
        assertThatThrownBy(() -> db.write(session -> session.persist(new Item(2))))
                .hasMessageContaining("duplicate key");
        assertThat(item(2)).isEqualTo("item 2 1 trashed");
    }

    @Test
    void aStatelessUpdateAndUpsertChangeATrashedRowAndLeaveItInTheTrash() {
        Item item = detached(2);
        try (StatelessSession session = db.factory().openStatelessSession()) {
            session.beginTransaction();
            item.name = "updated";
            session.update(item);
            session.getTransaction().commit();
        }
        assertThat(item(2)).isEqualTo("updated 2 trashed");
        try (StatelessSession session = db.factory().openStatelessSession()) {
            session.beginTransaction();
            item.name = "upserted";
            session.upsert(item);
            session.getTransaction().commit();
        }
        assertThat(item(2)).isEqualTo("upserted 3 trashed");
    }

    @Test
    void anUpsertInsertsALiveRow() {
        try (StatelessSession session = db.factory().openStatelessSession()) {
            session.beginTransaction();
            session.upsert(new Item(3));
            session.getTransaction().commit();
        }
        assertThat(item(3)).endsWith("live");
        db.write(session -> assertThat(session.find(Item.class, 3)).isNotNull());
    }

    @Test
    void aTrashedRowIsLockedWhereItIsShown() {
        db.write(session -> {
            assertThat(session.find(Item.class, 2, LockModeType.PESSIMISTIC_WRITE))
                    .isNull();
            Item item = Trash.of(session).with(() -> session.find(Item.class, 2, LockModeType.PESSIMISTIC_WRITE));
            assertThat(item.name).isEqualTo("item 2");
            assertThatThrownBy(() -> db.execute("set lock_timeout = '100ms'; delete from item where id = 2"))
                    .hasStackTraceContaining("lock timeout");
        });
        db.write(session -> {
            Item item = Trash.of(session).with(() -> session.find(Item.class, 2));
            session.lock(item, LockModeType.PESSIMISTIC_WRITE);
            session.refresh(item);
            assertThat(item.name).isEqualTo("item 2");
            assertThat(Trash.of(session).isTrashed(item)).isTrue();
        });
    }

    @Test
    void aLockIsRefusedToAnEntityThatWentToTheTrashMeanwhile() {
        db.write(session -> {
            Item item = session.find(Item.class, 1);
            db.write(other -> other.remove(other.find(Item.class, 1)));
            assertThatThrownBy(() -> session.lock(item, LockModeType.PESSIMISTIC_WRITE))
                    .isInstanceOf(StaleObjectStateException.class);
            session.getTransaction().markRollbackOnly();
            session.clear();
        });
    }

    @Test
    void aRefreshShowsThatAnEntityWentToTheTrashMeanwhile() {
        db.write(session -> {
            Item item = session.find(Item.class, 1);
            db.write(other -> other.remove(other.find(Item.class, 1)));
            assertThat(Trash.of(session).isTrashed(item)).isFalse();
            session.refresh(item);
            assertThat(Trash.of(session).isTrashed(item)).isTrue();
            assertThat(session.find(Item.class, 1)).isNull();
        });
    }

    @Test
    void aRemovalOfAStaleInstanceFails() {
        Item stale = detached(1);
        db.write(session -> session.find(Item.class, 1).name = "changed");
        assertThatThrownBy(() -> db.write(session -> session.remove(session.merge(stale))))
                .isInstanceOf(OptimisticLockException.class);
        assertThatThrownBy(() -> {
                    try (StatelessSession session = db.factory().openStatelessSession()) {
                        session.beginTransaction();
                        session.delete(stale);
                    }
                })
                .isInstanceOf(StaleObjectStateException.class);
        assertThat(item(1)).isEqualTo("changed 1 live");
    }

    @Test
    void ofTwoSessionsThatRemoveOneWins() {
        assertThatThrownBy(() -> db.write(session -> {
                    session.remove(session.find(Item.class, 1));
                    db.write(other -> other.remove(other.find(Item.class, 1)));
                }))
                .isInstanceOf(OptimisticLockException.class);
        assertThat(item(1)).isEqualTo("item 1 1 trashed");
    }

    @Test
    void aSecondRemovalOfWhatIsInTheTrashFailsAndChangesNothing() {
        Object before = db.sql("select deleted_at from item where id = 2");
        assertThatThrownBy(() ->
                        db.write(session -> session.remove(Trash.of(session).with(() -> session.find(Item.class, 2)))))
                .isInstanceOf(AlreadyTrashedException.class);
        db.write(session -> {
            Item item = session.find(Item.class, 1);
            session.remove(item);
            session.remove(item);
        });
        assertThat(item(1)).isEqualTo("item 1 1 trashed");
        assertThat(db.sql("select deleted_at from item where id = 2")).isEqualTo(before);
    }

    @Test
    void aPersistAfterARemovalInTheSameSessionTakesItBack() {
        db.write(session -> {
            Item item = session.find(Item.class, 1);
            session.remove(item);
            session.persist(item);
        });
        assertThat(item(1)).isEqualTo("item 1 0 live");
    }

    @Test
    void aNativeQueryForEntitiesSeesTheTrashAndSaysWhatIsTrashed() {
        db.write(session -> {
            var items = session.createNativeQuery("select * from item order by id", Item.class)
                    .getResultList();
            assertThat(items).hasSize(2);
            assertThat(Trash.of(session).isTrashed(items.get(0))).isFalse();
            assertThat(Trash.of(session).isTrashed(items.get(1))).isTrue();
            assertThat(session.find(Item.class, 2)).isNull();
        });
    }

    @Entity(name = "Item")
    @SoftDeletable
    static class Item {
        @Id
        Integer id;

        String name;

        @Version
        Integer version;

        Item() {}

        Item(Integer id) {
            this.id = id;
            this.name = "item " + id;
        }
    }
}
