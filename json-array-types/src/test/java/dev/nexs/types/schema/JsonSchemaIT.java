package dev.nexs.types.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.JsonSchema;
import dev.nexs.types.JsonSchemaViolation;
import dev.nexs.types.JsonSchemaViolationException;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.support.Databases;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.AnnotationException;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresServer
class JsonSchemaIT {

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        factory = Databases.factory(node, Person.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void onePerson() {
        node.execute("delete from Person");
        factory.inTransaction(
                session -> session.persist(new Person(1, new HashMap<>(Map.of("name", "Ann", "age", 30)))));
    }

    @Test
    void anInsertListsEveryViolation() {
        JsonSchemaViolationException violation = catchThrowableOfType(
                JsonSchemaViolationException.class,
                () -> factory.inTransaction(session -> session.persist(
                        new Person(2, Map.of("name", "A", "age", 200, "address", Map.of("street", "secret"))))));
        assertThat(violation.attribute()).endsWith("Person.doc");
        assertThat(violation.violations())
                .extracting(JsonSchemaViolation::pointer, JsonSchemaViolation::rule)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("/name", "minLength"),
                        org.assertj.core.groups.Tuple.tuple("/age", "maximum"),
                        org.assertj.core.groups.Tuple.tuple("/address", "required"));
        assertThat(violation.violations())
                .extracting(JsonSchemaViolation::value)
                .contains("\"A\"", "200");
        assertThat(violation).hasMessageContaining("schemas/person.json").hasMessageNotContaining("secret");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aFlushIsChecked() {
        assertThatThrownBy(() -> factory.inTransaction(
                        session -> session.find(Person.class, 1L).doc.put("role", "root")))
                .isInstanceOf(JsonSchemaViolationException.class)
                .hasMessageContaining("/role");
    }

    @Test
    void aStatelessSessionIsChecked() {
        assertThatThrownBy(() -> factory.inStatelessTransaction(session -> session.insert(new Person(3, Map.of()))))
                .isInstanceOf(JsonSchemaViolationException.class);
        assertThatThrownBy(() -> factory.inStatelessTransaction(
                        session -> session.insertMultiple(List.of(new Person(3, Map.of("name", "Bob", "age", -1))))))
                .isInstanceOf(JsonSchemaViolationException.class)
                .hasMessageContaining("/age");
    }

    @Test
    void aQueryThatBindsAWholeDocumentIsChecked() {
        assertThatThrownBy(() ->
                        factory.inTransaction(session -> session.createMutationQuery("update Person p set p.doc = :doc")
                                .setParameter("doc", Map.of("name", "Bob"))
                                .executeUpdate()))
                .isInstanceOf(JsonSchemaViolationException.class)
                .hasMessageContaining("required");
    }

    @Test
    void olderDraftsAreUnderstood() {
        Person person = new Person(4, Map.of("name", "Bob", "age", 1));
        person.draft7 = Map.of("x", 1);
        assertThatThrownBy(() -> factory.inTransaction(session -> session.persist(person)))
                .hasMessageContaining("draft7.json");
        person.draft7 = null;
        person.draft2019 = Map.of("x", 1);
        assertThatThrownBy(() -> factory.inTransaction(session -> session.persist(person)))
                .hasMessageContaining("draft2019.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"name\": \"Ann\"}",
                "{\"name\": \"A\", \"age\": 1}",
                "{\"name\": \"Ann\", \"age\": 151}",
                "{\"name\": \"Ann\", \"age\": 1, \"role\": \"root\"}",
                "{\"name\": \"Ann\", \"age\": 1, \"address\": {}}"
            })
    void theConstraintRefusesWhatOnlyTheServerSees(String document) {
        assertThatThrownBy(() -> node.execute("update Person set doc = '" + document + "'"))
                .hasMessageContaining("check constraint");
    }

    @Test
    void theConstraintAcceptsWhatTheSchemaAccepts() {
        node.execute("update Person set doc = '{\"name\": \"Bo\", \"age\": 0, \"address\": {\"city\": \"O''Hara\"}}'");
        node.execute("update Person set doc = null");
        assertThat(count()).isEqualTo(1);
    }

    @Entity(name = "Parcel")
    static class Parcel {
        @Id
        long id = 1;

        @JsonbColumn
        @JsonSchema(value = "schemas/parcel.json", check = true)
        @Column(name = "`Doc of Mine`")
        Map<String, Object> doc;

        Parcel() {}

        Parcel(Map<String, Object> doc) {
            this.doc = doc;
        }
    }

    @Test
    void aReferenceIsToTheResourceBesideTheSchema() {
        try (SessionFactory parcels = Databases.factory(node, Parcel.class)) {
            assertThatThrownBy(() -> parcels.inTransaction(
                            session -> session.persist(new Parcel(Map.of("to", Map.of("city", "x"))))))
                    .isInstanceOf(JsonSchemaViolationException.class)
                    .hasMessageContaining("/to/city");
            parcels.inTransaction(session -> session.persist(new Parcel(Map.of("to", Map.of("city", "Bonn")))));
        }
    }

    @Entity(name = "Astray")
    static class Astray {
        @Id
        long id;

        @JsonbColumn
        @JsonSchema("schemas/astray.json")
        Map<String, Object> doc;
    }

    @Test
    void aReferenceToNothingStopsTheStart() {
        assertThatThrownBy(() -> Databases.factory(node, Astray.class))
                .isInstanceOf(AnnotationException.class)
                .cause()
                .hasMessageContaining("Astray.doc")
                .hasMessageContaining("schemas/elsewhere.json");
    }

    @Test
    void theConstraintNamesItsColumnAsTheTableDoes() {
        try (SessionFactory parcels = Databases.factory(node, Parcel.class)) {
            parcels.inTransaction(session -> session.persist(new Parcel(Map.of("to", Map.of("city", "Bonn")))));
            assertThatThrownBy(() -> node.execute("update Parcel set \"Doc of Mine\" = '[]'"))
                    .hasMessageContaining("check constraint");
        }
    }

    @Entity(name = "Missing")
    static class Missing {
        @Id
        long id;

        @JsonbColumn
        @JsonSchema("schemas/nowhere.json")
        Map<String, Object> doc;
    }

    @Entity(name = "Broken")
    static class Broken {
        @Id
        long id;

        @JsonbColumn
        @JsonSchema("schemas/broken.json")
        Map<String, Object> doc;
    }

    @Entity(name = "Wrong")
    static class Wrong {
        @Id
        long id;

        @JsonbColumn
        @JsonSchema("schemas/wrong.json")
        Map<String, Object> doc;
    }

    @Entity(name = "NoDocument")
    static class NoDocument {
        @Id
        long id;

        @JsonSchema("schemas/person.json")
        String doc;
    }

    @Test
    void aSchemaThatCannotBeUsedStopsTheStart() {
        assertStops(Missing.class, "no such resource", "schemas/nowhere.json");
        assertStops(Broken.class, "no JSON", "schemas/broken.json");
        assertStops(Wrong.class, "no JSON schema", "schemas/wrong.json");
        assertStops(NoDocument.class, "@JsonbColumn");
    }

    private static void assertStops(Class<?> entity, String... parts) {
        assertThatThrownBy(() -> Databases.factory(node, entity))
                .isInstanceOf(AnnotationException.class)
                .cause()
                .hasMessageContaining(entity.getSimpleName() + ".doc")
                .hasMessageContainingAll(parts);
    }

    private static long count() {
        return factory.fromSession(session -> session.createSelectionQuery("select count(*) from Person", Long.class)
                .getSingleResult());
    }
}
