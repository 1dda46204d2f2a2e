package dev.nexs.testing;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.container.ContainerImageMetadata;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** What Spring Boot asks for the place of a database, before its own properties. */
final class SpringBootConnection implements JdbcConnectionDetails {

    private final SpringDatabase database;

    private SpringBootConnection(SpringDatabase database) {
        this.database = database;
    }

    /** Marked as the connection of a test's own database, so that slices such as {@code @DataJpaTest} leave it alone. */
    static RootBeanDefinition details(SpringDatabase database) {
        RootBeanDefinition definition =
                new RootBeanDefinition(JdbcConnectionDetails.class, () -> new SpringBootConnection(database));
        new ContainerImageMetadata("postgres").addTo(definition);
        return definition;
    }

    @Override
    public String getJdbcUrl() {
        return database.jdbcUrl();
    }

    @Override
    public String getUsername() {
        return database.username();
    }

    @Override
    public String getPassword() {
        return database.password();
    }
}
