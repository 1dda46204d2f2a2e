package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.shop.Shop;
import dev.nexs.softdelete.PurgeOptions;
import dev.nexs.softdelete.SoftDeletable;
import dev.nexs.softdelete.Trash;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKey;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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

/** Collections and to-ones that lead along other associations: read as any other, and written by the links between. */
@PostgresServer
class ThroughIT {

    private static final Class<?>[] ENTITIES = {
        Country.class,
        Customer.class,
        Purchase.class,
        Line.class,
        Article.class,
        Voucher.class,
        Tag.class,
        Tagging.class
    };

    private Shop shop;

    @BeforeEach
    void fill(Node node) {
        shop = new Shop(node, Map.of(), ENTITIES);
        shop.in(session -> {
            Country country = persist(session, new Country(1L));
            for (long i = 1; i <= 3; i++) {
                persist(session, new Article(i));
                persist(session, new Tag(i));
                persist(session, new Voucher(i));
            }
            for (long i = 1; i <= 2; i++) {
                Customer customer = persist(session, new Customer(i, country));
                Purchase purchase = persist(session, new Purchase(i, customer));
                purchase.vouchers.add(session.find(Voucher.class, i));
                // The second purchase has one article, twice.
                persist(session, new Line(purchase, session.find(Article.class, 2L)));
                persist(session, new Line(purchase, session.find(Article.class, i)));
            }
        });
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private static <T> T persist(Session session, T entity) {
        session.persist(entity);
        return entity;
    }

    private static Purchase purchase(Session session, long id) {
        return session.find(Purchase.class, id);
    }

    private static List<Long> ids(Collection<? extends Numbered> found) {
        return found.stream().map(Numbered::id).sorted().toList();
    }

    @Test
    void theyAreReadAndPreloadedAsAnyOther() {
        shop.in(session -> {
            assertThat(ids(purchase(session, 1).articles)).containsExactly(1L, 2L);
            assertThat(ids(purchase(session, 2).articles)).as("each once").containsExactly(2L);
            assertThat(purchase(session, 1).country.id()).isEqualTo(1L);
        });
        shop.in(session -> {
            List<Purchase> all = session.createSelectionQuery("from ThroughPurchase order by id", Purchase.class)
                    .getResultList();
            assertThat(Hibernate.isInitialized(all.get(0).articles)).isFalse();
            assertThat(Hibernate.isInitialized(all.get(0).country)).isFalse();
            Preload.of(session).with("articles", "country").into(all);
            assertThat(shop.statements()).hasSize(3);
            assertThat(ids(all.get(0).articles)).containsExactly(1L, 2L);
            assertThat(ids(all.get(1).articles)).containsExactly(2L);
            assertThat(shop.statements()).hasSize(3);
        });
        shop.in(session -> {
            Country country = session.find(Country.class, 1L);
            assertThat(country.purchases).extracting(Numbered::id).containsExactly(2L, 1L);
            assertThat(ids(country.bought)).containsExactly(1L, 2L);
            assertThat(ids(country.vouchers)).containsExactly(1L, 2L);
        });
    }

    @Test
    void theyAreCountedFilteredJoinedAndAskedFor() {
        shop.in(session -> {
            List<Purchase> all = session.createSelectionQuery("from ThroughPurchase order by id", Purchase.class)
                    .getResultList();
            Loaded loaded = Preload.of(session)
                    .withCount("articles")
                    .withMax("articles.id")
                    .with("articles", articles -> articles.orderBy("id desc").limit(1))
                    .into(all);
            assertThat(loaded.count(all.get(0), "articles")).isEqualTo(2);
            assertThat(loaded.count(all.get(1), "articles")).isEqualTo(1);
            assertThat(loaded.<Long>value(all.get(0), "max(articles.id)")).hasValue(2L);
            assertThat(ids(loaded.<Article>members(all.get(0), "articles"))).containsExactly(2L);
            assertThat(session.createSelectionQuery(
                                    "select p.id from ThroughPurchase p join p.articles a where a.id = 1", Long.class)
                            .getResultList())
                    .containsExactly(1L);
            assertThat(SelectionSpecification.create(Purchase.class)
                            .restrict(Related.has(
                                    "articles", Restriction.restrict(Article.class, "id", Range.singleValue(1L))))
                            .createQuery(session)
                            .getResultList())
                    .extracting(Numbered::id)
                    .containsExactly(1L);
            Association<Article> articles = Associations.of(session).collection(all.get(0), "articles");
            assertThat(articles.count()).isEqualTo(2);
            assertThat(articles.find("id > 1")).hasSize(1);
        });
        shop.factory().inStatelessTransaction(session -> {
            Purchase purchase = session.get(Purchase.class, 1L);
            Loaded loaded = Preload.of(session).with("articles", "country").into(purchase);
            assertThat(ids(loaded.<Article>members(purchase, "articles"))).containsExactly(1L, 2L);
            assertThat(loaded.<Country>one(purchase, "country")).isPresent();
        });
    }

    @Test
    void aQueryAlongTheWaySeesWhatWaitsToBeWritten() {
        shop.in(session -> {
            Purchase purchase = purchase(session, 2);
            session.persist(new Line(purchase, session.find(Article.class, 3L)));
            assertThat(session.createSelectionQuery(
                                    "select a.id from ThroughPurchase p join p.articles a where p.id = 2 order by a.id",
                                    Long.class)
                            .getResultList())
                    .containsExactly(2L, 3L);
        });
    }

    @Test
    void whatIsInTheTrashAlongTheWayLeadsNowhere() {
        shop.in(session -> session.createSelectionQuery("from ThroughLine where article.id = 1", Line.class)
                .getResultList()
                .forEach(session::remove));
        shop.in(session -> assertThat(ids(purchase(session, 1).articles)).containsExactly(2L));
        shop.in(session -> {
            session.remove(session.find(Article.class, 2L));
            session.remove(session.find(Country.class, 1L));
        });
        shop.in(session -> {
            assertThat(purchase(session, 1).articles).isEmpty();
            assertThat(purchase(session, 1).country).isNull();
            assertThat(Associations.of(session)
                            .collection(purchase(session, 2), "articles")
                            .count())
                    .isZero();
            Trash.of(session).with(() -> {
                session.refresh(purchase(session, 2));
                assertThat(ids(purchase(session, 2).articles))
                        .as("members are shown, links are not")
                        .containsExactly(2L);
                return null;
            });
        });
    }

    @Test
    void tagsOnAnythingAreAddedAndTakenOutFromBothSides() {
        for (boolean loaded : List.of(false, true)) {
            shop.in(session -> {
                Purchase purchase = purchase(session, 1);
                Article article = session.find(Article.class, 1L);
                if (loaded) {
                    Hibernate.initialize(purchase.tags);
                    Hibernate.initialize(purchase.taggings);
                    Hibernate.initialize(article.tags);
                }
                Association<Tag> ofPurchase = Associations.of(session).collection(purchase, "tags");
                ofPurchase.appendAll(ofPurchase.byIds(List.of(1L, 2L)));
                ofPurchase.append(session.find(Tag.class, 2L));
                Associations.of(session).<Tag>collection(article, "tags").append(session.find(Tag.class, 1L));
                assertThat(ofPurchase.count()).isEqualTo(2);
                MemberChange<Tag> change = ofPurchase.sync(ofPurchase.byIds(List.of(2L, 3L)));
                assertThat(change.added()).hasSize(1);
                assertThat(change.removed()).hasSize(1);
                session.flush();
                assertThat(ids(purchase.tags)).containsExactly(2L, 3L);
            });
            shop.in(session -> {
                assertThat(ids(purchase(session, 1).tags)).containsExactly(2L, 3L);
                Tag first = session.find(Tag.class, 1L);
                Tag third = session.find(Tag.class, 3L);
                assertThat(first.purchases).isEmpty();
                assertThat(ids(first.articles)).containsExactly(1L);
                assertThat(ids(third.purchases)).containsExactly(1L);
                if (loaded) {
                    Hibernate.initialize(third.taggings);
                }
                Association<Purchase> purchases = Associations.of(session).collection(third, "purchases");
                purchases.toggle(List.of(purchase(session, 1), purchase(session, 2)));
                assertThat(ids(third.purchases)).containsExactly(2L);
                Associations.of(session).<Article>collection(first, "articles").clear();
                assertThat(third.articles).isEmpty();
            });
            shop.in(session -> {
                assertThat(ids(purchase(session, 1).tags)).containsExactly(2L);
                assertThat(ids(purchase(session, 2).tags)).containsExactly(3L);
                assertThat(session.find(Article.class, 1L).tags).isEmpty();
                for (long id = 1; id <= 2; id++) {
                    Associations.of(session)
                            .collection(purchase(session, id), "tags")
                            .clear();
                }
                assertThat(session.createSelectionQuery("select count(*) from ThroughTagging", Long.class)
                                .getSingleResult())
                        .as("loaded: %s", loaded)
                        .isZero();
            });
        }
    }

    @Test
    void linksHaveAttributes() {
        shop.in(session -> {
            Association<Tag> tags = Associations.of(session).collection(purchase(session, 1), "tags");
            Tag fresh = new Tag(9L);
            tags.append(fresh, Tagging.class, link -> link.note = "by hand");
            tags.append(fresh, Tagging.class, link -> link.note += ", twice");
            assertThat(tags.links(fresh, Tagging.class))
                    .extracting(link -> link.note)
                    .containsExactly("by hand, twice");
            assertThat(tags.links(session.find(Tag.class, 1L), Tagging.class)).isEmpty();
            assertThatThrownBy(() -> tags.links(fresh, Line.class))
                    .isInstanceOf(AssociationException.class)
                    .hasMessageContaining("its links are of")
                    .hasMessageContaining("Tagging");
            assertThatThrownBy(() -> Associations.of(session)
                            .<Voucher>collection(purchase(session, 1), "vouchers")
                            .append(new Voucher(9L), Tagging.class, link -> {}))
                    .hasMessageContaining("map the links as an entity");
        });
        shop.in(session -> assertThat(session.createSelectionQuery("from ThroughTagging", Tagging.class)
                        .getSingleResult()
                        .note)
                .isEqualTo("by hand, twice"));
    }

    @Test
    void whatHasThemAndWhatIsInThemIsDeletedAsAnythingElse() {
        shop.in(session -> {
            session.remove(session.find(Article.class, 3L));
            session.remove(session.find(Country.class, 1L));
        });
        shop.in(session -> assertThat(Trash.of(session).purge(Article.class, Duration.ZERO, PurgeOptions::fast))
                .isEqualTo(1));
        shop.in(session -> {
            Purchase purchase = purchase(session, 2);
            Hibernate.initialize(purchase.articles);
            session.createNativeMutationQuery("delete from \"Through Line\"").executeUpdate();
            session.remove(purchase);
            Trash.of(session).forceDelete(session.find(Article.class, 2L));
        });
        shop.in(session -> assertThat(ids(session.createSelectionQuery("from ThroughArticle", Article.class)
                        .getResultList()))
                .containsExactly(1L));
    }

    @Test
    void linksOfManyOwnersAreWrittenTogether() {
        shop.in(session -> {
            List<Purchase> both = List.of(purchase(session, 1), purchase(session, 2));
            Associations.of(session).<Tag>collection(both.get(0), "tags").append(session.find(Tag.class, 1L));
            AssociationOfMany<Purchase, Tag> tags = Associations.of(session).collections(both, "tags");
            tags.appendAll(List.of(session.find(Tag.class, 1L), session.find(Tag.class, 2L)));
            assertThat(tags.counts().values()).containsExactly(2L, 2L);
            tags.removeAll(List.of(session.find(Tag.class, 2L)));
            assertThat(tags.counts().values()).containsExactly(1L, 1L);
            tags.clear();
            assertThat(tags.counts().values()).containsExactly(0L, 0L);
        });
    }

    @Test
    void anOwnerThatIsNewTakesMembersToo() {
        shop.in(session -> {
            Purchase purchase = persist(session, new Purchase(7L, session.find(Customer.class, 1L)));
            Associations.of(session).<Article>collection(purchase, "articles").append(session.find(Article.class, 3L));
        });
        shop.in(session -> assertThat(ids(purchase(session, 7).articles)).containsExactly(3L));
        shop.in(session -> {
            Purchase purchase = purchase(session, 7);
            Hibernate.initialize(purchase.articles);
            session.createNativeMutationQuery("delete from \"Through Line\" where purchase_id = 7")
                    .executeUpdate();
            session.remove(purchase);
        });
    }

    @Test
    void aChangeInMemoryIsRefusedWithASentence() {
        assertThatThrownBy(() ->
                        shop.in(session -> purchase(session, 1).articles.add(session.find(Article.class, 3L))))
                .hasStackTraceContaining("was changed in memory, but it follows 'lines.article'");
        assertThatThrownBy(() -> shop.in(session -> purchase(session, 1).articles = new HashSet<>()))
                .hasStackTraceContaining("has no rows of its own");
        assertThatThrownBy(() -> shop.in(session -> {
                    Purchase purchase = new Purchase(8L, session.find(Customer.class, 1L));
                    purchase.articles.add(session.find(Article.class, 1L));
                    session.persist(purchase);
                }))
                .hasStackTraceContaining("has no rows of its own");
        assertThatThrownBy(() -> shop.in(session -> Associations.of(session)
                        .<Purchase>collection(session.find(Country.class, 1L), "purchases")
                        .append(purchase(session, 1))))
                .isInstanceOf(AssociationException.class)
                .hasMessageContaining("it follows 'customers.purchases', which does not say");
    }

    @Test
    void theSchemaHasNoTableForThem() {
        shop.in(session -> assertThat(session.createNativeQuery(
                                "select count(*) from pg_class where relname like 'nexs\\_%'", Long.class)
                        .getSingleResult())
                .isZero());
    }

    @Test
    void wrongUseStopsTheStart(Node node) {
        assertThatThrownBy(() -> new Shop(node, Map.of(), Astray.class))
                .hasMessageContaining("@HasManyThrough(\"children.name.x\"), but 'name'")
                .hasMessageContaining("is no association");
        assertThatThrownBy(() -> new Shop(node, Map.of(), Misspelt.class))
                .hasMessageContaining("there is no attribute 'parnt' in ");
        assertThatThrownBy(() -> new Shop(node, Map.of(), Short.class))
                .hasMessageContaining("a way has two steps at least");
        assertThatThrownBy(() -> new Shop(node, Map.of(), Elsewhere.class, Voucher.class))
                .hasMessageContaining("it leads to ")
                .hasMessageContaining("but the attribute is of ");
        assertThatThrownBy(() -> new Shop(node, Map.of(), Keyed.class)).hasMessageContaining("allowed is a Set");
    }

    interface Numbered {
        Long id();
    }

    /** What may be tagged. */
    public interface Taggable {}

    @Entity(name = "ThroughCountry")
    @SoftDeletable
    static class Country implements Numbered {
        @Id
        Long id;

        @Override
        public Long id() {
            return id;
        }

        @OneToMany(mappedBy = "country")
        List<Customer> customers = new ArrayList<>();

        @HasManyThrough("customers.purchases")
        @OrderBy("id desc")
        List<Purchase> purchases = new ArrayList<>();

        @HasManyThrough("customers.purchases.lines.article")
        Set<Article> bought = new HashSet<>();

        @HasManyThrough("customers.purchases.vouchers")
        Set<Voucher> vouchers = new HashSet<>();

        protected Country() {}

        Country(Long id) {
            this.id = id;
        }
    }

    @Entity(name = "ThroughCustomer")
    static class Customer {
        @Id
        Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Country country;

        @OneToMany(mappedBy = "customer")
        List<Purchase> purchases = new ArrayList<>();

        protected Customer() {}

        Customer(Long id, Country country) {
            this.id = id;
            this.country = country;
        }
    }

    @Entity(name = "ThroughPurchase")
    @TypeName("purchase")
    static class Purchase implements Numbered, Taggable {
        @Id
        Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Customer customer;

        @HasOneThrough("customer.country")
        @Nullable
        Country country;

        @OneToMany(mappedBy = "purchase")
        List<Line> lines = new ArrayList<>();

        @HasManyThrough("lines.article")
        Set<Article> articles = new HashSet<>();

        @ManyToMany
        @JoinTable(name = "through_vouchers")
        Set<Voucher> vouchers = new HashSet<>();

        @HasManyAny(mappedBy = "target")
        List<Tagging> taggings = new ArrayList<>();

        @HasManyThrough("taggings.tag")
        Set<Tag> tags = new HashSet<>();

        protected Purchase() {}

        Purchase(Long id, Customer customer) {
            this.id = id;
            this.customer = customer;
        }

        @Override
        public Long id() {
            return id;
        }
    }

    @Entity(name = "ThroughLine")
    @Table(name = "\"Through Line\"")
    @SoftDeletable
    static class Line {
        @Id
        @GeneratedValue
        Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Purchase purchase;

        @ManyToOne(fetch = FetchType.LAZY)
        Article article;

        protected Line() {}

        Line(Purchase purchase, Article article) {
            this.purchase = purchase;
            this.article = article;
        }
    }

    @Entity(name = "ThroughArticle")
    @SoftDeletable
    @TypeName("article")
    static class Article implements Numbered, Taggable {
        @Id
        Long id;

        @HasManyAny(mappedBy = "target")
        List<Tagging> taggings = new ArrayList<>();

        @HasManyThrough("taggings.tag")
        Set<Tag> tags = new HashSet<>();

        protected Article() {}

        Article(Long id) {
            this.id = id;
        }

        @Override
        public Long id() {
            return id;
        }
    }

    @Entity(name = "ThroughVoucher")
    static class Voucher implements Numbered {
        @Id
        Long id;

        protected Voucher() {}

        Voucher(Long id) {
            this.id = id;
        }

        @Override
        public Long id() {
            return id;
        }
    }

    @Entity(name = "ThroughTag")
    static class Tag implements Numbered {
        @Id
        Long id;

        @OneToMany(mappedBy = "tag")
        List<Tagging> taggings = new ArrayList<>();

        @HasManyThrough("taggings.target")
        Set<Purchase> purchases = new HashSet<>();

        @HasManyThrough("taggings.target")
        Set<Article> articles = new HashSet<>();

        protected Tag() {}

        Tag(Long id) {
            this.id = id;
        }

        @Override
        public Long id() {
            return id;
        }
    }

    @Entity(name = "ThroughTagging")
    @SoftDeletable
    static class Tagging {
        @Id
        @GeneratedValue
        Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        Tag tag;

        @BelongsToAny
        Taggable target;

        @Nullable
        String note;
    }

    @Entity(name = "ThroughAstray")
    static class Astray {
        @Id
        Long id;

        String name;

        @ManyToOne
        Astray parent;

        @OneToMany(mappedBy = "parent")
        List<Astray> children;

        @HasManyThrough("children.name.x")
        Set<Astray> some;
    }

    @Entity(name = "ThroughMisspelt")
    static class Misspelt {
        @Id
        Long id;

        @ManyToOne
        Misspelt parent;

        @HasOneThrough("parnt.parent")
        Misspelt grandparent;
    }

    @Entity(name = "ThroughShort")
    static class Short {
        @Id
        Long id;

        @ManyToOne
        Short parent;

        @HasOneThrough("parent")
        Short again;
    }

    @Entity(name = "ThroughElsewhere")
    static class Elsewhere {
        @Id
        Long id;

        @ManyToOne
        Elsewhere parent;

        @HasOneThrough("parent.parent")
        Voucher grandparent;
    }

    @Entity(name = "ThroughKeyed")
    static class Keyed {
        @Id
        Long id;

        @ManyToOne
        Keyed parent;

        @OneToMany(mappedBy = "parent")
        List<Keyed> children;

        @HasManyThrough("children.children")
        @MapKey(name = "id")
        Map<Long, Keyed> grandchildren = new HashMap<>();
    }
}
