package dev.nexs.boot;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Hands Hibernate the settings of the modules that live in it, so that they may be written as {@code nexs.*} beside all
 * others; what {@code spring.jpa.properties} says wins.
 */
final class HibernateSettings implements HibernatePropertiesCustomizer {

    static final String SOFT_DELETE = "nexs.soft-delete.";
    static final String ASSOCIATIONS = "nexs.associations.";
    static final String JSON = "nexs.json.";

    private static final List<String> OF_HIBERNATE = List.of(SOFT_DELETE, ASSOCIATIONS, JSON);

    private final ConfigurableEnvironment environment;

    HibernateSettings(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void customize(Map<String, Object> properties) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                Arrays.stream(enumerable.getPropertyNames())
                        .filter(name -> OF_HIBERNATE.stream().anyMatch(name::startsWith))
                        .forEach(name -> properties.putIfAbsent(name, environment.getRequiredProperty(name)));
            }
        }
    }
}
