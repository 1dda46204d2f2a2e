package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Shop;
import dev.nexs.softdelete.OnTrashed;
import dev.nexs.softdelete.SoftDeletable;
import dev.nexs.softdelete.Trash;
import dev.nexs.softdelete.TrashedReference;
import dev.nexs.softdelete.TrashedReferenceException;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Meets the soft-delete module through Hibernate's metamodel alone. */
@PostgresServer
class SoftDeletedMembersIT {

    private Shop shop;
    private Long id;

    @BeforeEach
    void fill(Node node) {
        shop = new Shop(node, Map.of(), Box.class, Item.class, Label.class, Seal.class);
        shop.in(session -> {
            Box box = new Box();
            for (int i = 0; i < 4; i++) {
                box.items.add(new Item(box, "item " + i));
            }
            session.persist(box);
            session.flush();
            id = box.id;
            Item trashed = box.items.get(0);
            session.persist(new Label(trashed));
            session.persist(new Seal(trashed));
            session.flush();
            session.clear();
            session.remove(session.find(Item.class, trashed.id));
        });
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private Box box(Session session) {
        return session.find(Box.class, id);
    }

    @Test
    void preloadCountsAndQuestionsLeaveOutWhatIsTrashed() {
        shop.in(session -> {
            Box box = box(session);
            assertThat(Preload.of(session).withCount("items").into(box).count(box, "items"))
                    .isEqualTo(3);
            assertThat(Associations.of(session).collection(box, "items").count())
                    .isEqualTo(3);
            Preload.of(session).with("items").into(box);
            assertThat(box.items).hasSize(3);
        });
    }

    @Test
    void preloadShowsTheTrashWhereTheSessionDoes() {
        shop.in(session -> {
            Box box = box(session);
            Trash.of(session).with(() -> {
                Preload.of(session).with("items").into(box);
                return null;
            });
            assertThat(box.items).hasSize(4);
        });
        shop.in(session -> {
            Box box = box(session);
            Preload.of(session).with("items").into(box);
            assertThat(box.items).as("the select of the scope is not reused").hasSize(3);
        });
    }

    @Test
    void replaceAndClearTrashTheMembersThatGo(Node node) throws Exception {
        shop.in(session -> {
            Box box = box(session);
            Association<Item> items = Associations.of(session).collection(box, "items");
            items.replace(List.of(items.find("name = 'item 1'").get(0), new Item(null, "new")));
            assertThat(items.count()).isEqualTo(2);
        });
        shop.in(session -> {
            Associations.of(session).collection(box(session), "items").clear();
            assertThat(Associations.of(session)
                            .collection(box(session), "items")
                            .exists())
                    .isFalse();
        });
        try (var connection = node.connect();
                var rows = connection.createStatement().executeQuery("select count(*) from softitem")) {
            rows.next();
            assertThat(rows.getInt(1)).as("no row is gone").isEqualTo(5);
        }
    }

    @Test
    void referencesToTrashedRowsAreReadTogetherInOneMoreStatement() {
        shop.in(session -> {
            for (Item item :
                    session.createSelectionQuery("from SoftItem", Item.class).getResultList()) {
                session.persist(new Label(item));
                session.flush();
                if (!item.getName().equals("item 3")) {
                    session.remove(item);
                }
            }
        });
        shop.in(session -> {
            Guards.of(session).lazyLoading(LazyLoading.THROW);
            List<Label> labels =
                    session.createSelectionQuery("from SoftLabel", Label.class).getResultList();
            shop.forget();
            Preload.of(session).with("item").into(labels);
            assertThat(labels)
                    .extracting(label -> label.item.getName())
                    .containsExactlyInAnyOrder("item 0", "item 1", "item 2", "item 3");
            assertThat(shop.statements()).hasSize(2);
        });
    }

    @Test
    void aReferenceThatMustNotBeTrashedIsRefusedAsWhenItIsTouched() {
        shop.in(session -> {
            List<Seal> seals =
                    session.createSelectionQuery("from SoftSeal", Seal.class).getResultList();
            assertThatThrownBy(() -> Preload.of(session).with("item").into(seals))
                    .isInstanceOf(TrashedReferenceException.class);
        });
    }

    @Entity(name = "SoftSeal")
    @StrictLoading
    public static class Seal {
        @Id
        @GeneratedValue
        public Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        @OnTrashed(TrashedReference.FAIL)
        public Item item;

        protected Seal() {}

        public Seal(Item item) {
            this.item = item;
        }
    }

    @Entity(name = "SoftLabel")
    public static class Label {
        @Id
        @GeneratedValue
        public Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        public Item item;

        protected Label() {}

        public Label(Item item) {
            this.item = item;
        }
    }

    @Entity(name = "SoftBox")
    public static class Box {
        @Id
        @GeneratedValue
        public Long id;

        @OneToMany(mappedBy = "box", cascade = CascadeType.ALL, orphanRemoval = true)
        public List<Item> items = new ArrayList<>();
    }

    @Entity(name = "SoftItem")
    @SoftDeletable
    public static class Item {
        @Id
        @GeneratedValue
        public Long id;

        public String name;

        @ManyToOne(fetch = FetchType.LAZY)
        public Box box;

        protected Item() {}

        public String getName() {
            return name;
        }

        public Item(Box box, String name) {
            this.box = box;
            this.name = name;
        }
    }
}
