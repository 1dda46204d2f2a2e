package dev.nexs.examples.demo;

import org.hibernate.Session;

/** The same entity and the same code: only the session says whether it writes. */
final class RoutingScene implements Scene {

    @Override
    public String title() {
        return "An entity is written to the primary and read from a replica";
    }

    @Override
    public void play(Stage stage) {
        stage.sessions().inTransaction(session -> {
            session.persist(new Book("The Art of Computer Programming"));
            stage.say("session.persist(book)                  on %s", server(session));
        });
        try (Session session = stage.sessions().withOptions().readOnly(true).openSession()) {
            long books = session.createSelectionQuery("select count(*) from Book", Long.class)
                    .getSingleResult();
            stage.say("select count(*) from Book -> %d          on %s", books, server(session));
        }
    }

    private static String server(Session session) {
        return session.createNativeQuery(
                        "select case when pg_is_in_recovery() then 'a replica' else 'the primary' end"
                                + " || ', port ' || inet_server_port()",
                        String.class)
                .getSingleResult();
    }
}
