package dev.nexs.boot;

import dev.nexs.orm.NexsSettings;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Where there are tenants, repositories are made when they are first used: Spring Data checks their queries in a session,
 * and at the start there is no tenant whose session it could be. What the application says itself wins.
 */
final class TenantEnvironment implements EnvironmentPostProcessor {

    private static final String MODE = "spring.data.jpa.repositories.bootstrap-mode";

    /** Made by Spring. */
    TenantEnvironment() {}

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.containsProperty(NexsSettings.TENANCY_STRATEGY)) {
            environment.getPropertySources().addLast(new MapPropertySource("nexs-tenants", Map.of(MODE, "lazy")));
        }
    }
}
