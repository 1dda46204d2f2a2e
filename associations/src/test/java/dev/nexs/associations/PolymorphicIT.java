package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.associations.blog.Comment;
import dev.nexs.associations.blog.Commentable;
import dev.nexs.associations.blog.Cover;
import dev.nexs.associations.blog.PinnedPost;
import dev.nexs.associations.blog.Post;
import dev.nexs.associations.blog.Video;
import dev.nexs.associations.shop.Shop;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresServer
class PolymorphicIT {

    private static Shop blog;
    private static Node node;

    @BeforeAll
    static void fill(Node server) {
        node = server;
        blog = new Shop(server, Map.of(), Post.class, PinnedPost.class, Video.class, Comment.class, Cover.class);
        blog.in(session -> {
            for (int i = 0; i < 3; i++) {
                Post post = i == 2 ? new PinnedPost("pinned") : new Post("post " + i);
                Video video = new Video("video " + i);
                session.persist(post);
                session.persist(video);
                session.persist(new Comment(post, "on post " + i));
                session.persist(new Comment(post, "again on post " + i));
                session.persist(new Comment(video, "on video " + i));
                if (i == 1) {
                    session.persist(new Cover(post, "cover.png"));
                }
            }
            session.persist(new Comment(null, "on nothing"));
        });
    }

    @AfterAll
    static void close() {
        blog.close();
    }

    @Test
    void namesAreStoredNeverClassNames() throws SQLException {
        assertThat(column("select distinct target_type from comment where target_type is not null order by 1"))
                .containsExactly("post", "video");
    }

    @Test
    void theSchemaHasAnIndexOverBothColumns() throws SQLException {
        assertThat(column("select indexdef from pg_indexes where tablename = 'comment'"))
                .anySatisfy(index -> assertThat(index).contains("(target_type, target_id)"));
    }

    @Test
    void aReferenceIsLazyAndComesBackAsItsOwnClass() {
        blog.in(session -> {
            List<Comment> comments = comments(session);
            assertThat(blog.statements()).hasSize(1);
            assertThat(comments.get(0).target.getTitle()).isEqualTo("post 0");
            assertThat(blog.statements()).hasSize(2);
            assertThat(Hibernate.unproxy(comments.get(2).target)).isInstanceOf(Video.class);
        });
    }

    @Test
    void aSubclassSharesTheNameOfItsParentAndComesBackAsItself() {
        blog.in(session -> {
            PinnedPost pinned = session.createSelectionQuery("from PinnedPost", PinnedPost.class)
                    .getSingleResult();
            assertThat(pinned.comments).hasSize(2);
            session.clear();
            Comment comment = session.createSelectionQuery("from Comment where text = 'on post 2'", Comment.class)
                    .getSingleResult();
            assertThat(Hibernate.unproxy(comment.target)).isInstanceOf(PinnedPost.class);
        });
    }

    @Test
    void preloadAsksOncePerTargetEntityAndGoesOnBelow() {
        blog.in(session -> {
            List<Comment> comments = comments(session);
            blog.forget();
            Preload.of(session).with("target.comments").into(comments);
            assertThat(blog.statements()).hasSize(4);
            for (Comment comment : comments) {
                if (comment.target != null) {
                    assertThat(comment.target.getTitle()).isNotNull();
                }
            }
            Post post = (Post) Hibernate.unproxy(comments.get(0).target);
            assertThat(post.comments)
                    .extracting(Comment::getText)
                    .containsExactlyInAnyOrder("on post 0", "again on post 0");
            assertThat(blog.statements()).hasSize(4);
        });
    }

    @Test
    void theInverseIsPreloadedWithItsNameInTheRestriction() {
        blog.in(session -> {
            List<Post> posts =
                    session.createSelectionQuery("from Post", Post.class).getResultList();
            blog.forget();
            Preload.of(session).with("comments").into(posts);
            assertThat(blog.statements())
                    .singleElement()
                    .asString()
                    .contains("'post'")
                    .contains("= any (?)");
            assertThat(posts).allSatisfy(post -> assertThat(post.comments).hasSizeGreaterThanOrEqualTo(2));
        });
    }

