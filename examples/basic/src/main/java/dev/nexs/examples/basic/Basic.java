package dev.nexs.examples.basic;

import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Writes a customer on the primary and reads it back on a replica. */
public final class Basic {

    private static final String SERVER = "select case when pg_is_in_recovery() then 'a replica' else 'the primary' end";

    private Basic() {}

    /** Runs on the server that {@code NEXS_URL} names, else on an embedded primary with one replica. */
    public static void main(String[] arguments) {
        run(System.out);
    }

    static void run(PrintStream out) {
        String url = System.getenv("NEXS_URL");
        if (url != null) {
            run(Map.of("nexs.url", url), out);
            return;
        }
        try (Cluster cluster = Cluster.start(c -> c.replicas(1))) {
            Map<String, String> settings = Map.of(
                    "nexs.url", cluster.jdbcUrl(),
                    "nexs.username", cluster.username(),
                    "nexs.password", cluster.password());
            run(settings, out);
        }
    }

    private static void run(Map<String, String> settings, PrintStream out) {
        Configuration configuration = new Configuration().addAnnotatedClass(Customer.class);
        new HashMap<>(settings).forEach(configuration::setProperty);
        configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
        try (SessionFactory sessions = configuration.buildSessionFactory()) {
            sessions.inTransaction(session -> {
                session.persist(new Customer("Ada"));
                out.println("wrote a customer on " + server(session));
            });
            try (Session reader = sessions.withOptions().readOnly(true).openSession()) {
                String name = reader.createSelectionQuery("select name from Customer", String.class)
                        .getSingleResult();
                out.println("read " + name + " from " + server(reader));
            }
        }
    }

    private static String server(Session session) {
        return session.createNativeQuery(SERVER, String.class).getSingleResult();
    }
}
