package dev.nexs.examples.persistencexml;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Cluster;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** Standard Jakarta Persistence: the settings in {@code META-INF/persistence.xml} are all there is. */
public final class Main {

    private Main() {}

    /** Runs against the server of {@code NEXS_URL}, or against a primary and a replica that it starts. */
    public static void main(String[] arguments) {
        if (System.getenv("NEXS_URL") != null) {
            run(Map.of());
            return;
        }
        try (Cluster cluster = Cluster.start(c -> c.replicas(1))) {
            run(Map.of(
                    "nexs.url", cluster.jdbcUrl(),
                    "nexs.username", cluster.username(),
                    "nexs.password", cluster.password()));
        }
    }

    private static void run(Map<String, String> server) {
        try (EntityManagerFactory factory = Persistence.createEntityManagerFactory("library", server)) {
            factory.runInTransaction(em -> em.persist(new Book("The Dispossessed", "Ursula K. Le Guin")));

            List<Book> books =
                    factory.callInTransaction(em -> em.createQuery("from Book b where b.author = ?1", Book.class)
                            .setParameter(1, "Ursula K. Le Guin")
                            .getResultList());
            System.out.println(books.size() + " book by " + books.get(0).author + ": " + books.get(0).title);

            SessionFactory sessions = factory.unwrap(SessionFactory.class);
            try (Session readOnly = sessions.withOptions().readOnly(true).openSession()) {
                boolean replica = readOnly.createNativeQuery("select pg_is_in_recovery()", Boolean.class)
                        .getSingleResult();
                System.out.println("a read-only session reads from " + (replica ? "a replica" : "the primary"));
            }
            System.out.println(datasource(sessions).health());
        }
    }

    private static NexsDataSource datasource(SessionFactory sessions) {
        return ((SessionFactoryImplementor) sessions)
                .getServiceRegistry()
                .requireService(ConnectionProvider.class)
                .unwrap(NexsDataSource.class);
    }
}
