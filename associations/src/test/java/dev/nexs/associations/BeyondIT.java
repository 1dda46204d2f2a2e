package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Shop;
import dev.nexs.softdelete.SoftDeletable;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.query.range.Range;
import org.hibernate.query.restriction.Restriction;
import org.hibernate.query.specification.SelectionSpecification;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the database makes of members: one of many, aggregates, restrictions, counters; with some of them in the trash. */
@PostgresServer
class BeyondIT {

    private static final Class<?>[] ENTITIES = {
        Product.class, Offer.class, Label.class, Picture.class, Animal.class, Dog.class, Collar.class
    };

    private Shop shop;

    @BeforeEach
    void fill(Node node) {
        shop = new Shop(node, Map.of(), ENTITIES);
        shop.in(session -> {
            for (long i = 1; i <= 7; i++) {
                session.persist(new Label(i));
            }
            for (long i = 1; i <= 3; i++) {
                session.persist(new Product(i));
            }
            session.flush();
            offer(session, 1, 1, 30);
            offer(session, 2, 1, 10);
            offer(session, 3, 1, 20);
            offer(session, 4, 2, 5);
        });
    }

    private static void offer(Session session, long id, long product, int price) {
        session.persist(new Offer(id, session.find(Product.class, product), price));
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private static Product product(Session session, long id) {
        return session.find(Product.class, id);
    }

    @Test
    void oneOfManyIsReadWithTheOwnerAndIsPreloaded() {
        shop.in(session -> {
            List<Product> products = session.createSelectionQuery("from BeyondProduct order by id", Product.class)
                    .getResultList();
            assertThat(products.get(2).latest).isNull();
            assertThat(shop.statements()).hasSize(1);
            Preload.of(session).with("latest", "cheapest", "dearest").into(products);
            assertThat(products.get(0).dearest.getPrice()).isEqualTo(30);
            assertThat(products.get(0).latest.getPrice()).isEqualTo(20);
            assertThat(products.get(0).cheapest.getPrice()).isEqualTo(10);
            assertThat(products.get(1).latest).isSameAs(products.get(1).cheapest);
            assertThat(shop.statements()).hasSize(4);
        });
        shop.in(session -> session.remove(session.find(Offer.class, 2L)));
        shop.in(session -> assertThat(product(session, 1).cheapest.getPrice())
                .as("what is in the trash is passed over")
                .isEqualTo(20));
    }

    @Test
    void thePolymorphicOneTakesTheLastOfSeveralAndNoneThatIsInTheTrash() {
        shop.in(session -> {
            session.persist(new Picture(1, product(session, 1)));
            session.persist(new Picture(2, product(session, 1)));
        });
        shop.in(session -> assertThat(product(session, 1).picture.getId()).isEqualTo(2));
        shop.in(session -> session.remove(session.find(Picture.class, 2L)));
        shop.in(session -> assertThat(product(session, 1).picture.getId()).isEqualTo(1));
        shop.in(session -> session.remove(session.find(Picture.class, 1L)));
        shop.in(session -> assertThat(product(session, 1).picture).isNull());
    }

    @Test
    void severalValuesOfOnePathAreOneStatement() {
        shop.in(session -> {
            List<Product> products = session.createSelectionQuery("from BeyondProduct order by id", Product.class)
                    .getResultList();
            shop.forget();
            Loaded loaded = Preload.of(session)
                    .withCount("offers")
                    .withCount("offers", "cheap", offers -> offers.where("price < 25"))
                    .withExists("offers", "gifts", offers -> offers.where("price = 0"))
                    .withSum("offers.price")
                    .withAvg("offers.price")
                    .withMin("offers.price")
                    .withMax("offers.price")
                    .withAggregate("sum", "offers.price", "dear", offers -> offers.where("price >= 20"))
                    .into(products);
            assertThat(shop.statements()).hasSize(1);
            Product first = products.get(0);
            assertThat(loaded.count(first, "offers")).isEqualTo(3);
            assertThat(loaded.count(first, "cheap")).isEqualTo(2);
            assertThat(loaded.exists(first, "cheap")).isTrue();
            assertThat(loaded.exists(first, "gifts")).isFalse();
            assertThat(loaded.<Long>value(first, "sum(offers.price)")).hasValue(60L);
            assertThat(loaded.<Double>value(first, "avg(offers.price)")).hasValue(20.0);
            assertThat(loaded.<Integer>value(first, "min(offers.price)")).hasValue(10);
            assertThat(loaded.<Integer>value(first, "max(offers.price)")).hasValue(30);
            assertThat(loaded.<Long>value(first, "dear")).hasValue(50L);
            assertThat(loaded.count(products.get(2), "offers")).isZero();
            assertThat(loaded.value(products.get(2), "sum(offers.price)")).isEmpty();
            assertThatThrownBy(() -> loaded.value(first, "median"))
                    .isInstanceOf(AssociationException.class)
                    .hasMessageContaining("there are no values of 'median' here");
            assertThatThrownBy(() -> Preload.of(session).withAggregate("median", "offers.price", "x", filter -> {}))
                    .hasMessageContaining("allowed are sum, avg, min, max, count");
        });
    }

    @Test
    void entitiesAreRestrictedByWhatTheyHave() {
        shop.in(session -> {
            assertThat(found(session, Related.has("offers"))).containsExactly(1L, 2L);
            assertThat(found(session, Related.hasNot("offers"))).containsExactly(3L);
            Restriction<Offer> cheap = Restriction.restrict(Offer.class, "price", Range.lessThan(8));
            assertThat(found(session, Related.has("offers", cheap))).containsExactly(2L);
            assertThat(found(
                            session,
                            Related.<Product, Offer>has("offers", cheap).negated()))
                    .containsExactly(1L, 3L);
            Restriction<Offer> ofTheFirst =
                    Related.has("product", Restriction.restrict(Product.class, "id", Range.singleValue(1L)));
            assertThat(found(session, Related.has("offers", ofTheFirst))).containsExactly(1L);
            assertThatThrownBy(() -> found(session, Related.has("ofers")))
                    .isInstanceOf(AssociationException.class)
                    .hasMessageContaining("there is no attribute 'ofers' in BeyondProduct");
            session.remove(session.find(Offer.class, 4L));
            assertThat(found(session, Related.has("offers")))
                    .as("what is in the trash is not there")
                    .containsExactly(1L);
        });
    }

    private static List<Long> found(Session session, Restriction<Product> restriction) {
        return SelectionSpecification.create(Product.class)
                .restrict(restriction)
                .createQuery(session)
                .getResultList()
                .stream()
                .map(product -> product.id)
                .sorted()
                .toList();
    }

    @Test
    void chunksFollowEachOtherByIdentifierAndForgetWhatTheyRead() {
        shop.in(session -> {
            List<Integer> sizes = new ArrayList<>();
            long all = EntityChunks.of(session, Offer.class)
                    .size(2)
                    .with("product.labels")
                    .restrict(Restriction.restrict(Offer.class, "id", Range.lessThan(4L)))
                    .forEach(offers -> {
                        sizes.add(offers.size());
                        assertThat(offers).allMatch(offer -> Hibernate.isInitialized(offer.product));
                        offers.forEach(offer -> offer.price++);
                    });
            assertThat(all).isEqualTo(3);
            assertThat(sizes).containsExactly(2, 1);
            assertThat(session.getStatistics().getEntityCount()).isZero();
            assertThat(session.find(Offer.class, 3L).price).isEqualTo(21);
            assertThat(shop.statements().stream()
                            .filter(sql -> sql.startsWith("select") && sql.contains("from BeyondOffer")))
                    .noneMatch(sql -> sql.contains("offset"));
        });
    }

    @Test
    void theDatabaseCountsMembersAndNotesTheirChanges() {
        Instant[] touched = new Instant[1];
        shop.in(session -> {
            assertThat(product(session, 1).offerCount).isEqualTo(3);
            assertThat(product(session, 3).offerCount).isZero();
            touched[0] = product(session, 3).offeredAt;
            assertThat(touched[0]).isNull();
            session.find(Offer.class, 1L).moveTo(product(session, 3));
            session.remove(session.find(Offer.class, 2L));
        });
        shop.in(session -> {
            assertThat(product(session, 1).offerCount)
                    .as("one moved, one is in the trash")
                    .isEqualTo(1);
            assertThat(product(session, 3).offerCount).isEqualTo(1);
            touched[0] = product(session, 3).offeredAt;
            assertThat(touched[0]).isNotNull();
            session.createNativeMutationQuery("update BeyondOffer set price = 7 where id = 1")
                    .executeUpdate();
        });
        shop.in(session -> assertThat(product(session, 3).offeredAt).isAfter(touched[0]));
    }

    @Test
    void aMemberWithAnIdentifierOfItsOwnAndNoReferenceIsAppended() {
        shop.in(session -> {
            Association<Picture> pictures = Associations.of(session).collection(product(session, 2), "pictures");
            pictures.append(new Picture(11, null));
            pictures.replace(List.of(new Picture(12, null)));
            assertThat(pictures.find("id = 12")).hasSize(1);
            assertThat(pictures.count()).isEqualTo(1);
        });
    }

    @Test
    void aListGrowsBehindAMemberThatIsInTheTrash() {
        shop.in(session -> {
            Association<Label> ranked = Associations.of(session).collection(product(session, 1), "ranked");
            ranked.appendAll(ranked.byIds(List.of(1L, 2L)));
        });
        shop.in(session -> session.remove(session.find(Label.class, 2L)));
        shop.in(session -> {
            Association<Label> ranked = Associations.of(session).collection(product(session, 1), "ranked");
            ranked.append(session.find(Label.class, 3L));
        });
        shop.in(session -> {
            Product product = product(session, 1);
            Hibernate.initialize(product.ranked);
            session.remove(session.find(Label.class, 3L));
        });
        shop.in(session -> {
            Product product = product(session, 1);
            Hibernate.initialize(product.ranked);
            Associations.of(session).<Label>collection(product, "ranked").append(session.find(Label.class, 4L));
        });
        shop.in(session -> assertThat(product(session, 1).ranked)
                .filteredOn(label -> label != null)
                .extracting(label -> label.id)
                .containsExactly(1L, 4L));
    }

    @Test
    void linksToTheTrashSurviveClearAndReplace() {
        for (boolean loaded : List.of(false, true)) {
            shop.in(session -> {
                Association<Label> labels = Associations.of(session).collection(product(session, 2), "labels");
                labels.sync(labels.byIds(List.of(5L, 6L)));
            });
            shop.in(session -> session.remove(session.find(Label.class, 5L)));
            shop.in(session -> {
                Product product = product(session, 2);
                if (loaded) {
                    Hibernate.initialize(product.labels);
                }
                Association<Label> labels = Associations.of(session).collection(product, "labels");
                labels.replace(labels.byIds(List.of(7L)));
                labels.clear();
            });
            shop.in(session -> dev.nexs.softdelete.Trash.of(session).with(() -> {
                dev.nexs.softdelete.Trash.of(session).restore(session.find(Label.class, 5L));
                return null;
            }));
            shop.in(session -> assertThat(product(session, 2).labels)
                    .as("loaded: %s", loaded)
                    .extracting(label -> label.id)
                    .containsExactly(5L));
        }
    }

    @Test
    void integrityKnowsTheTablesOfAllSubclasses() {
        shop.in(session -> {
            session.persist(new Dog(1L));
            session.persist(new Collar(1L, session.find(Animal.class, 1L)));
        });
        shop.in(session -> assertThatThrownBy(
                        () -> session.createNativeMutationQuery("delete from BeyondDog where id = 1")
                                .executeUpdate())
                .hasMessageContaining("is still referenced"));
    }

    @Test
    void wrongUseStopsTheStart(Node node) {
        assertThatThrownBy(
                        () -> new Shop(node, Map.of(), NamedParent.class, NamedChild.class, Collar.class, Animal.class))
                .hasMessageContaining("declares the type name 'child', but its parent")
                .hasMessageContaining("take one away");
        assertThatThrownBy(() -> new Shop(node, Map.of(), Wrong.class))
                .hasMessageContaining("is ordered by 'sise'; allowed is an attribute of ");
        assertThatThrownBy(() -> new Shop(node, Map.of(), Miscounted.class))
                .hasMessageContaining("@CounterCache(\"name\"), but ");
    }

    @Test
    void aPlanSaysThatAPolymorphicReferenceIsNotJoined() {
        shop.in(session -> assertThatThrownBy(() -> FetchPlan.of(Picture.class)
                        .using("subject", FetchStrategy.JOIN)
                        .list(session, session.createSelectionQuery("from BeyondPicture", Picture.class)))
                .isInstanceOf(AssociationException.class)
                .hasMessageContaining("cannot be joined"));
    }

    /** What a picture may show. */
    public interface Pictured {}

    @Entity(name = "BeyondProduct")
    @TypeName("product")
    static class Product implements Pictured {
        @Id
        Long id;

        long offerCount;

        @Nullable
        Instant offeredAt;

        @OneToMany(mappedBy = "product")
        List<Offer> offers = new ArrayList<>();

        @LatestOf(mappedBy = "product")
        @Nullable
        Offer latest;

        @OneOf(mappedBy = "product", orderBy = "price")
        @Nullable
        Offer cheapest;

        @LatestOf(mappedBy = "product", by = "price")
        @Nullable
        Offer dearest;

        @HasOneAny(mappedBy = "subject")
        @Nullable
        Picture picture;

        @HasManyAny(mappedBy = "subject", cascade = CascadeType.PERSIST, orphanRemoval = true)
        List<Picture> pictures = new ArrayList<>();

        @ManyToMany
        @JoinTable(name = "beyond_labels")
        Set<Label> labels = new HashSet<>();

        @ManyToMany
        @OrderColumn
        @JoinTable(name = "beyond_ranked")
        List<Label> ranked = new ArrayList<>();

        protected Product() {}

        Product(long id) {
            this.id = id;
        }
    }

    @Entity(name = "BeyondOffer")
    @SoftDeletable
    static class Offer {
        @Id
        Long id;

        Integer price;

        @ManyToOne(fetch = FetchType.LAZY)
        @CounterCache("offerCount")
        @Touch("offeredAt")
        Product product;

        protected Offer() {}

        Offer(long id, Product product, int price) {
            this.id = id;
            this.product = product;
            this.price = price;
        }

        void moveTo(Product other) {
            product = other;
        }

        int getPrice() {
            return price;
        }
    }

    @Entity(name = "BeyondLabel")
    @SoftDeletable
    static class Label {
        @Id
        Long id;

        protected Label() {}

        Label(long id) {
            this.id = id;
        }
    }

    @Entity(name = "BeyondPicture")
    @SoftDeletable
    static class Picture {
        @Id
        Long id;

        @BelongsToAny
        @Nullable
        Pictured subject;

        protected Picture() {}

        Picture(long id, @Nullable Pictured subject) {
            this.id = id;
            this.subject = subject;
        }

        Long getId() {
            return id;
        }
    }

    @Entity(name = "BeyondAnimal")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    @TypeName("animal")
    static class Animal {
        @Id
        Long id;
    }

    @Entity(name = "BeyondDog")
    static class Dog extends Animal {
        protected Dog() {}

        Dog(Long id) {
            this.id = id;
        }
    }

    @Entity(name = "BeyondCollar")
    static class Collar {
        @Id
        Long id;

        @BelongsToAny(integrity = true)
        @Nullable
        Animal wearer;

        protected Collar() {}

        Collar(Long id, @Nullable Animal wearer) {
            this.id = id;
            this.wearer = wearer;
        }
    }

    @Entity(name = "BeyondNamedParent")
    @TypeName("parent")
    static class NamedParent {
        @Id
        Long id;
    }

    @Entity(name = "BeyondNamedChild")
    @TypeName("child")
    static class NamedChild extends NamedParent {}

    @Entity(name = "BeyondWrong")
    static class Wrong {
        @Id
        Long id;

        @ManyToOne
        Wrong parent;

        @OneOf(mappedBy = "parent", orderBy = "sise")
        Wrong largest;
    }

    @Entity(name = "BeyondMiscounted")
    static class Miscounted {
        @Id
        Long id;

        String name;

        @ManyToOne
        @CounterCache("name")
        Miscounted parent;
    }
}
