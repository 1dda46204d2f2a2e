package dev.nexs.examples.associations;

import dev.nexs.associations.Association;
import dev.nexs.associations.Associations;
import dev.nexs.associations.Loaded;
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

/** Shows a page of comments twice, then works on one post's comments without loading them. */
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
        Configuration configuration = new Configuration();
        List.of(Author.class, Comment.class, Post.class, Video.class).forEach(configuration::addAnnotatedClass);
        settings.forEach(configuration::setProperty);
        configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
        try (SessionFactory sessions = configuration.buildSessionFactory()) {
            Blog blog = new Blog(sessions, out);
            blog.fill();
            blog.page();
            blog.members();
        }
    }

    private void fill() {
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
    }

    private void page() {
        List<String> lazy = Statements.record(sessions, () -> sessions.inSession(session -> read(comments(session))));
        List<String> preloaded = Statements.record(
                sessions,
                () -> sessions.inSession(session -> {
                    List<Comment> comments = comments(session);
                    Preload.of(session).with("author", "target").into(comments);
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
            Loaded loaded = Preload.of(session)
                    .withCount("comments")
                    .with("comments", filter -> filter.orderBy("text").limit(1))
                    .into(posts);
            out.println("after replacing: " + loaded.count(first, "comments") + ", the first of them is '"
                    + loaded.<Comment>members(first, "comments").get(0).text + "'");
        });
    }
}
