package dev.nexs.types.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.JsonSchema;
import dev.nexs.types.JsonSchemaViolationException;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.SqlLog;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.AnnotationException;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.OptimisticLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class PartialUpdateIT {

    @Entity(name = "Note")
    static class Note {
        @Id
        long id;

        String title;

        @JsonbColumn(partialUpdate = true)
        @OptimisticLock(excluded = true)
        Map<String, Object> doc;

        @JsonbColumn(partialUpdate = true)
        @OptimisticLock(excluded = true)
        @JsonSchema("schemas/person.json")
        Map<String, Object> person;

        @Version
        int version;
    }

    @Entity(name = "Contradiction")
    static class Contradiction {
        @Id
        long id;

        @JsonbColumn(partialUpdate = true)
        Map<String, Object> doc;

        @Version
        int version;
    }

    @Embeddable
    static class Part {
        @JsonbColumn(partialUpdate = true)
        Map<String, Object> doc;
    }

    @Entity(name = "PartHolder")
    static class PartHolder {
        @Id
        long id;

        @Embedded
        Part part;
    }

    private static final SqlLog LOG = new SqlLog();
    private static final String LONG = "x".repeat(500);

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        factory = Databases.factory(node, Map.of("hibernate.session_factory.statement_inspector", LOG), Note.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void oneNote() {
        node.execute("delete from Note");
        factory.inTransaction(session -> {
            Note note = new Note();
            note.id = 1;
            note.title = "t";
            note.doc = new HashMap<>(
                    Map.of("a", 1, "b", new HashMap<>(Map.of("c", 2, "d", 3)), "list", List.of(1), "text", LONG));
            note.person = new HashMap<>(Map.of("name", "Ann", "age", 1, "text", LONG));
            session.persist(note);
        });
        LOG.clear();
    }

    @Test
    void onlyTheChangedPathsAreSent() {
        factory.inTransaction(session -> {
            Note note = session.find(Note.class, 1L);
            note.doc.put("a", "new's");
            note.doc.remove("list");
            nested(note).put("c", 9);
        });
        assertThat(LOG.all())
                .filteredOn(sql -> sql.startsWith("update"))
                .singleElement()
                .asString()
                .contains("jsonb_set");
        factory.inSession(session -> assertThat(session.find(Note.class, 1L).doc)
                .isEqualTo(Map.of("a", "new's", "b", Map.of("c", 9, "d", 3), "text", LONG)));
    }

    @Test
    void concurrentEditsOfDifferentPathsBothSurvive() {
        factory.inTransaction(first -> {
            Note mine = first.find(Note.class, 1L);
            factory.inTransaction(second -> {
                Note theirs = second.find(Note.class, 1L);
                nested(theirs).put("d", "theirs");
            });
            nested(mine).put("c", "mine");
            mine.title = "changed too";
        });
        factory.inSession(session -> {
            Note note = session.find(Note.class, 1L);
            assertThat(note.doc.get("b")).isEqualTo(Map.of("c", "mine", "d", "theirs"));
            assertThat(note.title).isEqualTo("changed too");
            assertThat(note.version).isEqualTo(1);
        });
    }

    @Test
    void aPathWhoseObjectIsGoneIsStale() {
        assertThatThrownBy(() -> factory.inTransaction(session -> {
                    Note note = session.find(Note.class, 1L);
                    node.execute("update Note set doc = doc - 'b'");
                    nested(note).put("c", 9);
                }))
                .isInstanceOfAny(OptimisticLockException.class, org.hibernate.StaleStateException.class);
    }

    @Test
    void theWholeDocumentIsSentWhereItIsShorter() {
        factory.inTransaction(session -> session.find(Note.class, 1L).doc = new HashMap<>(Map.of("z", 1)));
        assertThat(LOG.last()).startsWith("update").doesNotContain("jsonb_set");
        factory.inTransaction(session -> session.find(Note.class, 1L).doc = null);
        factory.inTransaction(session -> {
            assertThat(session.find(Note.class, 1L).doc).isNull();
            session.find(Note.class, 1L).doc = new HashMap<>(Map.of("y", 1));
        });
        factory.inSession(
                session -> assertThat(session.find(Note.class, 1L).doc).isEqualTo(Map.of("y", 1)));
    }

    @Test
    void anUnchangedDocumentAndASecondFlushSendNothing() {
        factory.inTransaction(session -> {
            Note note = session.find(Note.class, 1L);
            session.flush();
            note.doc.put("a", 2);
            session.flush();
            session.flush();
        });
        assertThat(LOG.all()).filteredOn(sql -> sql.startsWith("update")).hasSize(1);
    }

    @Test
    void theSchemaIsCheckedFirst() {
        assertThatThrownBy(() -> factory.inTransaction(
                        session -> session.find(Note.class, 1L).person.put("age", -1)))
                .isInstanceOf(JsonSchemaViolationException.class);
    }

    @Test
    void aVersionThatCoversTheAttributeStopsTheStart() {
        assertThatThrownBy(() -> Databases.factory(node, Contradiction.class))
                .isInstanceOf(AnnotationException.class)
                .cause()
                .hasMessageContaining("Contradiction.doc")
                .hasMessageContaining("@OptimisticLock");
    }

    @Test
    void anEmbeddableStopsTheStart() {
        assertThatThrownBy(() -> Databases.factory(node, PartHolder.class))
                .isInstanceOf(AnnotationException.class)
                .cause()
                .hasMessageContaining("PartHolder.doc")
                .hasMessageContaining("in an embeddable")
                .hasMessageContaining("leave partialUpdate out");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> nested(Note note) {
        return (Map<String, Object>) note.doc.get("b");
    }
}
