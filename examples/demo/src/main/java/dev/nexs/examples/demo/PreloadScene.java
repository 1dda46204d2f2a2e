package dev.nexs.examples.demo;

import dev.nexs.associations.Preload;
import dev.nexs.associations.Statements;
import java.util.List;
import org.hibernate.Hibernate;

/** The same loop, lazily and preloaded. */
final class PreloadScene implements Scene {

    @Override
    public String title() {
        return "Associations: one statement per level instead of one per row";
    }

    @Override
    public void play(Stage stage) {
        stage.say("lazily:     %d statements", statements(stage, false));
        stage.say("preloaded:  %d statements", statements(stage, true));
    }

    private static int statements(Stage stage, boolean preload) {
        return Statements.record(
                        stage.sessions(),
                        () -> stage.sessions().inTransaction(session -> {
                            List<Author> authors = session.createSelectionQuery("from Author", Author.class)
                                    .getResultList();
                            if (preload) {
                                Preload.of(session).with("essays").into(authors);
                            }
                            authors.forEach(author -> Hibernate.initialize(author.essays));
                        }))
                .size();
    }
}
