package dev.nexs.boot;

import dev.nexs.boot.notes.Notes;
import dev.nexs.testing.Cluster;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts the notes as their users do: a URL, a user, a password. */
final class Application {

    private Application() {}

    static ConfigurableApplicationContext start(Cluster cluster, String... properties) {
        return start(cluster, List.of(), properties);
    }

    /** With more classes of the application's. */
    static ConfigurableApplicationContext start(Cluster cluster, List<Class<?>> more, String... properties) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("spring.datasource.url", cluster.jdbcUrl());
        all.put("spring.datasource.username", cluster.username());
        all.put("spring.datasource.password", cluster.password());
        all.put("spring.jpa.hibernate.ddl-auto", "update");
        all.put("spring.jpa.open-in-view", "false");
        all.put("spring.flyway.enabled", "false");
        all.put("server.port", "0");
        all.put("management.endpoints.web.exposure.include", "health,nexs");
        all.put("management.endpoint.health.show-details", "always");
        Arrays.stream(properties).forEach(property -> {
            int equals = property.indexOf('=');
            all.put(property.substring(0, equals), property.substring(equals + 1));
        });
        return new SpringApplicationBuilder(Notes.class)
                .sources(more.toArray(Class<?>[]::new))
                .properties(all)
                .run();
    }
}
