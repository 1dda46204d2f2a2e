package dev.nexs.softdelete;

import dev.nexs.testing.Node;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.cfg.Configuration;

/** A session factory on a database of its own schema, and the same rows as plain SQL sees them. */
final class Database implements AutoCloseable {

    /** With a second-level cache and a query cache, which hold nothing unless asked to. */
    static final Map<String, Object> CACHED = Map.of(
            "hibernate.cache.use_second_level_cache", true,
            "hibernate.cache.use_query_cache", true,
            "hibernate.cache.region.factory_class", "jcache",
            "hibernate.javax.cache.missing_cache_strategy", "create",
            "hibernate.javax.cache.provider", "com.github.benmanes.caffeine.jcache.spi.CaffeineCachingProvider");

    private final Node node;
    private final SessionFactory factory;

    Database(Node node, Class<?>... entities) {
        this(node, Map.of(), entities);
    }

    Database(Node node, Map<String, Object> settings, Class<?>... entities) {
        this.node = node;
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("jakarta.persistence.jdbc.url", node.jdbcUrl());
        all.put("jakarta.persistence.jdbc.user", node.username());
        all.put("jakarta.persistence.jdbc.password", node.password());
        all.put("hibernate.hbm2ddl.auto", "create-drop");
        all.put("hibernate.connection.pool_size", 8);
        all.put("hibernate.generate_statistics", true);
        all.putAll(settings);
        Configuration configuration = new Configuration(new BootstrapServiceRegistryBuilder()
                .applyClassLoader(Database.class.getClassLoader())
                .build());
        for (Class<?> entity : entities) {
            configuration.addAnnotatedClass(entity);
        }
        all.forEach((name, value) -> configuration.getProperties().put(name, value));
        this.factory = configuration.buildSessionFactory();
    }

    SessionFactory factory() {
        return factory;
    }

    <T> T read(Function<Session, T> work) {
        return factory.fromTransaction(work);
    }

    void write(Consumer<Session> work) {
        factory.inTransaction(work);
    }

    /** One value of one row, or null if there is no row. */
    Object sql(String query) {
        try (Connection connection = node.connect();
                ResultSet rows = connection.createStatement().executeQuery(query)) {
            return rows.next() ? rows.getObject(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    long count(String fromAndWhere) {
        return ((Number) sql("select count(*) from " + fromAndWhere)).longValue();
    }

    void execute(String... statements) {
        node.execute(statements);
    }

    @Override
    public void close() {
        factory.close();
    }
}
