package dev.nexs.examples.softdelete;

import dev.nexs.softdelete.Deletion;
import dev.nexs.softdelete.PurgeOptions;
import dev.nexs.softdelete.RestoreConflictException;
import dev.nexs.softdelete.RestoreOptions;
import dev.nexs.softdelete.RestoreResult;
import dev.nexs.softdelete.RestrictedRemovalException;
import dev.nexs.softdelete.SoftDeletion;
import dev.nexs.softdelete.Trash;
import dev.nexs.softdelete.TrashChange;
import dev.nexs.softdelete.TrashedParentException;
import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.query.range.Range;
import org.hibernate.query.restriction.Restriction;

/** A customer's life in and out of the trash: every step prints what it saw. */
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
                new Configuration().addAnnotatedClasses(Customer.class, Purchase.class, Contract.class);
        settings.forEach(configuration::setProperty);
        configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
        try (SessionFactory sessions = configuration.buildSessionFactory()) {
            SoftDeletion.of(sessions).deletedBy(() -> "ada");
            List<TrashChange> told = new ArrayList<>();
            SoftDeletion.of(sessions).afterCommit(told::add);
            trashAndRestore(sessions, out);
            restricted(sessions, out);
            deletion(sessions, out);
            parents(sessions, out);
            conflict(sessions, out);
            retention(sessions, out);
            purge(sessions, out);
            out.println("told of " + told.size() + " changes, the last one: "
                    + told.get(told.size() - 1).kind());
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

    /** What a removal means for what refers to the removed is checked before anything is written. */
    private static void restricted(SessionFactory sessions, PrintStream out) {
        sessions.inTransaction(session -> {
            Customer customer = new Customer(3, "barbara@example.org", 0);
            session.persist(customer);
            session.persist(new Contract(1, customer));
        });
        try {
            sessions.inTransaction(session -> session.remove(session.find(Customer.class, 3)));
        } catch (RestrictedRemovalException e) {
            out.println("no removal: a live row refers to customer 3 by "
                    + e.association().substring(e.association().lastIndexOf('.') + 1));
        }
    }

    /** Many removals are one deletion, with a reason, which can be looked up and undone as one. */
    private static void deletion(SessionFactory sessions, PrintStream out) {
        sessions.inTransaction(session -> {
            session.persist(new Customer(4, "edsger@old.example", 1));
            session.persist(new Customer(5, "tony@old.example", 2));
        });
        sessions.inTransaction(session -> Trash.of(session)
                .because(
                        "domain closed",
                        () -> Trash.of(session)
                                .trashAll(
                                        Customer.class,
                                        Restriction.restrict(
                                                Customer.class, "email", Range.pattern("%@old.example")))));
        sessions.inTransaction(session -> {
            Deletion newest = Trash.of(session).deletions(1).get(0);
            long rows =
                    newest.rows().values().stream().mapToLong(Long::longValue).sum();
            out.println(newest.by() + " trashed " + rows + " rows: " + newest.reason());
            out.println("undone: " + Trash.of(session).restoreDeletion(newest.id()) + " rows");
        });
    }

    /** A child under an owner in the trash would lead nowhere; it brings its owner along if asked to. */
    private static void parents(SessionFactory sessions, PrintStream out) {
        sessions.inTransaction(session -> session.remove(session.find(Customer.class, 4)));
        try {
            sessions.inTransaction(session -> Trash.of(session).restore(Purchase.class, 401));
        } catch (TrashedParentException e) {
            out.println("no restore: the purchase's customer is in the trash");
        }
        sessions.inTransaction(session -> Trash.of(session).restore(Purchase.class, 401, RestoreOptions::withParents));
        sessions.inTransaction(session -> out.println("with its customer: "
                + session.createSelectionQuery("select p.customer.email from Purchase p where p.id = 401", String.class)
                        .getSingleResult()));
    }

    private static void conflict(SessionFactory sessions, PrintStream out) {
        sessions.inTransaction(session -> {
            session.remove(session.find(Customer.class, 1));
            session.remove(session.find(Customer.class, 5));
        });
        sessions.inTransaction(session -> session.persist(new Customer(2, "grace@example.org", 0)));
        try {
            sessions.inTransaction(session -> Trash.of(session).restore(Customer.class, 1));
        } catch (RestoreConflictException e) {
            out.println("no restore: customer " + e.conflictingKey() + " has the email now");
        }
        RestoreResult result = sessions.fromTransaction(session -> Trash.of(session)
                .restoreAll(
                        Customer.class,
                        Restriction.unrestricted(),
                        options -> options.onConflict(RestoreOptions.OnConflict.REPORT)));
        out.println("around it: " + result.rows() + " rows restored, "
                + result.conflicts().size() + " conflict");
    }

    /** What is older than its retention goes, unless somebody holds it. */
    private static void retention(SessionFactory sessions, PrintStream out) {
        sessions.inTransaction(session -> session.remove(session.find(Customer.class, 5)));
        sessions.inTransaction(session -> session.createNativeMutationQuery(
                        "update Customer set deleted_at = deleted_at - interval '31 days' where id = 5")
                .executeUpdate());
        Runnable release = SoftDeletion.of(sessions)
                .hold(
                        Customer.class,
                        Restriction.restrict(Customer.class, "email", Range.singleValue("tony@old.example")));
        out.println("held: " + purgeAll(sessions) + " purged");
        release.run();
        out.println("due: "
                + sessions.fromTransaction(
                        session -> Trash.of(session).purge(Customer.class, Duration.ofDays(30), PurgeOptions::dryRun)));
        out.println("let go: " + purgeAll(sessions) + " purged");
    }

    private static long purgeAll(SessionFactory sessions) {
        return sessions.fromSession(session -> Trash.of(session).purgeAll().values().stream()
                .mapToLong(Long::longValue)
                .sum());
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
