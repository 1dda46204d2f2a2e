package dev.nexs.examples.json;

import dev.nexs.testing.Cluster;
import java.util.function.Consumer;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** A session factory over the user's server or an embedded one. */
final class Sessions {

    private Sessions() {}

    /** {@code NEXS_URL} is a JDBC URL with user and password. */
    static void on(Consumer<SessionFactory> work, Class<?>... entities) {
        String url = System.getenv("NEXS_URL");
        if (url != null) {
            on(new Configuration().setProperty("hibernate.connection.url", url), work, entities);
            return;
        }
        try (Cluster cluster = Cluster.start(c -> c.replicas(0))) {
            on(
                    new Configuration()
                            .setProperty(
                                    "hibernate.connection.url",
                                    cluster.primary().jdbcUrl())
                            .setProperty("hibernate.connection.username", cluster.username())
                            .setProperty("hibernate.connection.password", cluster.password()),
                    work,
                    entities);
        }
    }

    private static void on(Configuration configuration, Consumer<SessionFactory> work, Class<?>... entities) {
        for (Class<?> entity : entities) {
            configuration.addAnnotatedClass(entity);
        }
        configuration.setProperty("hibernate.hbm2ddl.auto", "create-drop");
        try (SessionFactory factory = configuration.buildSessionFactory()) {
            work.accept(factory);
        }
    }
}
