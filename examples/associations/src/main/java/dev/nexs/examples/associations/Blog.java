package dev.nexs.examples.associations;

import dev.nexs.associations.Association;
import dev.nexs.associations.Associations;
import dev.nexs.associations.AssociationsSettings;
import dev.nexs.associations.Preload;
import dev.nexs.associations.Statements;
import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Shows a page of comments twice and a page of posts, works on one post's comments without loading them, and tags. */
public final class Blog {

    private final SessionFactory sessions;
    private final PrintStream out;

    private Blog(SessionFactory sessions, PrintStream out) {
        this.sessions = sessions;
        this.out = out;
    }

    /** Runs on the server that {@code NEXS_URL} names, else on an embedded one. */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        String url = System.getenv("NEXS_URL");
        if (url != null) {
            run(Map.of("jakarta.persistence.jdbc.url", url), out);
            return;
        }
        try (Cluster cluster = Cluster.start()) {
            run(
                    Map.of(
                            "jakarta.persistence.jdbc.url", cluster.primary().jdbcUrl(),
                            "jakarta.persistence.jdbc.user", cluster.primary().username(),
                            "jakarta.persistence.jdbc.password",
                                    cluster.primary().password()),
                    out);
        }
    }

    private static void run(Map<String, String> settings, PrintStream out) {
        try (SessionFactory sessions = start(settings)) {
            Blog blog = new Blog(sessions, out);
            blog.page();
            blog.frontPage();
            blog.members();
            blog.tags();
        }
    }

    /** {@return a blog with some posts, videos and comments} */
    static SessionFactory start(Map<String, String> settings) {
        Configuration configuration = new Configuration();
        List.of(Author.class, Comment.class, Post.class, Video.class, Tag.class, Tagging.class)
                .forEach(configuration::addAnnotatedClass);
        settings.forEach(configuration::setProperty);
        configuration.setProperty(AssociationsSettings.RECORD_STATEMENTS, "on");
        configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
        SessionFactory sessions = configuration.buildSessionFactory();
        sessions.inTransaction(session -> {
            for (int i = 1; i <= 10; i++) {
                Author author = new Author("author " + i);
                Post post = new Post("post " + i);
                Video video = new Video("video " + i);
                List.of(author, post, video).forEach(session::persist);
                session.persist(new Comment(post, author, "on a post"));
                session.persist(new Comment(video, author, "on a video"));
            }
        });
        return sessions;
    }

    private void page() {
        List<String> lazy = Statements.record(sessions, () -> sessions.inSession(session -> read(comments(session))));
        List<String> preloaded = Statements.record(
                sessions,
                () -> sessions.inSession(session -> {
                    List<Comment> comments = comments(session);
                    Preload.of(session).with(Comment_.author).with("target").into(comments);
                    read(comments);
                }));
        out.println("20 comments, loaded lazily: " + lazy.size() + " statements");
        out.println("20 comments, preloaded: " + preloaded.size() + " statements");
    }

    private static List<Comment> comments(Session session) {
        return session.createSelectionQuery("from Comment", Comment.class).getResultList();
    }

    private static void read(List<Comment> comments) {
        for (Comment comment : comments) {
            Objects.requireNonNull(comment.author).getName();
            Objects.requireNonNull(comment.target).getTitle();
        }
    }

    private void frontPage() {
        List<String> sent = Statements.record(
                sessions,
                () -> sessions.inSession(
                        session -> new FrontPage(session).withEverything().forEach(out::println)));
        out.println("a page with comments and their authors: " + sent.size() + " statements");
        sessions.inSession(
                session -> new FrontPage(session).withTheNewestComment().forEach(out::println));
        sessions.inSession(session -> out.println("comments touched: " + new FrontPage(session).touched()));
    }

    private void members() {
        sessions.inTransaction(session -> {
            List<Post> posts = session.createSelectionQuery("from Post order by id", Post.class)
                    .getResultList();
            Post first = posts.get(0);
            Association<Comment> comments = Associations.of(session).collection(first, "comments");
            comments.append(new Comment(null, null, "appended"));
            out.println("the first post has " + comments.count() + " comments");
            Comment appended = comments.find("text = 'appended'").get(0);
            comments.replace(List.of(appended, new Comment(null, null, "in its place")));
            out.println("after replacing: " + comments.count() + ", with 'appended': " + comments.contains(appended));
        });
    }

    /** One tag for three posts in one batch, and for a video with a reason; then the tag tells what it is on. */
    private void tags() {
        sessions.inTransaction(session -> {
            Tag news = new Tag("news");
            session.persist(news);
            List<Post> posts = session.createSelectionQuery("from Post order by id", Post.class)
                    .setMaxResults(3)
                    .getResultList();
            Associations.of(session).<Post, Tag>collections(posts, "tags").appendAll(List.of(news));
            Video video = session.createSelectionQuery("from Video order by id", Video.class)
                    .setMaxResults(1)
                    .getSingleResult();
            Associations.of(session)
                    .<Tag>collection(video, "tags")
                    .append(news, Tagging.class, tagging -> tagging.reason = "by hand");
        });
        sessions.inSession(session -> {
            Tag news = session.createSelectionQuery("from Tag", Tag.class).getSingleResult();
            Preload.of(session).with("posts", "videos").into(news);
            out.println("news: " + news.posts.size() + " posts, " + news.videos.size() + " video");
        });
    }
}
