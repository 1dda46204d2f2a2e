package dev.nexs.types.partial;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.HashMap;
import java.util.Map;
import org.hibernate.SessionFactory;
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

    @Entity(name = "JoinedCard")
    static class JoinedCard extends JoinedNote {
        @JsonbColumn(partialUpdate = true)
        Map<String, Object> picture = new HashMap<>(Map.of("a", 1, "b", 2));
    }

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
    void aDocumentInTheTableOfASubclassIsUpdatedByPathsToo(Node node) {
        SqlLog log = new SqlLog();
        try (SessionFactory factory = Databases.factory(
                node,
                Map.of("hibernate.session_factory.statement_inspector", log),
                JoinedNote.class,
                JoinedCard.class)) {
            JoinedCard card = new JoinedCard();
            card.id = 1;
            factory.inTransaction(session -> session.persist(card));
            log.clear();
            factory.inTransaction(first -> {
                JoinedCard mine = first.find(JoinedCard.class, 1L);
                factory.inTransaction(
                        second -> second.find(JoinedCard.class, 1L).picture.put("b", "theirs"));
                mine.picture.put("a", "mine");
                mine.doc.put("a", "mine, too");
            });
            assertThat(log.all())
                    .filteredOn(sql -> sql.startsWith("update"))
                    .hasSize(3)
                    .allMatch(sql -> sql.contains("jsonb_set"));
            factory.inSession(session -> {
                JoinedCard read = session.find(JoinedCard.class, 1L);
                assertThat(read.picture).isEqualTo(Map.of("a", "mine", "b", "theirs"));
                assertThat(read.doc).containsEntry("a", "mine, too");
            });
        }
    }
}
