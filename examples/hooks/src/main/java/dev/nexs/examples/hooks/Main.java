package dev.nexs.examples.hooks;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.orm.NexsSettings;
import dev.nexs.orm.hooks.Audit;
import dev.nexs.orm.hooks.HookPoint;
import dev.nexs.orm.hooks.HookVeto;
import dev.nexs.testing.Cluster;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Prices are audited, a careless statement is refused by the guard, and a price below zero by a hook. */
public final class Main {

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
            Map<String, String> settings = Map.of(
                    NexsSettings.URL, cluster.jdbcUrl(),
                    NexsSettings.USERNAME, cluster.username(),
                    NexsSettings.PASSWORD, cluster.password());
            run(settings, out);
        }
    }

    private static void run(Map<String, String> place, PrintStream out) throws SQLException {
        Map<String, Object> plain = new HashMap<>(place);
        try (NexsDataSource migrations = NexsDataSource.from(plain)) {
            execute(migrations, "create table price (id bigint primary key, cents bigint)", Audit.ddl());
            Map<String, Object> settings = new HashMap<>(place);
            settings.put(NexsSettings.HOOKS_AUDIT, "true");
            settings.put(NexsSettings.HOOKS_GUARD, "refuse");
            try (NexsDataSource source = NexsDataSource.from(settings)) {
                work(source, out);
            }
            execute(migrations, "drop table price", "drop table " + Audit.TABLE);
        }
    }

    private static void work(NexsDataSource source, PrintStream out) throws SQLException {
        source.hooks().on(HookPoint.UPDATE, "no-gifts", context -> {
            if (context.entity() instanceof Price price && price.cents < 0) {
                throw new HookVeto("a price of " + price.cents + " cents");
            }
        });
        Configuration configuration = new Configuration().addAnnotatedClass(Price.class);
        configuration.getProperties().put(NexsSettings.DATASOURCE, source);
        try (SessionFactory sessions = configuration.buildSessionFactory()) {
            sessions.inTransaction(session -> session.persist(new Price(1, 995)));
            sessions.inTransaction(session -> session.find(Price.class, 1L).cents = 1095);
            refused(out, () -> sessions.inTransaction(session -> session.find(Price.class, 1L).cents = -1));
            refused(out, () -> execute(source, "update price set cents = 0"));
        }
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select operation, before ->> 'cents', after ->> 'cents' from "
                        + Audit.TABLE + " order by id")) {
            while (rows.next()) {
                out.println(
                        "audited: " + rows.getString(1) + " from " + rows.getString(2) + " to " + rows.getString(3));
            }
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static void refused(PrintStream out, Step step) throws SQLException {
        try {
            step.run();
            throw new IllegalStateException("it was not refused");
        } catch (SQLException | jakarta.persistence.PersistenceException e) {
            out.println(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static void execute(NexsDataSource source, String... statements) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
