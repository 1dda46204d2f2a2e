package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.associations.blog.Cover;
import dev.nexs.associations.shop.Line;
import dev.nexs.associations.shop.Order;
import dev.nexs.associations.shop.Product;
import dev.nexs.associations.shop.Shop;
import dev.nexs.associations.shop.Tag;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.query.range.Range;
import org.hibernate.query.restriction.Restriction;
import org.hibernate.query.specification.SelectionSpecification;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The snippets of docs/associations.md; {@link AssociationsGuideTest} sees to it that each of them is here. */
@PostgresServer
class AssociationsGuideIT {

    private static Shop shop;

    @BeforeAll
    static void fill(Node node) {
        shop = Shop.on(node);
        shop.in(session -> {
            Product product = new Product("product");
            session.persist(product);
            Order order = new Order();
            order.line(2, product);
            order.tags.add(new Tag("tag"));
            session.persist(order);
        });
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void preload() {
        shop.in(session -> {
            List<Order> orders =
                    session.createSelectionQuery("from Order", Order.class).getResultList();
            Preload.of(session).with("lines.product", "customer", "tags").into(orders);
            shop.forget();
            assertThat(orders.get(0).lines.get(0).product.getName()).isEqualTo("product");
            assertThat(shop.statements()).isEmpty();
        });
    }

    @Test
    void someMembersAndCounts() {
        shop.in(session -> {
            List<Order> orders =
                    session.createSelectionQuery("from Order", Order.class).getResultList();
            Loaded loaded = Preload.of(session)
                    .with(
                            "lines",
                            lines -> lines.where("qty > :least")
                                    .parameter("least", 1)
                                    .orderBy("qty desc")
                                    .limit(5))
                    .withCount("tags")
                    .into(orders);
            List<Line> most = loaded.members(orders.get(0), "lines");
            long tags = loaded.count(orders.get(0), "tags");
            assertThat(most).isNotEmpty();
            assertThat(tags).isEqualTo(1);
        });
    }

    @Test
    void valuesOfMembers() {
        shop.in(session -> {
            List<Order> orders =
                    session.createSelectionQuery("from Order", Order.class).getResultList();
            Loaded values = Preload.of(session)
                    .withCount("lines", "small", lines -> lines.where("qty < 3"))
                    .withExists("tags")
                    .withSum("lines.qty")
                    .withMax("lines.qty")
                    .into(orders);
            long small = values.count(orders.get(0), "small");
            Optional<Long> sum = values.value(orders.get(0), "sum(lines.qty)");
            assertThat(small).isPositive();
            assertThat(sum).isPresent();
            EntityChunks.of(session, Order.class)
                    .with("lines.product")
                    .size(500)
                    .forEach(chunk -> export(chunk));
        });
    }

    private static void export(List<Order> orders) {
        assertThat(orders).allMatch(order -> Hibernate.isInitialized(order.lines));
    }

    @Test
    void restrictions() {
        shop.in(session -> {
            List<Order> tagged = SelectionSpecification.create(Order.class)
                    .restrict(Related.has("tags", Restriction.restrict(Tag.class, "name", Range.singleValue("new"))))
                    .restrict(Related.hasNot("notes"))
                    .createQuery(session)
                    .getResultList();
            assertThat(tagged).isEmpty();
        });
    }

    @Test
    void plans() {
        shop.in(session -> {
            FetchPlan<Order> overview = FetchPlan.of(Order.class).with("customer", "lines.product");
            List<Order> page = overview.list(
                    session,
                    session.createSelectionQuery("from Order", Order.class).setMaxResults(20));
            FetchPlan<Order> whole = overview.using("tags", FetchStrategy.SUBSELECT);
            assertThat(whole.list(session, session.createSelectionQuery("from Order", Order.class)))
                    .isEqualTo(page);
        });
    }

    @Test
    void changesThatTellWhatTheyDid() {
        shop.in(session -> {
            Order order =
                    session.createSelectionQuery("from Order", Order.class).getSingleResult();
            Tag first = new Tag("first");
            Tag second = new Tag("second");
            session.persist(first);
            session.persist(second);
            session.flush();
            Association<Tag> tags = Associations.of(session).collection(order, "tags");
            MemberChange<Tag> change = tags.sync(tags.byIds(List.of(first.id, second.id)));
            boolean nothingToDo = change.isEmpty();
            tags.toggle(List.of(first));
            assertThat(nothingToDo).isFalse();
            assertThat(change.added()).hasSize(2);
            assertThat(tags.count()).isEqualTo(1);
            session.getTransaction().setRollbackOnly();
        });
    }

    @Test
    void members() {
        shop.in(session -> {
            Order order =
                    session.createSelectionQuery("from Order", Order.class).getSingleResult();
            Line kept = session.createSelectionQuery("from Line where qty = 2", Line.class)
                    .getSingleResult();
            Line added = new Line(null, 8, null);
            Association<Line> lines = Associations.of(session).collection(order, "lines");
            lines.count();
            lines.find("qty > :least", Map.of("least", 3));
            lines.append(new Line(null, 7, null));
            lines.replace(List.of(kept, added));
            assertThat(lines.count()).isEqualTo(2);
            session.getTransaction().setRollbackOnly();
        });
    }

    @Test
    void manyOwners() {
        shop.in(session -> {
            List<Order> orders =
                    session.createSelectionQuery("from Order", Order.class).getResultList();
            List<Tag> tags = List.of(new Tag("many"));
            AssociationOfMany<Order, Tag> all = Associations.of(session).collections(orders, "tags");
            Map<Order, Long> counts = all.counts();
            all.appendAll(tags);
            all.removeAll(tags);
            assertThat(counts).hasSameSizeAs(orders).isEqualTo(all.counts());
            session.getTransaction().setRollbackOnly();
        });
    }

    @Test
    void statementsAreCounted() {
        SessionFactory factory = shop.factory();
        Service service = new Service(factory);
        Statements.assertStatements(factory, 3, () -> service.overview());
    }

    private record Service(SessionFactory factory) {

        void overview() {
            factory.inTransaction(session -> FetchPlan.of(Order.class)
                    .with("customer", "lines.product")
                    .list(session, session.createSelectionQuery("from Order", Order.class)));
        }
    }

    /** Mappings of the guide, as far as they are shown there; complete ones are in the package {@code blog}. */
    @SuppressWarnings("unused")
    private interface Mappings {

        interface Commentable {}

        @Entity
        @TypeName("post")
        class Post implements Commentable {
            @HasManyAny(mappedBy = "target", cascade = CascadeType.ALL, orphanRemoval = true)
            List<Comment> comments;

            @HasOneAny(mappedBy = "subject")
            Cover cover;
        }

        @Entity
        class Comment {
            @BelongsToAny
            Commentable target;
        }

        interface Book {}

        class Shelf {
            @OneToMany(mappedBy = "shelf")
            @CachedAssociation
            List<Book> books;
        }

        @Entity
        class Product {
            @OneToMany(mappedBy = "product")
            List<Offer> offers;

            @LatestOf(mappedBy = "product", by = "madeAt")
            Offer latest;

            @OneOf(mappedBy = "product", orderBy = "price")
            Offer cheapest;

            long offerCount;
            Instant offeredAt;
        }

        @Entity
        class Offer {
            @ManyToOne
            @CounterCache("offerCount")
            @Touch("offeredAt")
            Product product;
        }
    }

    /** The same for what leads through others; {@link ThroughIT} has it complete, and does what is done here. */
    @SuppressWarnings("unused")
    private interface ThroughMappings {

        interface Product {}

        interface Country {}

        interface Taggable {}

        @Entity
        class Customer {
            @ManyToOne
            Country country;

            @OneToMany(mappedBy = "customer")
            List<Order> orders;

            @HasManyThrough("orders.lines.product")
            Set<Product> bought;
        }

        @Entity
        class Order {
            @HasOneThrough("customer.country")
            Country country;
        }

        @Entity
        class Tagging {
            @ManyToOne
            Tag tag;

            @BelongsToAny
            Taggable target;

            String note;
        }

        @Entity
        @TypeName("post")
        class Post implements Taggable {
            @HasManyAny(mappedBy = "target")
            List<Tagging> taggings;

            @HasManyThrough("taggings.tag")
            Set<Tag> tags;
        }

        interface Video {}

        @Entity
        class Tag {
            @OneToMany(mappedBy = "tag")
            List<Tagging> taggings;

            @HasManyThrough("taggings.target")
            Set<Post> posts;

            @HasManyThrough("taggings.target")
            Set<Video> videos;
        }

        default void links(Session session, Post post, Tag tag) {
            Association<Tag> tags = Associations.of(session).collection(post, "tags");
            tags.append(tag, Tagging.class, tagging -> tagging.note = "by hand");
            List<Tagging> taggings = tags.links(tag, Tagging.class);
        }
    }
}
