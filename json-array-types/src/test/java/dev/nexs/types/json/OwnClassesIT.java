package dev.nexs.types.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.JsonbValueException;
import dev.nexs.types.spi.JsonMapperProvider;
import dev.nexs.types.support.Databases;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** Hibernate inserts the copy that it took of a value: that must be written as the value itself. */
@PostgresServer
class OwnClassesIT {

    private static final BasicPolymorphicTypeValidator ANYTHING = BasicPolymorphicTypeValidator.builder()
            .allowIfBaseType(Object.class)
            .build();

    /** A list with a JSON of its own. */
    static class Tags extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Tags() {}

        @JsonCreator
        Tags(String joined) {
            super(List.of(joined.split("\\+")));
        }

        @JsonValue
        String joined() {
            return String.join("+", this);
        }
    }

    static class Parcel {
        @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
        public Object content = "";
    }

    /** Writes the class of every value. */
    public static class Typing implements JsonMapperProvider {
        @Override
        public JsonMapper mapper() {
            return JsonMapper.builder()
                    .activateDefaultTyping(ANYTHING, DefaultTyping.NON_FINAL)
                    .build();
        }
    }

    /** Allows the classes that a property names. */
    public static class Allowing implements JsonMapperProvider {
        @Override
        public JsonMapper mapper() {
            return JsonMapper.builder().polymorphicTypeValidator(ANYTHING).build();
        }
    }

    @Entity(name = "Shelf")
    static class Shelf {
        @Id
        long id;

        @Version
        int version;

        @JsonbColumn
        Tags tags = new Tags("a+b");

        @JsonbColumn
        Map<String, Object> nested = new HashMap<>(Map.of("tags", new Tags("c+d")));

        @JsonbColumn
        HashMap<String, Integer> hashed = new HashMap<>(Map.of("a", 1));

        @JsonbColumn
        ArrayList<String> listed = new ArrayList<>(List.of("a"));

        @JsonbColumn(mapper = Allowing.class)
        Parcel parcel = new Parcel();

        @JsonbColumn(mapper = Typing.class)
        Map<String, Object> typed = new TreeMap<>(Map.of("list", new ArrayList<>(List.of(1))));
    }

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        factory = Databases.factory(node, Shelf.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void oneShelf() {
        node.execute("delete from Shelf");
        factory.inTransaction(session -> {
            Shelf shelf = new Shelf();
            shelf.id = 1;
            shelf.parcel.content = new TreeMap<>(Map.of("k", new ArrayList<>(List.of(1))));
            session.persist(shelf);
        });
    }

    private static String text(String sql) {
        return factory.fromSession(
                session -> session.createNativeQuery(sql, String.class).getSingleResult());
    }

    @Test
    void aCollectionWithAJsonOfItsOwnIsWrittenInIt() {
        assertThat(text("select tags #>> '{}' from Shelf")).isEqualTo("a+b");
        assertThat(text("select nested ->> 'tags' from Shelf")).isEqualTo("c+d");
        factory.inSession(
                session -> assertThat(session.find(Shelf.class, 1L).tags).containsExactly("a", "b"));
    }

    @Test
    void anAttributeOfAConcreteCollectionIsStored() {
        factory.inSession(session -> {
            Shelf shelf = session.find(Shelf.class, 1L);
            assertThat(shelf.hashed).isEqualTo(Map.of("a", 1));
            assertThat(shelf.listed).containsExactly("a");
        });
    }

    @Test
    void theNamesOfClassesInADocumentAreTheirs() {
        assertThat(text("select parcel #>> '{content,@class}' from Shelf")).isEqualTo("java.util.TreeMap");
        assertThat(text("select cast(typed as text) from Shelf"))
                .contains("java.util.TreeMap", "java.util.ArrayList")
                .doesNotContain("nexs");
        factory.inSession(session -> {
            Shelf shelf = session.find(Shelf.class, 1L);
            assertThat(shelf.parcel.content).isEqualTo(Map.of("k", List.of(1)));
            assertThat(shelf.typed).isEqualTo(Map.of("list", List.of(1)));
        });
    }

    @Test
    @SuppressWarnings("unchecked")
    void aChangeInsideIsFoundAndNothingElseIs() {
        factory.inTransaction(session -> session.find(Shelf.class, 1L));
        assertThat(version()).isZero();

        factory.inTransaction(session -> session.find(Shelf.class, 1L).tags.add("z"));
        factory.inTransaction(
                session -> ((Map<String, Object>) session.find(Shelf.class, 1L).parcel.content).put("m", 2));
        factory.inTransaction(session -> session.find(Shelf.class, 1L).listed.add("b"));

        assertThat(version()).isEqualTo(3);
    }

    private static int version() {
        return factory.fromSession(session -> session.find(Shelf.class, 1L).version);
    }

    @Test
    void aMapThatCannotBeWrittenIsCalledAMap() {
        assertThatThrownBy(() -> factory.inTransaction(session -> {
                    Shelf shelf = new Shelf();
                    shelf.id = 2;
                    shelf.nested.clear();
                    shelf.nested.put(null, 1);
                    session.persist(shelf);
                }))
                .isInstanceOf(JsonbValueException.class)
                .hasMessageContaining("Shelf.nested: a value of java.util.Map cannot be written as JSON");
    }

    @Test
    void aZeroCharacterIsRefusedBeforeItIsSent() {
        assertThatThrownBy(() -> factory.inTransaction(
                        session -> session.find(Shelf.class, 1L).nested.put("k", "a\u0000b")))
                .isInstanceOf(JsonbValueException.class)
                .hasMessageContainingAll("Shelf.nested", "U+0000", "Remove it");

        factory.inTransaction(session -> session.find(Shelf.class, 1L).nested.put("k", "a\\u0000b"));

        factory.inSession(
                session -> assertThat(session.find(Shelf.class, 1L).nested).containsEntry("k", "a\\u0000b"));
    }
}
