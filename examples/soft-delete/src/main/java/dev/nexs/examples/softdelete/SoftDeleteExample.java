package dev.nexs.examples.softdelete;

import dev.nexs.softdelete.RestoreConflictException;
import dev.nexs.softdelete.SoftDeletion;
import dev.nexs.softdelete.Trash;
import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Trash, restore, conflict, purge. */
public final class SoftDeleteExample {

    private SoftDeleteExample() {}

    /** Runs on the database that {@code NEXS_URL}, a JDBC URL with credentials, names, else on an embedded one. */
    public static void main(String[] arguments) throws Exception {
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        String url = System.getenv("NEXS_URL");
        if (url != null) {
            run(Map.of("jakarta.persistence.jdbc.url", url), out);
            return;
        }
        try (Cluster cluster = Cluster.start(c -> {})) {
            run(
                    Map.of(
                            "jakarta.persistence.jdbc.url", cluster.jdbcUrl(),
                            "jakarta.persistence.jdbc.user", cluster.username(),
                            "jakarta.persistence.jdbc.password", cluster.password()),
                    out);
        }
    }

    private static void run(Map<String, String> settings, PrintStream out) throws Exception {
        Configuration configuration =
                new Configuration().addAnnotatedClass(Customer.class).addAnnotatedClass(Purchase.class);
        settings.forEach(configuration::setProperty);
        configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
        try (SessionFactory sessions = configuration.buildSessionFactory()) {
            SoftDeletion.of(sessions).deletedBy(() -> "ada");
            trashAndRestore(sessions, out);
            conflict(sessions, out);
            purge(sessions, out);
        }
    }

    private static void trashAndRestore(SessionFactory sessions, PrintStream out) {
        sessions.inTransaction(session -> session.persist(new Customer(1, "grace@example.org", 2)));
        sessions.inTransaction(session -> session.remove(session.find(Purchase.class, 101)));
        sessions.inTransaction(session -> session.remove(session.find(Customer.class, 1)));
        sessions.inTransaction(session -> {
            out.println("visible: " + customers(session) + " of "
                    + Trash.of(session).with(() -> customers(session)));
            Trash.of(session).only(() -> {
                out.println("trashed by " + session.find(Customer.class, 1).deletedBy);
            });
            Customer back = Trash.of(session).restore(session.getReference(Customer.class, 1));
            out.println("restored with " + back.purchases.size() + " purchase, the other was trashed before");
        });
    }

    private static void conflict(SessionFactory sessions, PrintStream out) {
        sessions.inTransaction(session -> session.remove(session.find(Customer.class, 1)));
        sessions.inTransaction(session -> session.persist(new Customer(2, "grace@example.org", 0)));
        try {
            sessions.inTransaction(session -> Trash.of(session).restore(Customer.class, 1));
        } catch (RestoreConflictException e) {
            out.println("no restore: customer " + e.conflictingKey() + " has the email now");
        }
    }

    /** A scheduler is the application's own. */
    private static void purge(SessionFactory sessions, PrintStream out)
            throws InterruptedException, ExecutionException {
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "purge"));
        try {
            long purged = scheduler
                    .schedule(
                            () -> sessions.fromSession(session -> Trash.of(session)
                                    .purge(Customer.class, Duration.ZERO, options -> options.batchSize(100))),
                            10,
                            TimeUnit.MILLISECONDS)
                    .get();
            out.println("purged " + purged + " customer for good");
        } finally {
            scheduler.shutdown();
        }
    }

    private static long customers(Session session) {
        return session.createSelectionQuery("select count(*) from Customer", Long.class)
                .getSingleResult();
    }
}
