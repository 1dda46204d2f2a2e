package dev.nexs.benchmarks.json;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Operation;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.testing.Cluster;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Reading, changing and flushing documents: JDBC with Jackson, Hypersistence, Hibernate's own mapping, Nexs. */
public final class JsonGroup implements Group {

    private static final int ROWS = 1_000;
    private static final int SMALL = 10;
    private static final int LARGE = 900;
    private static final List<String> MAPPINGS = List.of("Hypersistence", "Native", "Nexs");

    private static final Map<String, Class<?>> SHAPES =
            Map.of("Class", Profile.class, "Record", Document.class, "Map", Map.class);

    @Override
    public String name() {
        return "json";
    }

    @Override
    public void run(Mode mode, Report report) throws Exception {
        try (Cluster cluster = Cluster.start(c -> c.replicas(0));
                HikariDataSource pool = pool(cluster);
                SessionFactory factory = factory(pool)) {
            fill(pool, factory);
            try (Connection connection = pool.getConnection()) {
                report.server(connection);
            }
            for (String shape : List.of("Record", "Class", "Map")) {
                report.add(read(shape, pool, factory).run(mode));
                report.add(change(shape, pool, factory).run(mode));
                flush(shape, factory, mode, report);
            }
            report.add(path(factory).run(mode));
            report.add(checked(factory).run(mode));
        }
    }

    private static HikariDataSource pool(Cluster cluster) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(cluster.primary().jdbcUrl());
        config.setUsername(cluster.username());
        config.setPassword(cluster.password());
        config.setMaximumPoolSize(8);
        return new HikariDataSource(config);
    }

    private static SessionFactory factory(HikariDataSource pool) {
        Configuration configuration = new Configuration();
        configuration.getProperties().put("hibernate.connection.datasource", pool);
        configuration.setProperty("hibernate.hbm2ddl.auto", "create");
        for (Class<?> entity : Entities.class.getDeclaredClasses()) {
            if (!entity.isInterface()) {
                configuration.addAnnotatedClass(entity);
            }
        }
        return configuration.buildSessionFactory();
    }

    private static void fill(HikariDataSource pool, SessionFactory factory) throws Exception {
        List<String> tables = new ArrayList<>(List.of("CheckedDocument", "PlainJdbc"));
        MAPPINGS.forEach(mapping -> SHAPES.keySet().forEach(shape -> tables.add(mapping + shape)));
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table PlainJdbc(id bigint primary key, doc jsonb)");
            for (String table : tables) {
                insert(statement, table, ROWS, SMALL);
            }
            insert(statement, "WholeDocument", SMALL, LARGE);
            insert(statement, "PartialDocument", SMALL, LARGE);
            statement.execute("vacuum analyze");
        }
    }

    private static void insert(Statement statement, String table, int rows, int entries) throws Exception {
        String json = JsonMapper.shared().writeValueAsString(Profile.sample(entries));
        statement.execute(
                "insert into " + table + "(id, doc) select i, '" + json + "' from generate_series(1, " + rows + ") i");
    }

    private static long row() {
        return ThreadLocalRandom.current().nextLong(1, ROWS + 1);
    }

    private static Comparison read(String shape, HikariDataSource pool, SessionFactory factory) {
        Comparison comparison = Comparison.of("read, " + shape, "1.8 kB, read-only session")
                .threads(4)
                .contender("JDBC + Jackson", Jdbc.read(pool, SHAPES.get(shape), JsonGroup::row));
        for (String mapping : MAPPINGS) {
            Class<?> entity = entity(mapping + shape);
            comparison.contender(mapping, () -> {
                try (Session session = factory.openSession()) {
                    session.setDefaultReadOnly(true);
                    session.find(entity, row());
                }
            });
        }
        return comparison;
    }

    private static Comparison change(String shape, HikariDataSource pool, SessionFactory factory) {
        Comparison comparison = Comparison.of("load, change, commit, " + shape, "1.8 kB, one member changed")
                .threads(4)
                .contender("JDBC + Jackson", Jdbc.change(pool, SHAPES.get(shape), JsonGroup::row));
        for (String mapping : MAPPINGS) {
            comparison.contender(mapping, change(factory, entity(mapping + shape), ROWS));
        }
        return comparison;
    }

    private static Operation change(SessionFactory factory, Class<?> entity, int rows) {
        return () -> factory.inTransaction(session -> ((Entities.Changeable)
                        session.find(entity, ThreadLocalRandom.current().nextLong(1, rows + 1)))
                .change());
    }

    private static void flush(String shape, SessionFactory factory, Mode mode, Report report) throws Exception {
        Comparison comparison = Comparison.of("flush without a change, " + shape, "1.8 kB, one entity")
                .threads(1);
        List<Session> sessions = new ArrayList<>();
        try {
            for (String mapping : List.of("Nexs", "Native", "Hypersistence")) {
                Session session = factory.openSession();
                sessions.add(session);
                session.beginTransaction();
                session.find(entity(mapping + shape), 1L);
                comparison.contender(mapping, session::flush);
            }
            report.add(comparison.run(mode));
        } finally {
            sessions.forEach(Session::close);
        }
    }

    private static Comparison path(SessionFactory factory) {
        return Comparison.of("change one member of a large document", "about 100 kB")
                .threads(2)
                .contender("whole document", change(factory, Entities.WholeDocument.class, SMALL))
                .contender("changed path", change(factory, Entities.PartialDocument.class, SMALL));
    }

    private static Comparison checked(SessionFactory factory) {
        return Comparison.of("load, change, commit with a schema", "1.8 kB, 60 checked values")
                .threads(4)
                .contender("without a schema", change(factory, Entities.NexsClass.class, ROWS))
                .contender("with a schema", change(factory, Entities.CheckedDocument.class, ROWS));
    }

    private static Class<?> entity(String name) {
        for (Class<?> candidate : Entities.class.getDeclaredClasses()) {
            if (candidate.getSimpleName().equals(name)) {
                return candidate;
            }
        }
        throw new IllegalArgumentException("no entity is called " + name);
    }
}
