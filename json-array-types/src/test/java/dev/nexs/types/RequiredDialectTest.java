package dev.nexs.types;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;
import java.util.Map;
import org.hibernate.AnnotationException;
import org.hibernate.cfg.Configuration;
import org.hibernate.dialect.H2Dialect;
import org.junit.jupiter.api.Test;

class RequiredDialectTest {

    @Entity(name = "Elsewhere")
    static class Elsewhere {
        @Id
        long id;

        @JsonbColumn
        Map<String, Object> doc;
    }

    @Entity(name = "ArrayElsewhere")
    static class ArrayElsewhere {
        @Id
        long id;

        @ArrayColumn
        List<String> names;
    }

    @Test
    void anotherDialectStopsTheStart() {
        assertStops(
                Elsewhere.class, "@JsonbColumn on 'dev.nexs.types.RequiredDialectTest$Elsewhere.doc' needs PostgreSQL");
        assertStops(
                ArrayElsewhere.class,
                "@ArrayColumn on 'dev.nexs.types.RequiredDialectTest$ArrayElsewhere.names' needs PostgreSQL");
    }

    private static void assertStops(Class<?> entity, String message) {
        Configuration configuration = new Configuration().addAnnotatedClass(entity);
        configuration.setProperty("hibernate.dialect", H2Dialect.class.getName());
        configuration.setProperty("hibernate.boot.allow_jdbc_metadata_access", "false");
        assertThatThrownBy(configuration::buildSessionFactory)
                .isInstanceOf(AnnotationException.class)
                .cause()
                .hasMessageContaining(message)
                .hasMessageContaining(H2Dialect.class.getName());
    }
}
