package dev.nexs.benchmarks.arrays;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.nexs.benchmarks.harness.Comparison;
import dev.nexs.benchmarks.harness.Group;
import dev.nexs.benchmarks.harness.Mode;
import dev.nexs.benchmarks.harness.Operation;
import dev.nexs.benchmarks.harness.Report;
import dev.nexs.benchmarks.harness.Suite;
import dev.nexs.testing.Cluster;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/**
 * Reading and writing arrays of every kind of element and of one to three dimensions: JDBC, Hibernate's own mapping, which
 * has one dimension only, Nexs.
 */
public final class ArraysGroup implements Group {

    private static final int CLIENTS = 4;
    private static final int ROWS = 1_000;

    private static final List<String> SHAPES = List.of(
            "Ints", "Ints2", "Ints3", "Texts", "Texts2", "Texts3", "Decimals", "Uuids", "Dates", "Instants", "Moods");

    @Override
    public String name() {
        return "arrays";
    }

    @Override
    public void run(Mode mode, Report report) throws Exception {
        try (Cluster cluster = Cluster.start(c -> c.replicas(0));
                HikariDataSource pool = pool(cluster);
                SessionFactory factory = factory(pool)) {
            fill(factory);
            try (Connection connection = pool.getConnection()) {
                report.server(connection);
            }
            Suite suite = new Suite();
            for (String shape : SHAPES) {
                suite.add(read(shape, pool, factory)).add(change(shape, pool, factory));
            }
            suite.run(mode, report);
        }
    }

    private static HikariDataSource pool(Cluster cluster) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(cluster.primary().jdbcUrl());
        config.setUsername(cluster.username());
        config.setPassword(cluster.password());
        config.setMaximumPoolSize(CLIENTS);
        return new HikariDataSource(config);
    }

    private static SessionFactory factory(HikariDataSource pool) {
        Configuration configuration = new Configuration();
        configuration.getProperties().put("hibernate.connection.datasource", pool);
        configuration.setProperty("hibernate.hbm2ddl.auto", "create");
        Arrays.stream(ArrayEntities.class.getDeclaredClasses())
                .filter(ArraysGroup::isEntity)
                .forEach(configuration::addAnnotatedClass);
        return configuration.buildSessionFactory();
    }

    private static boolean isEntity(Class<?> type) {
        return ArrayEntities.Held.class.isAssignableFrom(type) && !type.isInterface();
    }

    private static void fill(SessionFactory factory) throws ReflectiveOperationException {
        for (Class<?> type : ArrayEntities.class.getDeclaredClasses()) {
            if (isEntity(type)) {
                for (long id = 1; id <= ROWS; id++) {
                    ArrayEntities.Held held =
                            (ArrayEntities.Held) type.getDeclaredConstructor().newInstance();
                    held.number(id);
                    factory.inTransaction(session -> session.persist(held));
                }
            }
        }
    }

    private static long row() {
        return ThreadLocalRandom.current().nextLong(1, ROWS + 1);
    }

    private static Comparison read(String shape, HikariDataSource pool, SessionFactory factory) {
        Comparison comparison = Comparison.of("read, " + shape, "2 to 8 elements, read-only session")
                .threads(CLIENTS)
                .contender("JDBC", () -> {
                    try (Connection connection = pool.getConnection()) {
                        load(connection, shape, row());
                    }
                });
        mappings(shape)
                .forEach(name -> comparison.contender(name, () -> {
                    try (Session session = factory.openSession()) {
                        session.setDefaultReadOnly(true);
                        session.find(entity(name + shape), row());
                    }
                }));
        return comparison;
    }

    private static Comparison change(String shape, HikariDataSource pool, SessionFactory factory) {
        Comparison comparison = Comparison.of("load, change, commit, " + shape, "2 to 8 elements, one changed")
                .threads(CLIENTS)
                .contender("JDBC", jdbcChange(shape, pool));
        mappings(shape)
                .forEach(name -> comparison.contender(
                        name,
                        () -> factory.inTransaction(
                                session -> ((ArrayEntities.Held) session.find(entity(name + shape), row())).change())));
        return comparison;
    }

    private static Operation jdbcChange(String shape, HikariDataSource pool) {
        String sql = "update Nexs" + shape + " set items = ? where id = ?";
        return () -> {
            try (Connection connection = pool.getConnection();
                    PreparedStatement update = connection.prepareStatement(sql)) {
                connection.setAutoCommit(false);
                long id = row();
                Array array = load(connection, shape, id);
                update.setArray(1, connection.createArrayOf(array.getBaseTypeName(), (Object[]) array.getArray()));
                update.setLong(2, id);
                update.executeUpdate();
                connection.commit();
                connection.setAutoCommit(true);
            }
        };
    }

    private static Array load(Connection connection, String shape, long id) throws Exception {
        try (PreparedStatement select =
                connection.prepareStatement("select id, items from Nexs" + shape + " where id = ?")) {
            select.setLong(1, id);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                Array array = rows.getArray(2);
                array.getArray();
                return array;
            }
        }
    }

    /** Hibernate's own mapping refuses more than one dimension. */
    private static List<String> mappings(String shape) {
        return shape.endsWith("2") || shape.endsWith("3") ? List.of("Nexs") : List.of("Native", "Nexs");
    }

    private static Class<?> entity(String name) {
        return Arrays.stream(ArrayEntities.class.getDeclaredClasses())
                .filter(type -> type.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no entity is called " + name));
    }
}
