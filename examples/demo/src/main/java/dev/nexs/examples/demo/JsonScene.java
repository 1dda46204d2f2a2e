package dev.nexs.examples.demo;

import java.util.List;
import java.util.Map;

/** Documents in HQL, with the operators that an index answers. */
final class JsonScene implements Scene {

    @Override
    public String title() {
        return "JSON documents: queried and changed inside, by HQL";
    }

    @Override
    public void play(Stage stage) {
        stage.sessions().inTransaction(session -> {
            session.persist(new Author("Ada", Map.of("country", "uk", "topics", List.of("engines", "music")))
                    .wrote("Notes")
                    .wrote("Letters"));
            session.persist(
                    new Author("Blaise", Map.of("country", "fr", "topics", List.of("wagers"))).wrote("Thoughts"));
        });
        stage.sessions().inTransaction(session -> {
            String query = "select name from Author where jsonb_contains(profile, '{\"topics\": [\"music\"]}')";
            stage.say(
                    "%s -> %s",
                    query, session.createSelectionQuery(query, String.class).getResultList());
        });
        stage.sessions()
                .inTransaction(session -> session.createMutationQuery(
                                "update Author set profile = jsonb_set(profile, '\"be\"', 'country') where name = 'Blaise'")
                        .executeUpdate());
        stage.sessions().inTransaction(session -> {
            String query = "select jsonb_get_text(profile, 'country') from Author where name = 'Blaise'";
            stage.say(
                    "%s -> %s",
                    query, session.createSelectionQuery(query, String.class).getSingleResult());
        });
    }
}
