package dev.nexs.types.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.ArrayColumn;
import dev.nexs.types.EnumStyle;
import dev.nexs.types.PgArrays;
import dev.nexs.types.support.Databases;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;

/** PostgreSQL enums with a name and a schema of their own, and times at the end of the day. */
@PostgresServer
class NativeEnumIT {

    static class Shop {
        enum Mood {
            OPEN,
            CLOSED
        }
    }

    static class Person {
        enum Mood {
            GLAD,
            SAD
        }
    }

    @Entity(name = "NamedEnums")
    static class NamedEnums {
        @Id
        long id = 1;

        @ArrayColumn(enums = EnumStyle.NATIVE, enumType = "shop.Mood")
        List<Shop.Mood> shops = List.of(Shop.Mood.OPEN);

        @ArrayColumn(enums = EnumStyle.NATIVE)
        Person.Mood[][] persons = {{Person.Mood.GLAD, Person.Mood.SAD}};
    }

    @Test
    void eachTypeHasItsNameAndItsSchema(Node node) {
        node.execute("create schema if not exists shop");
        try (SessionFactory factory = Databases.factory(node, NamedEnums.class)) {
            factory.inTransaction(session -> session.persist(new NamedEnums()));
            factory.inSession(session -> {
                NamedEnums read = session.find(NamedEnums.class, 1L);
                assertThat(read.shops).containsExactly(Shop.Mood.OPEN);
                assertThat(read.persons).isDeepEqualTo(new NamedEnums().persons);
                assertThat(session.createSelectionQuery(
                                        "select e.id from NamedEnums e where array_contains(e.shops, :mood)"
                                                + " and array_any(:mood, e.shops)",
                                        Long.class)
                                .setParameter("mood", Shop.Mood.OPEN)
                                .getResultList())
                        .containsExactly(1L);
                var builder = session.getCriteriaBuilder();
                var query = builder.createQuery(NamedEnums.class);
                var root = query.from(NamedEnums.class);
                query.where(PgArrays.any(builder, Shop.Mood.CLOSED, root.get("shops")));
                assertThat(session.createSelectionQuery(query).getResultList()).isEmpty();
            });
            factory.inTransaction(session -> session.find(NamedEnums.class, 1L).shops = List.of(Shop.Mood.CLOSED));
        }
        Databases.factory(node, Map.of("hibernate.hbm2ddl.auto", "validate"), NamedEnums.class)
                .close();
    }

    @Entity(name = "TwoMoods")
    static class TwoMoods {
        @Id
        long id;

        @ArrayColumn(enums = EnumStyle.NATIVE)
        List<Shop.Mood> shops;

        @ArrayColumn(enums = EnumStyle.NATIVE)
        List<Person.Mood> persons;
    }

    @Entity(name = "Misnamed")
    static class Misnamed {
        @Id
        long id;

        @ArrayColumn(enums = EnumStyle.NATIVE, enumType = "a; drop")
        List<Shop.Mood> shops;
    }

    @Entity(name = "NameForNothing")
    static class NameForNothing {
        @Id
        long id;

        @ArrayColumn(enumType = "mood")
        List<Shop.Mood> shops;
    }

    @Test
    void aNameThatIsTakenOrNoneStopsTheStart(Node node) {
        assertThatThrownBy(() -> Databases.factory(node, TwoMoods.class))
                .hasStackTraceContaining(Shop.Mood.class.getName())
                .hasStackTraceContaining(Person.Mood.class.getName())
                .hasStackTraceContaining("enumType");
        assertThatThrownBy(() -> Databases.factory(node, Misnamed.class))
                .hasStackTraceContaining("is no name of a type");
        assertThatThrownBy(() -> Databases.factory(node, NameForNothing.class))
                .hasStackTraceContaining("EnumStyle.NATIVE");
    }

    @Entity(name = "Hours")
    static class Hours {
        @Id
        long id = 1;

        @ArrayColumn
        List<LocalTime> times = List.of(
                LocalTime.MAX,
                LocalTime.MIDNIGHT,
                LocalTime.of(23, 59, 59, 999_999_600),
                LocalTime.of(23, 59, 59, 999_999_000),
                LocalTime.of(10, 15, 30, 123_456_789));
    }

    @Test
    void theEndOfTheDayIsReadable(Node node) {
        try (SessionFactory factory = Databases.factory(node, Hours.class)) {
            factory.inTransaction(session -> session.persist(new Hours()));
            factory.inSession(session -> assertThat(session.find(Hours.class, 1L).times)
                    .containsExactly(
                            LocalTime.MAX,
                            LocalTime.MIDNIGHT,
                            LocalTime.of(23, 59, 59, 999_999_000),
                            LocalTime.of(23, 59, 59, 999_999_000),
                            LocalTime.of(10, 15, 30, 123_457_000)));
        }
    }
}
