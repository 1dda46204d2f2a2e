package dev.nexs.examples.auditlog;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.hooks.Audit;
import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Contracts are made, changed and ended by several people; the trail tells who, what, and how it was before. */
public final class Main {

    private static final String TRAIL = """
            select actor, operation, entity_id, before ->> 'amount', after ->> 'amount',
                   coalesce(before ? 'secret', false) or coalesce(after ? 'secret', false)
              from nexs_audit order by id
            """;

    private Main() {}

    /** Runs on the server that {@code NEXS_URL} names, else on an embedded one. */
    public static void main(String[] arguments) throws SQLException {
        run(System.out);
    }

    static void run(PrintStream out) throws SQLException {
        String url = System.getenv("NEXS_URL");
        if (url != null) {
            run(Map.of(NexsSettings.URL, url), out);
            return;
        }
        try (Cluster cluster = Cluster.start(c -> c.replicas(0))) {
            run(
                    Map.of(
                            NexsSettings.URL, cluster.jdbcUrl(),
                            NexsSettings.USERNAME, cluster.username(),
                            NexsSettings.PASSWORD, cluster.password()),
                    out);
        }
    }

    private static void run(Map<String, String> server, PrintStream out) throws SQLException {
        try (NexsDataSource source = NexsDataSource.from(server)) {
            execute(source, Audit.ddl());
            Configuration configuration = new Configuration().addAnnotatedClass(Contract.class);
            server.forEach(configuration::setProperty);
            configuration.setProperty("nexs.hooks.audit", "true");
            configuration.setProperty("nexs.hooks.audit-actor", Actor.class.getName());
            configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
            try (SessionFactory sessions = configuration.buildSessionFactory()) {
                Actor.is("ann");
                sessions.inTransaction(session -> session.persist(new Contract(1, "Acme", 100, "sealed")));
                Actor.is("bob");
                sessions.inTransaction(session -> session.find(Contract.class, 1L).amount = 120);
                Actor.is("cid");
                sessions.inTransaction(session -> session.remove(session.find(Contract.class, 1L)));
                try {
                    sessions.inTransaction(session -> {
                        session.persist(new Contract(2, "Bolt", 5, ""));
                        session.flush();
                        throw new IllegalStateException("the deal is off");
                    });
                } catch (IllegalStateException e) {
                    out.println("rolled back, so the trail has nothing of it: " + e.getMessage());
                }
                print(source, out);
            }
            execute(source, "drop table nexs_audit");
        }
    }

    private static void execute(NexsDataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void print(NexsDataSource source, PrintStream out) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TRAIL)) {
            while (row.next()) {
                out.println(row.getString(1) + " did " + row.getString(2) + " of contract " + row.getString(3)
                        + ": amount " + row.getString(4) + " -> " + row.getString(5)
                        + (row.getBoolean(6) ? ", AND THE SECRET" : ""));
            }
        }
    }
}
