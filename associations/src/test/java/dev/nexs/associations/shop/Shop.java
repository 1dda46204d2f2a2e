package dev.nexs.associations.shop;

import dev.nexs.testing.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.cfg.Configuration;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/** A session factory on a test database, and the statements that it has sent. */
public final class Shop implements AutoCloseable {

    private static final List<Class<?>> ENTITIES = List.of(
            Customer.class,
            Order.class,
            Line.class,
            Product.class,
            DigitalProduct.class,
            Tag.class,
            License.class,
            Country.class,
            Ledger.class,
            Shelf.class,
            Slot.class);

    private final List<String> statements = Collections.synchronizedList(new ArrayList<>());
    private final SessionFactory factory;

    public Shop(Node node, Map<String, Object> settings, Class<?>... entities) {
        this.factory = configuration(node, settings, List.of(entities)).buildSessionFactory();
    }

    public static Shop on(Node node) {
        return on(node, Map.of());
    }

    public static Shop on(Node node, Map<String, Object> settings) {
        return new Shop(node, settings, ENTITIES.toArray(Class<?>[]::new));
    }

    private Configuration configuration(Node node, Map<String, Object> settings, List<Class<?>> entities) {
        // The loader that has loaded this class, because a test may have its own.
        Configuration configuration = new Configuration(new BootstrapServiceRegistryBuilder()
                .applyClassLoader(Shop.class.getClassLoader())
                .build());
        entities.forEach(configuration::addAnnotatedClass);
        configuration.setProperty("jakarta.persistence.jdbc.url", node.jdbcUrl());
        configuration.setProperty("jakarta.persistence.jdbc.user", node.username());
        configuration.setProperty("jakarta.persistence.jdbc.password", node.password());
        configuration.setProperty("hibernate.connection.pool_size", "4");
        configuration.setProperty("hibernate.hbm2ddl.auto", "create");
        configuration.setProperty("hibernate.jdbc.batch_size", "50");
        configuration.getProperties().put("hibernate.session_factory.statement_inspector", (StatementInspector)
                this::record);
        configuration.getProperties().putAll(settings);
        return configuration;
    }

    private String record(String sql) {
        statements.add(sql);
        return sql;
    }

    public SessionFactory factory() {
        return factory;
    }

    /** Runs in a session and a transaction; what it sends is in {@link #statements()} afterwards. */
    public void in(Consumer<org.hibernate.Session> work) {
        factory.inTransaction(session -> {
            statements.clear();
            work.accept(session);
        });
    }

    public List<String> statements() {
        return List.copyOf(statements);
    }

    public void forget() {
        statements.clear();
    }

    @Override
    public void close() {
        factory.close();
    }
}
