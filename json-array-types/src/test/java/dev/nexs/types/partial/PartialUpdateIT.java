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
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PostUpdate;
import jakarta.persistence.PreUpdate;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.AnnotationException;
import org.hibernate.SessionFactory;
import org.hibernate.StaleObjectStateException;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.OptimisticLock;
import org.hibernate.annotations.OptimisticLockType;
import org.hibernate.annotations.OptimisticLocking;
import org.hibernate.annotations.UpdateTimestamp;
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

        @JsonbColumn(partialUpdate = true, wholeWhenShorter = true)
        @OptimisticLock(excluded = true)
        Map<String, Object> brief = new HashMap<>(Map.of("a", 1));

        @OptimisticLock(excluded = true)
        int touched;

        @UpdateTimestamp
        @OptimisticLock(excluded = true)
        Instant stamp;

        @Version
        int version;

        @PreUpdate
        void preUpdate() {
            EVENTS.add("pre-update");
            touched++;
        }

        @PostUpdate
        void postUpdate() {
            EVENTS.add("post-update");
        }
    }

    @Entity(name = "Other")
    static class Other {
        @Id
        long id;

        @JsonbColumn(partialUpdate = true)
        Map<String, Object> doc;
    }

    private static final List<String> EVENTS = new ArrayList<>();

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
        factory = Databases.factory(
                node,
                Map.of(
                        "hibernate.session_factory.statement_inspector",
                        LOG,
                        "hibernate.jdbc.batch_size",
                        10,
                        "hibernate.order_updates",
                        true),
                Note.class,
                Other.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void oneNote() {
        node.execute("delete from Note; delete from Other");
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
                .filteredOn(sql -> sql.startsWith("update") && sql.contains("doc"))
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
    void theWholeDocumentIsSentWhereItIsShorterAndThatIsAskedFor() {
        factory.inTransaction(session -> session.find(Note.class, 1L).brief.put("a", 2));
        assertThat(LOG.last()).startsWith("update").doesNotContain("jsonb_set");
    }

    @Test
    void editsOfSmallDocumentsBothSurvive() {
        factory.inTransaction(
                session -> session.find(Note.class, 1L).doc = new HashMap<>(Map.of("likes", 1, "views", 2)));
        factory.inTransaction(first -> {
            Note mine = first.find(Note.class, 1L);
            factory.inTransaction(second -> second.find(Note.class, 1L).doc.put("views", 3));
            mine.doc = new HashMap<>(Map.of("likes", 2, "views", 2));
        });
        factory.inSession(
                session -> assertThat(session.find(Note.class, 1L).doc).isEqualTo(Map.of("likes", 2, "views", 3)));
    }

    @Test
    void whatIsTheSameAsJsonSendsNothing() {
        factory.inTransaction(first -> {
            Note mine = first.find(Note.class, 1L);
            factory.inTransaction(second -> second.find(Note.class, 1L).doc.put("z", "theirs"));
            LOG.clear();
            mine.doc.put("a", 1L);
        });
        assertThat(LOG.all()).filteredOn(sql -> sql.startsWith("update")).isEmpty();
        factory.inSession(
                session -> assertThat(session.find(Note.class, 1L).doc).containsEntry("z", "theirs"));
    }

    @Test
    void aDocumentThatBecameNullMeanwhileIsStale() {
        for (String becomes : List.of("null", "'null'", "'[]'")) {
            oneNote();
            assertThatThrownBy(() -> factory.inTransaction(session -> {
                        Note note = session.find(Note.class, 1L);
                        node.execute("update Note set doc = " + becomes);
                        note.doc.put("a", 9);
                    }))
                    .as(becomes)
                    .isInstanceOf(OptimisticLockException.class)
                    .cause()
                    .isInstanceOf(StaleObjectStateException.class)
                    .hasMessageContaining("with id '1'");
            oneNote();
            assertThatThrownBy(() -> factory.inTransaction(session -> {
                        Note note = session.find(Note.class, 1L);
                        node.execute("update Note set doc = " + becomes);
                        note.doc.remove("a");
                    }))
                    .as(becomes + ", removing a member")
                    .isInstanceOf(OptimisticLockException.class);
        }
    }

    @Test
    void aQueryOfAnotherTableSendsNothing() {
        factory.inTransaction(session -> {
            Note note = session.find(Note.class, 1L);
            for (int i = 0; i < 3; i++) {
                note.doc.put("a", "edit " + i);
                session.createSelectionQuery("select count(*) from Other", Long.class)
                        .getSingleResult();
            }
            assertThat(LOG.all()).filteredOn(sql -> sql.startsWith("update")).isEmpty();
        });
        assertThat(LOG.all()).filteredOn(sql -> sql.contains("jsonb_set")).hasSize(1);
    }

    @Test
    void itIsCountedAndItsEventsAreFiredLikeAnyOtherUpdate() {
        factory.getStatistics().clear();
        EVENTS.clear();
        factory.inTransaction(session -> session.find(Note.class, 1L).doc.put("a", 2));
        assertThat(factory.getStatistics().getEntityUpdateCount()).isEqualTo(1);
        assertThat(EVENTS).containsExactly("pre-update", "post-update");
        factory.inSession(session -> {
            Note note = session.find(Note.class, 1L);
            assertThat(note.touched).isEqualTo(1);
            assertThat(note.stamp).isNotNull();
            assertThat(note.version).as("all that changed is excluded").isZero();
        });
    }

    @Test
    void updatesAreOrderedAndBatched() {
        factory.inTransaction(session -> {
            for (long id = 2; id <= 5; id++) {
                Other other = new Other();
                other.id = id;
                other.doc = new HashMap<>(Map.of("a", 1, "b", 2));
                session.persist(other);
            }
        });
        long before = factory.getStatistics().getPrepareStatementCount();
        factory.inTransaction(session -> {
            List<Other> all = session.createSelectionQuery("from Other order by id desc", Other.class)
                    .getResultList();
            all.forEach(other -> other.doc.put("a", 7));
        });
        assertThat(factory.getStatistics().getPrepareStatementCount() - before)
                .as("a select, and one statement for all four updates")
                .isEqualTo(2);
        factory.inSession(session -> assertThat(
                        session.createSelectionQuery("from Other", Other.class).getResultList())
                .extracting(other -> other.doc.get("a"))
                .containsExactly(7, 7, 7, 7));

        assertThatThrownBy(() -> factory.inTransaction(session -> {
                    session.createSelectionQuery("from Other", Other.class)
                            .getResultList()
                            .forEach(other -> other.doc.put("b", 8));
                    node.execute("update Other set doc = null where id = 4");
                }))
                .isInstanceOf(OptimisticLockException.class)
                .hasStackTraceContaining("with id '4'");
    }

    @Entity(name = "Fixed")
    static class Fixed {
        @Id
        long id;

        @JsonbColumn(partialUpdate = true)
        @Column(updatable = false)
        Map<String, Object> doc;
    }

    @Entity(name = "LocksDirty")
    @OptimisticLocking(type = OptimisticLockType.DIRTY)
    @DynamicUpdate
    static class LocksDirty {
        @Id
        long id;

        @JsonbColumn(partialUpdate = true)
        Map<String, Object> doc;
    }

    @Entity(name = "Pointless")
    static class Pointless {
        @Id
        long id;

        @JsonbColumn(wholeWhenShorter = true)
        Map<String, Object> doc;
    }

    @Test
    void whatContradictsItStopsTheStart() {
        assertThatThrownBy(() -> Databases.factory(node, Fixed.class))
                .isInstanceOf(AnnotationException.class)
                .hasMessageContainingAll("Fixed.doc", "updatable = false");
        assertThatThrownBy(() -> Databases.factory(node, LocksDirty.class))
                .isInstanceOf(AnnotationException.class)
                .hasMessageContainingAll("LocksDirty.doc", "@OptimisticLocking", "DIRTY");
        assertThatThrownBy(() -> Databases.factory(node, Pointless.class)).hasStackTraceContaining("wholeWhenShorter");
    }

    @Test
    void aDocumentIsSetToNullAndBack() {
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
        assertThat(LOG.all()).filteredOn(sql -> sql.contains("jsonb_set")).hasSize(1);
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
