package dev.nexs.examples.multitenantschema;

import dev.nexs.orm.Transactions;
import dev.nexs.tenancy.Tenancy;
import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantContext;
import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** A schema for each tenant: set up, suspended, renamed, dropped at run time. */
public final class MultitenantSchema {

    private MultitenantSchema() {}

    /** Runs on an embedded server. */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (Cluster cluster = Cluster.start(c -> {});
                SessionFactory sessions = sessions(cluster)) {
            tour(sessions, out);
        }
    }

    /** The application logs in as a role that owns nothing. */
    private static SessionFactory sessions(Cluster cluster) {
        return new Configuration()
                .addAnnotatedClass(Note.class)
                .setProperty("nexs.url", cluster.jdbcUrl())
                .setProperty("nexs.username", cluster.primary().appRole().name())
                .setProperty("nexs.password", cluster.primary().appRole().password())
                .setProperty("nexs.tenancy.strategy", "schema")
                .setProperty("nexs.tenancy.admin.username", cluster.username())
                .setProperty("nexs.tenancy.admin.password", cluster.password())
                .buildSessionFactory();
    }

    private static void tour(SessionFactory sessions, PrintStream out) {
        Tenancy tenancy = Tenancy.of(sessions);
        Transactions tx = Transactions.of(sessions);
        tenancy.provision(Tenant.named("acme")
                .limits(l -> l.maxConnections(5)
                        .statementTimeout(Duration.ofSeconds(5))
                        .ratePerSecond(200)));
        tenancy.provision(Tenant.named("globex"));
        TenantContext.run("acme", () -> tx.run(session -> session.persist(new Note("of acme"))));
        TenantContext.run("globex", () -> tx.run(session -> session.persist(new Note("of globex"))));
        out.println("acme reads " + TenantContext.call("acme", () -> texts(tx)));
        out.println("globex reads " + TenantContext.call("globex", () -> texts(tx)));
        tenancy.suspend("globex");
        refused(out, () -> TenantContext.run("globex", () -> texts(tx)));
        tenancy.activate("globex");
        tenancy.rename("globex", "initech");
        out.println("initech reads " + TenantContext.call("initech", () -> texts(tx)));
        tenancy.clone("acme", "acme-test");
        out.println("acme-test reads " + TenantContext.call("acme-test", () -> texts(tx)));
        tenancy.drop("acme-test", tenancy.drop("acme-test"));
        out.println("left are " + tenancy.tenants().stream().map(Tenant::id).toList());
    }

    /** Native SQL, which no filter of Hibernate sees. */
    private static List<String> texts(Transactions tx) {
        return tx.read(session ->
                session.createNativeQuery("select text from Note", String.class).getResultList());
    }

    private static void refused(PrintStream out, Runnable work) {
        try {
            work.run();
        } catch (TenancyException e) {
            out.println(e.getMessage());
        }
    }
}
