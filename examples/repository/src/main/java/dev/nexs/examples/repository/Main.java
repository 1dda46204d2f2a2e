package dev.nexs.examples.repository;

import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.Transactions;
import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Two kinds of repositories, neither of which knows of Nexs, on a primary and a replica. */
public final class Main {

    private Main() {}

    /** Runs on the server that {@code NEXS_URL} names, else on an embedded primary with one replica. */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        String url = System.getenv("NEXS_URL");
        if (url != null) {
            run(Map.of(NexsSettings.URL, url), out);
            return;
        }
        try (Cluster cluster = Cluster.start(c -> c.replicas(1))) {
            run(
                    Map.of(
                            NexsSettings.URL, cluster.jdbcUrl(),
                            NexsSettings.USERNAME, cluster.username(),
                            NexsSettings.PASSWORD, cluster.password()),
                    out);
        }
    }

    private static void run(Map<String, String> settings, PrintStream out) {
        Configuration configuration = new Configuration().addAnnotatedClass(Book.class);
        new HashMap<>(settings).forEach(configuration::setProperty);
        configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
        try (SessionFactory sessions = configuration.buildSessionFactory()) {
            Transactions tx = Transactions.of(sessions);
            tx.stateless().run(session -> {
                Books books = new Books_(session);
                books.add(new Book("1", "The Dispossessed", 1974));
                books.add(new Book("2", "Flow my Tears", 1974));
                books.save(new Book("3", "Ubik", 1969));
                books.save(new Book("2", "Flow My Tears, the Policeman Said", 1974));
            });
            tx.stateless().read(session -> {
                Books books = new Books_(session);
                books.ofYear(1974).forEach(book -> out.println("of 1974: " + book.title));
                out.println("with a comma: " + books.titles("%,%"));
                out.println(books.byIsbn("9").isPresent() ? "?" : "there is no book 9");
                out.println("read on a replica: "
                        + session.createNativeQuery("select pg_is_in_recovery()", Boolean.class)
                                .getSingleResult());
                return true;
            });
            Shelf shelf = new Shelf(tx);
            shelf.rename("3", "Ubik!");
            out.println("by hand: " + shelf.all());
        }
    }
}