    @Test
    void hqlJoinsAndTreatsThePolymorphicReference() {
        blog.in(session -> {
            assertThat(session.createSelectionQuery(
                                    "select v from Comment c join treat(c.target as Video) v where c.text = 'on video 1'",
                                    Video.class)
                            .getResultList())
                    .extracting(Video::getTitle)
                    .containsExactly("video 1");
            assertThat(session.createSelectionQuery(
                                    "select c.text from Comment c join Video v on type(c.target) = Video and id(c.target) = v.id"
                                            + " where v.title = 'video 1'",
                                    String.class)
                            .getResultList())
                    .containsExactly("on video 1");
            assertThat(session.createSelectionQuery(
                                    "select count(*) from Comment c where type(c.target) = Post", Long.class)
                            .getSingleResult())
                    .isGreaterThanOrEqualTo(6);
        });
    }

    @Test
    void hqlFetchesThePolymorphicReferenceInOneStatement() {
        blog.in(session -> {
            List<Comment> comments = session.createSelectionQuery(
                            "from Comment c join fetch c.target where c.text like 'on %' order by c.id", Comment.class)
                    .getResultList();
            assertThat(comments)
                    .filteredOn(c -> c.text.equals("on post 2"))
                    .singleElement()
                    .satisfies(c -> assertThat(Hibernate.unproxy(c.target)).isInstanceOf(PinnedPost.class));
            assertThat(comments)
                    .filteredOn(c -> c.target != null)
                    .allSatisfy(c -> assertThat(c.target.getTitle()).isNotNull());
            assertThat(blog.statements()).hasSize(1);
        });
    }

    @Test
    void theInverseToOneIsNullOrLazyWithoutAStatementOfItsOwn() {
        blog.in(session -> {
            List<Post> posts = session.createSelectionQuery(
                            "from Post where title like 'post%' order by title", Post.class)
                    .getResultList();
            assertThat(blog.statements()).hasSize(1);
            assertThat(posts.get(0).cover).isNull();
            assertThat(Hibernate.isInitialized(posts.get(1).cover)).isFalse();
            Preload.of(session).with("cover").into(posts);
            assertThat(posts.get(1).cover.getFile()).isEqualTo("cover.png");
            assertThat(blog.statements()).hasSize(2);
        });
    }

    @Test
    void orphansAreRemovedAndCascadesReachTheMembers() {
        Post fresh = new Post("fresh");
        blog.in(session -> {
            fresh.comments.add(new Comment(fresh, "one"));
            fresh.comments.add(new Comment(fresh, "two"));
            session.persist(fresh);
        });
        blog.in(session -> {
            Post post = session.find(Post.class, fresh.id);
            assertThat(post.comments).hasSize(2);
            post.comments.remove(0);
        });
        blog.in(session -> {
            Post post = session.find(Post.class, fresh.id);
            assertThat(post.comments).hasSize(1);
            session.remove(post);
        });
        blog.in(session -> assertThat(session.createSelectionQuery(
                                "select count(*) from Comment where text in ('one', 'two')", Long.class)
                        .getSingleResult())
                .isZero());
    }

    @Test
    void aCommentCascadesToItsNewTarget() {
        Post target = new Post("through a comment");
        blog.in(session -> session.persist(new Comment(target, "cascades")));
        blog.in(session -> {
            assertThat(session.find(Post.class, target.id).comments).hasSize(1);
            session.remove(session.find(Post.class, target.id));
        });
    }

    @Test
    void triggersRefuseATargetThatDoesNotExistAndKeepOneThatIsReferenced() {
        assertThatThrownBy(
                        () -> node.execute("insert into comment (id, target_type, target_id) values (-1, 'post', -7)"))
                .hasMessageContaining("there is no post with identifier -7");
        assertThatThrownBy(
                        () -> node.execute("insert into comment (id, target_type, target_id) values (-1, 'song', 1)"))
                .hasMessageContaining("there is no type named 'song'");
        assertThatThrownBy(() -> node.execute("delete from video where title = 'video 0'"))
                .hasMessageContaining("is still referenced from");
    }

