package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.blog.Comment;
import dev.nexs.associations.blog.Cover;
import dev.nexs.associations.blog.PinnedPost;
import dev.nexs.associations.blog.Post;
import dev.nexs.associations.blog.Video;
import dev.nexs.associations.shop.DigitalProduct;
import dev.nexs.associations.shop.License;
import dev.nexs.associations.shop.Line;
import dev.nexs.associations.shop.Order;
import dev.nexs.associations.shop.Shop;
import dev.nexs.associations.shop.Tag;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hibernate.Hibernate;
import org.hibernate.query.restriction.Restriction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class AssociationsIT {

    private static Shop shop;
    private static Shop blog;
    private Long id;

    @BeforeAll
    static void start(Node node) {
        shop = Shop.on(node);
        blog = new Shop(node, Map.of(), Post.class, PinnedPost.class, Video.class, Comment.class, Cover.class);
    }

    @AfterAll
    static void close() {
        shop.close();
        blog.close();
    }

    @BeforeEach
    void fill() {
        shop.in(session -> {
            Order order = new Order();
            for (int qty = 1; qty <= 5; qty++) {
                order.line(qty, null);
            }
            order.tags.add(new Tag("a"));
            order.tags.add(new Tag("b"));
            order.notes.addAll(List.of("one", "two"));
            session.persist(order);
            session.flush();
            id = order.id;
        });
    }

    @Test
    void questionsAreAnsweredWithoutLoadingTheCollection() {
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            Association<Line> lines = Associations.of(session).collection(order, "lines");
            shop.forget();
            assertThat(lines.count()).isEqualTo(5);
            assertThat(lines.exists()).isTrue();
            assertThat(lines.find("qty > 3")).extracting(Line::getQty).containsExactlyInAnyOrder(4, 5);
            assertThat(lines.find("qty > :least and id is not null", Map.of("least", 4)))
                    .hasSize(1);
            assertThat(shop.statements()).hasSize(4);
            assertThat(lines.find(Restriction.equal(
                            session.getMetamodel().entity(Line.class).getSingularAttribute("qty", int.class), 2)))
                    .singleElement()
                    .satisfies(line -> assertThat(lines.contains(line)).isTrue());
            assertThat(lines.contains(new Line(order, 9, null))).isFalse();
            assertThat(Associations.of(session).<Tag>collection(order, "tags").count())
                    .isEqualTo(2);
            assertThat(Associations.of(session)
                            .<String>collection(order, "notes")
                            .contains("two"))
                    .isTrue();
            assertThat(Hibernate.isInitialized(order.lines)).isFalse();
        });
    }

    @Test
    void appendToAnInverseCollectionIsOneInsertAndKeepsTheCollectionInStep() {
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            Line line = new Line(null, 9, null);
            shop.forget();
            Associations.of(session).<Line>collection(order, "lines").append(line);
            session.flush();
            assertThat(shop.statements())
                    .filteredOn(sql -> !sql.contains("nextval"))
                    .hasSize(1);
            assertThat(line.order).isSameAs(order);
            assertThat(Hibernate.isInitialized(order.lines)).isFalse();
            assertThat(order.lines).hasSize(6);
        });
    }

    @Test
    void changesOfALoadedCollectionAreMadeInMemoryToo() {
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            Hibernate.initialize(order.lines);
            Association<Line> lines = Associations.of(session).collection(order, "lines");
            Line first = order.lines.get(0);
            lines.append(new Line(null, 9, null));
            lines.remove(first);
            assertThat(order.lines).hasSize(5).doesNotContain(first);
            assertThat(first.order).isNull();
        });
        shop.in(session -> assertThat(count(session, "lines")).isEqualTo(5));
    }

    @Test
    void anInverseSetGetsItsInsertAtOnceAndNothingElseIsFlushed(Node node) {
        try (Shop depot = new Shop(node, Map.of(), Yard.class, Stack.class)) {
            depot.in(session -> {
                session.persist(new Yard(1));
                session.persist(new Yard(2));
            });
            depot.in(session -> {
                session.find(Yard.class, 2L).name = "changed";
                Yard yard = session.find(Yard.class, 1L);
                depot.forget();
                Associations.of(session).<Stack>collection(yard, "stacks").append(new Stack());
                assertThat(depot.statements())
                        .filteredOn(sql -> !sql.contains("nextval"))
                        .singleElement()
                        .asString()
                        .startsWith("insert");
                assertThat(yard.stacks).hasSize(1);
            });
        }
    }

    @Entity(name = "Yard")
    public static class Yard {
        @Id
        public Long id;

        public String name;

        @OneToMany(mappedBy = "yard")
        public java.util.Set<Stack> stacks = new java.util.HashSet<>();

        protected Yard() {}

        public Yard(long id) {
            this.id = id;
        }
    }

    @Entity(name = "Stack")
    public static class Stack {
        @Id
        @jakarta.persistence.GeneratedValue
        public Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        public Yard yard;
    }

    @Test
    void replaceAddsWhatIsMissingAndTakesOutTheRestAndTouchesNothingElse() {
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            Association<Tag> tags = Associations.of(session).collection(order, "tags");
            Tag b = tags.find("name = 'b'").get(0);
            shop.forget();
            tags.replace(List.of(b, new Tag("z")));
            assertThat(shop.statements())
                    .filteredOn(sql -> sql.startsWith("delete"))
                    .hasSize(1);
            assertThat(tags.find("name in ('b', 'z')")).hasSize(2);
            assertThat(tags.count()).isEqualTo(2);
        });
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            Association<Line> lines = Associations.of(session).collection(order, "lines");
            Line kept = lines.find("qty = 3").get(0);
            lines.replace(List.of(kept, new Line(null, 30, null)));
            assertThat(order.lines).extracting(Line::getQty).containsExactlyInAnyOrder(3, 30);
        });
    }

    @Test
    void aForeignKeyThatOnlyTheOwnerKnowsIsSetAndUnset() {
        Long[] product = new Long[1];
        shop.in(session -> {
            DigitalProduct app = new DigitalProduct("app");
            app.licenses.add(new License("one"));
            session.persist(app);
            product[0] = app.id;
        });
        shop.in(session -> {
            DigitalProduct app = session.find(DigitalProduct.class, product[0]);
            Association<License> licenses = Associations.of(session).collection(app, "licenses");
            licenses.append(new License("two"));
            assertThat(licenses.count()).isEqualTo(2);
            licenses.remove(licenses.find("text = 'one'").get(0));
            assertThat(licenses.count()).isEqualTo(1);
            assertThat(Hibernate.isInitialized(app.licenses)).isFalse();
        });
    }

    @Test
    void appendToAListTakesTheNextPosition() {
        shop.in(session -> Associations.of(session)
                .<String>collection(session.find(Order.class, id), "notes")
                .appendAll(List.of("three", "four")));
        shop.in(session ->
                assertThat(session.find(Order.class, id).notes).containsExactly("one", "two", "three", "four"));
    }

    @Test
    void transactionsThatAppendToOneOwnerAtOnceLoseNothing() throws Exception {
        int threads = 4;
        CyclicBarrier barrier = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int number = t;
                work.add(pool.submit(() -> {
                    barrier.await();
                    for (int i = 0; i < 5; i++) {
                        String note = number + "/" + i;
                        shop.factory().inTransaction(session -> {
                            Order order = session.find(Order.class, id);
                            Associations.of(session)
                                    .<String>collection(order, "notes")
                                    .append(note);
                            Associations.of(session)
                                    .<Line>collection(order, "lines")
                                    .append(new Line(null, 1, null));
                            Associations.of(session)
                                    .<Tag>collection(order, "tags")
                                    .append(new Tag(note));
                        });
                    }
                    return null;
                }));
            }
            for (Future<?> one : work) {
                one.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            assertThat(order.notes).hasSize(22).doesNotContainNull().doesNotHaveDuplicates();
            assertThat(order.lines).hasSize(25);
            assertThat(order.tags).hasSize(22);
        });
    }

    @Test
    void replaceOfPolymorphicMembersMixesNewAndExistingOnes() {
        Long[] ids = new Long[2];
        blog.in(session -> {
            Post post = new Post("mixed");
            Video video = new Video("elsewhere");
            session.persist(post);
            session.persist(video);
            session.persist(new Comment(post, "keep"));
            session.persist(new Comment(post, "drop"));
            session.persist(new Comment(video, "move"));
            session.flush();
            ids[0] = post.id;
            ids[1] = video.id;
        });
        blog.in(session -> {
            Post post = session.find(Post.class, ids[0]);
            Video video = session.find(Video.class, ids[1]);
            Association<Comment> comments = Associations.of(session).collection(post, "comments");
            Comment keep = comments.find("text = 'keep'").get(0);
            Comment move = Associations.of(session)
                    .<Comment>collection(video, "comments")
                    .find("text = 'move'")
                    .get(0);
            comments.replace(List.of(keep, new Comment(null, "new"), move));
            assertThat(Hibernate.isInitialized(post.comments)).isFalse();
        });
        blog.in(session -> {
            assertThat(session.find(Post.class, ids[0]).comments)
                    .extracting(Comment::getText)
                    .containsExactlyInAnyOrder("keep", "new", "move");
            assertThat(session.find(Video.class, ids[1]).comments).isEmpty();
            assertThat(session.createSelectionQuery("select count(*) from Comment where text = 'drop'", Long.class)
                            .getSingleResult())
                    .as("orphans are removed")
                    .isZero();
        });
    }

    @Test
    void clearRemovesOrphansInOneStatement() {
        Long[] ids = new Long[1];
        blog.in(session -> {
            Post post = new Post("clear");
            for (int i = 0; i < 10; i++) {
                post.comments.add(new Comment(post, "clear " + i));
            }
            session.persist(post);
            session.flush();
            ids[0] = post.id;
        });
        blog.in(session -> {
            Post post = session.find(Post.class, ids[0]);
            blog.forget();
            Associations.of(session).collection(post, "comments").clear();
            assertThat(blog.statements()).hasSize(1);
            assertThat(post.comments).isEmpty();
        });
    }

    @Test
    void newMembersWithAssignedIdentifiersArePersistedAndStoredOnesAreNot(Node node) {
        try (Shop depot = new Shop(node, Map.of(), Depot.class, Crate.class)) {
            depot.in(session -> {
                session.persist(new Depot(1));
                session.persist(new Crate(7));
            });
            depot.in(session -> {
                Association<Crate> crates =
                        Associations.of(session).collection(session.find(Depot.class, 1L), "crates");
                assertThat(crates.contains(new Crate(8))).isFalse();
                crates.appendAll(List.of(new Crate(8), session.find(Crate.class, 7L)));
            });
            depot.in(session -> assertThat(Associations.of(session)
                            .collection(session.find(Depot.class, 1L), "crates")
                            .count())
                    .isEqualTo(2));
        }
    }

    @Entity(name = "Depot")
    public static class Depot {
        @Id
        public Long id;

        @OneToMany(mappedBy = "depot")
        public List<Crate> crates = new ArrayList<>();

        protected Depot() {}

        public Depot(long id) {
            this.id = id;
        }
    }

    @Entity(name = "Crate")
    public static class Crate {
        @Id
        public Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        public Depot depot;

        protected Crate() {}

        public Crate(long id) {
            this.id = id;
        }
    }

    @Test
    void wrongUsesAreAnsweredWithASentence() {
        shop.in(session -> {
            Order order = session.find(Order.class, id);
            Associations associations = Associations.of(session);
            assertThatThrownBy(() -> associations.collection(order, "line"))
                    .isInstanceOf(UnknownPathException.class)
                    .hasMessageContaining("did you mean 'lines'");
            assertThatThrownBy(() -> associations.collection(order, "customer"))
                    .isInstanceOf(AssociationException.class)
                    .hasMessageContaining("is no collection");
            assertThatThrownBy(() -> associations.collection(new Order(), "lines"))
                    .hasMessageContaining("not managed by this session");
            assertThatThrownBy(() -> associations.collection(order, "lines").find("qty >"))
                    .isInstanceOf(AssociationException.class)
                    .hasMessageContaining("Order.lines: the restriction \"qty >\" cannot be used");
            assertThatThrownBy(() -> associations.collection(order, "lines").find("quantity > 3"))
                    .isInstanceOf(AssociationException.class)
                    .hasMessageContaining("HQL on the attributes of dev.nexs.associations.shop.Line");
            assertThatThrownBy(() -> associations.collection(order, "labels").append("x"))
                    .hasMessageContaining("it is a map");
        });
    }

    private static long count(org.hibernate.Session session, String attribute) {
        Order order = session.createSelectionQuery("from Order order by id desc", Order.class)
                .setMaxResults(1)
                .getSingleResult();
        return Associations.of(session).collection(order, attribute).count();
    }
}
