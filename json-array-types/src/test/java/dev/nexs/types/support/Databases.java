package dev.nexs.types.support;

import dev.nexs.testing.Node;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** Session factories over the server of a test. */
public final class Databases {

    private Databases() {}

    public static SessionFactory factory(Node node, Class<?>... entities) {
        return factory(node, Map.of(), entities);
    }

    public static SessionFactory factory(Node node, Map<String, ?> settings, Class<?>... entities) {
        Configuration configuration = new Configuration();
        configuration.getProperties().put("hibernate.connection.datasource", node.dataSource());
        configuration.getProperties().put("hibernate.hbm2ddl.auto", "create");
        configuration.getProperties().put("hibernate.generate_statistics", "true");
        configuration.getProperties().putAll(settings);
        for (Class<?> entity : entities) {
            configuration.addAnnotatedClass(entity);
        }
        return configuration.buildSessionFactory();
    }
}
