package dev.nexs.examples.demo;

import dev.nexs.softdelete.Trash;
import org.hibernate.Session;

/** A removed row is marked, hidden, and can come back with everything that went with it. */
final class SoftDeleteScene implements Scene {

    @Override
    public String title() {
        return "Soft delete: remove hides, restore brings back what went together";
    }

    @Override
    public void play(Stage stage) {
        stage.sessions().inTransaction(session -> session.remove(ada(session)));
        stage.sessions().inTransaction(session -> {
            stage.say(
                    "session.remove(ada)   -> %d authors, %d essays",
                    count(session, "Author"), count(session, "Essay"));
            Trash.of(session)
                    .with(() -> stage.say(
                            "trash.with(...)       -> %d authors, %d essays",
                            count(session, "Author"), count(session, "Essay")));
        });
        stage.sessions().inTransaction(session -> {
            Trash trash = Trash.of(session);
            trash.restore(trash.with(() -> ada(session)));
        });
        stage.sessions()
                .inTransaction(session -> stage.say(
                        "trash.restore(ada)    -> %d authors, %d essays",
                        count(session, "Author"), count(session, "Essay")));
    }

    private static Author ada(Session session) {
        return session.createSelectionQuery("from Author where name = 'Ada'", Author.class)
                .getSingleResult();
    }

    private static long count(Session session, String entity) {
        return session.createSelectionQuery("select count(*) from " + entity, Long.class)
                .getSingleResult();
    }
}