    @Test
    void theSchemaCanBeCreatedAndDroppedAgain() {
        try (Shop again = new Shop(
                node,
                Map.of(
                        "hibernate.hbm2ddl.auto",
                        "create-drop",
                        "hibernate.default_schema",
                        "again",
                        "hibernate.hbm2ddl.create_namespaces",
                        "true"),
                Post.class,
                PinnedPost.class,
                Video.class,
                Comment.class,
                Cover.class)) {
            again.in(session -> session.persist(new Comment(new Video("there"), "here")));
            again.in(session -> assertThat(session.createSelectionQuery("from Post", Post.class)
                            .getResultList())
                    .isEmpty());
        }
    }

    @Test
    void aReferenceInsideAnEmbeddedValueKnowsNamesAndSubclassesToo() {
        try (Shop embedded = new Shop(
                node,
                Map.of("hibernate.hbm2ddl.auto", "update"),
                Post.class,
                PinnedPost.class,
                Video.class,
                Comment.class,
                Cover.class,
                Reaction.class)) {
            embedded.in(session -> {
                for (Post post : session.createSelectionQuery("from Post where cover is null", Post.class)
                        .getResultList()) {
                    session.persist(new Reaction(post));
                }
            });
            embedded.in(session -> {
                List<Reaction> reactions = session.createSelectionQuery("from Reaction", Reaction.class)
                        .getResultList();
                embedded.forget();
                Preload.of(session).with("subject.on").into(reactions);
                assertThat(embedded.statements()).hasSize(1);
                assertThat(reactions)
                        .extracting(reaction ->
                                (Object) Hibernate.unproxy(reaction.subject.on).getClass())
                        .contains(Post.class, PinnedPost.class);
            });
        }
    }

    @Entity(name = "Reaction")
    public static class Reaction {
        @Id
        @jakarta.persistence.GeneratedValue
        public Long id;

        @jakarta.persistence.Embedded
        public Subject subject;

        protected Reaction() {}

        public Reaction(Commentable on) {
            this.subject = new Subject();
            this.subject.on = on;
        }
    }

    @jakarta.persistence.Embeddable
    public static class Subject {
        @BelongsToAny
        public Commentable on;
    }

    @Test
    void unnamedTargetsDoubleNamesAndForeignIdentifiersFailTheStartTogether() {
        assertThatThrownBy(() -> new Shop(
                        node,
                        Map.of("hibernate.hbm2ddl.auto", "none"),
                        Comment.class,
                        Video.class,
                        Nameless.class,
                        SecondVideo.class,
                        WithUuid.class))
                .isInstanceOf(AssociationException.class)
                .hasMessageContaining("the type name 'video' is declared by both")
                .hasMessageContaining("Nameless may be stored in dev.nexs.associations.blog.Comment.target")
                .hasMessageContaining("stores identifiers of type Long, but")
                .hasMessageContaining("WithUuid has one of type UUID");
    }

    @Entity(name = "Nameless")
    public static class Nameless implements Commentable {
        @Id
        public Long id;

        @Override
        public String getTitle() {
            return "";
        }
    }

    @Entity(name = "SecondVideo")
    @TypeName("video")
    public static class SecondVideo implements Commentable {
        @Id
        public Long id;

        @Override
        public String getTitle() {
            return "";
        }
    }

    @Entity(name = "WithUuid")
    @TypeName("uuid")
    public static class WithUuid implements Commentable {
        @Id
        public UUID id;

        @Override
        public String getTitle() {
            return "";
        }
    }

    private static List<Comment> comments(Session session) {
        return session.createSelectionQuery("from Comment where text not in ('one','two') order by id", Comment.class)
                .getResultList();
    }

    private static List<String> column(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = node.connect();
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
