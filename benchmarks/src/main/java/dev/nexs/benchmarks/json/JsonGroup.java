package dev.nexs.benchmarks.json;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Operation;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.benchmarks.harness.Suite;
import dev.nexs.testing.Cluster;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reading, changing and flushing documents: JDBC with Jackson, Hypersistence, Hibernate's own mapping, Nexs. Each has a
 * table for each shape, of the same content.
 */
public final class JsonGroup implements Group {

    private static final int CLIENTS = 4;
    /** A session of the flush holds its connection, three for each shape. */
    private static final int POOL = CLIENTS + 12;

    private static final int ROWS = 1_000;
    private static final int LARGE_ROWS = 10;
    private static final int SMALL = 15;
    private static final int LARGE = 800;
    /** Room for new versions beside the old ones, so that no contender pays for the writes of another. */
    private static final int FILL_FACTOR = 30;

    private static final List<String> MAPPINGS = List.of("Hypersistence", "Native", "Nexs");

    private static final SortedMap<String, Class<?>> SHAPES = new TreeMap<>(
            Map.of("Class", Profile.class, "Record", Document.class, "Map", Map.class, "Valued", ValuedProfile.class));

    /** In one shape, since Hibernate's own part is the same in all. */
    private static final String FLOOR_SHAPE = "Class";

    private static final String FLOOR = "text in an entity + Jackson";

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
            compare(pool, factory, mode, report);
            flush(factory, mode, report);
        }
    }

    private static void compare(HikariDataSource pool, SessionFactory factory, Mode mode, Report report)
            throws Exception {
        Suite suite = new Suite();
        for (String shape : SHAPES.keySet()) {
            suite.add(read(shape, pool, factory)).add(change(shape, pool, factory));
        }
        suite.add(path(pool, factory)).add(checked(factory)).run(mode, report);
    }

    /** By itself: a session whose flush sends an UPDATE would keep old versions of all tables alive. */
    private static void flush(SessionFactory factory, Mode mode, Report report) throws Exception {
        Suite suite = new Suite();
        List<Session> open = new ArrayList<>();
        try {
            for (String shape : SHAPES.keySet()) {
                suite.add(flush(shape, factory, open));
            }
            suite.run(mode, report);
        } finally {
            open.forEach(Session::close);
        }
    }

    private static HikariDataSource pool(Cluster cluster) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(cluster.primary().jdbcUrl());
        config.setUsername(cluster.username());
        config.setPassword(cluster.password());
        config.setMaximumPoolSize(POOL);
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
        configuration.addAnnotatedClass(Text.class);
        return configuration.buildSessionFactory();
    }

    private static void fill(HikariDataSource pool, SessionFactory factory) throws Exception {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            for (String shape : SHAPES.keySet()) {
                statement.execute("create table " + Jdbc.table(shape) + "(id bigint primary key, doc jsonb)");
                insert(statement, Jdbc.table(shape), ROWS, SMALL);
                for (String mapping : MAPPINGS) {
                    insert(statement, mapping + shape, ROWS, SMALL);
                }
            }
            insert(statement, Text.TABLE, ROWS, SMALL);
            insert(statement, "CheckedDocument", ROWS, SMALL);
            insert(statement, "WholeDocument", LARGE_ROWS, LARGE);
            insert(statement, "PartialDocument", LARGE_ROWS, LARGE);
            statement.execute("vacuum analyze");
        }
    }

    private static void insert(Statement statement, String table, int rows, int entries) throws Exception {
        String json = JsonMapper.shared().writeValueAsString(Profile.sample(entries));
        statement.execute("alter table " + table + " set (fillfactor = " + FILL_FACTOR + ")");
        statement.execute(
                "insert into " + table + "(id, doc) select i, '" + json + "' from generate_series(1, " + rows + ") i");
    }

    private static long row() {
        return ThreadLocalRandom.current().nextLong(1, ROWS + 1);
    }

    private static Comparison read(String shape, HikariDataSource pool, SessionFactory factory) {
        Comparison comparison = Comparison.of("read, " + shape, "2 kB, read-only session")
                .threads(CLIENTS)
                .contender("JDBC + Jackson", Jdbc.read(pool, shape, SHAPES.get(shape), JsonGroup::row));
        for (String mapping : MAPPINGS) {
            Class<?> entity = entity(mapping + shape);
            comparison.contender(mapping, () -> {
                try (Session session = factory.openSession()) {
                    session.setDefaultReadOnly(true);
                    session.find(entity, row());
                }
            });
        }
        if (shape.equals(FLOOR_SHAPE)) {
            comparison.contender(FLOOR, Text.read(factory, SHAPES.get(shape), JsonGroup::row));
        }
        return comparison;
    }

    private static Comparison change(String shape, HikariDataSource pool, SessionFactory factory) {
        Comparison comparison = Comparison.of("load, change, commit, " + shape, "2 kB, one member changed")
                .threads(CLIENTS)
                .contender("JDBC + Jackson", Jdbc.change(pool, shape, SHAPES.get(shape), JsonGroup::row));
        for (String mapping : MAPPINGS) {
            comparison.contender(mapping, change(factory, entity(mapping + shape), ROWS));
        }
        if (shape.equals(FLOOR_SHAPE)) {
            comparison.contender(FLOOR, Text.change(factory, SHAPES.get(shape), JsonGroup::row));
        }
        return comparison;
    }

    private static Operation change(SessionFactory factory, Class<?> entity, int rows) {
        return () -> factory.inTransaction(session -> ((Entities.Changeable)
                        session.find(entity, ThreadLocalRandom.current().nextLong(1, rows + 1)))
                .change());
    }

    private static Comparison flush(String shape, SessionFactory factory, List<Session> open) {
        Comparison comparison = Comparison.of("flush without a change, " + shape, "2 kB, one entity");
        for (String mapping : List.of("Nexs", "Native", "Hypersistence")) {
            Session session = factory.openSession();
            open.add(session);
            session.beginTransaction();
            session.find(entity(mapping + shape), 1L);
            comparison.contender(mapping, session::flush);
        }
        return comparison;
    }

    private static Comparison path(HikariDataSource pool, SessionFactory factory) {
        return Comparison.of("change one member of a large document", "about 100 kB")
                .threads(2)
                .contender("whole document", change(factory, Entities.WholeDocument.class, LARGE_ROWS))
                .contender(
                        "JDBC + Jackson, jsonb_set by hand",
                        Jdbc.path(
                                pool,
                                "PartialDocument",
                                () -> ThreadLocalRandom.current().nextLong(1, LARGE_ROWS + 1)))
                .contender("changed path", change(factory, Entities.PartialDocument.class, LARGE_ROWS));
    }

    private static Comparison checked(SessionFactory factory) {
        return Comparison.of("load, change, commit with a schema", "2 kB, 60 checked values")
                .threads(CLIENTS)
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
