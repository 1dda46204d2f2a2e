package dev.nexs.types.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.SqlLog;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.PreUpdate;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.AnnotationException;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.UpdateTimestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an entity inherits, or declares besides its document, must not write the whole document along. */
@PostgresServer
class PartialSubclassIT {

    @Entity(name = "JoinedNote")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class JoinedNote extends Noted {}

    @Entity(name = "JoinedLetter")
    static class JoinedLetter extends JoinedNote {
        String address;
    }

    @Entity(name = "SingleNote")
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    static class SingleNote extends Noted {}

    @Entity(name = "SingleLetter")
    static class SingleLetter extends SingleNote {
        String address;
    }

    @MappedSuperclass
    static class Noted {
        @Id
        long id;

        String title;

        @JsonbColumn(partialUpdate = true)
        Map<String, Object> doc = new HashMap<>(Map.of("a", 1, "b", 2, "text", "x".repeat(500)));
    }

    @Entity(name = "Stamped")
    static class Stamped extends Noted {
        @UpdateTimestamp
        Instant changed;
    }

    @MappedSuperclass
    static class Audited extends Noted {
        Instant changed;

        @PreUpdate
        void touch() {
            changed = Instant.now();
        }
    }

    @Entity(name = "AuditedNote")
    static class AuditedNote extends Audited {}

    @ParameterizedTest
    @ValueSource(classes = {JoinedLetter.class, SingleLetter.class})
    void aSubclassWritesNoWholeDocumentAlong(Class<? extends Noted> letter, Node node) throws Exception {
        SqlLog log = new SqlLog();
        try (SessionFactory factory = Databases.factory(
                node, Map.of("hibernate.session_factory.statement_inspector", log), letter, letter.getSuperclass())) {
            Noted note = letter.getDeclaredConstructor().newInstance();
            note.id = 1;
            factory.inTransaction(session -> session.persist(note));
            log.clear();

            factory.inTransaction(first -> {
                Noted mine = first.find(letter, 1L);
                factory.inTransaction(second -> second.find(letter, 1L).doc.put("b", "theirs"));
                mine.doc.put("a", "mine");
                mine.title = "changed too";
            });

            assertThat(log.all()).filteredOn(sql -> sql.contains("doc=?")).isEmpty();
            factory.inSession(session -> assertThat(session.find(letter, 1L).doc)
                    .containsEntry("a", "mine")
                    .containsEntry("b", "theirs"));
        }
    }

    @Test
    void aValueGeneratedByEachUpdateStopsTheStart(Node node) {
        assertThatThrownBy(() -> Databases.factory(node, Stamped.class))
                .isInstanceOf(AnnotationException.class)
                .hasMessageContainingAll("Stamped.doc", "'changed'", "leave partialUpdate out");
    }

    @Test
    void aCallbackBeforeEachUpdateStopsTheStart(Node node) {
        assertThatThrownBy(() -> Databases.factory(node, AuditedNote.class))
                .isInstanceOf(AnnotationException.class)
                .hasMessageContainingAll("AuditedNote.doc", "@PreUpdate", "leave partialUpdate out");
    }
}
