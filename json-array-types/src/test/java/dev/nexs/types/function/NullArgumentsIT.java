package dev.nexs.types.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.support.Databases;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What null means as an argument, and a list of no keys. */
@PostgresServer
class NullArgumentsIT {

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        factory = Databases.factory(node, Book.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void oneBook() {
        node.execute("delete from Book");
        factory.inTransaction(session -> session.persist(new Book(1, null, Map.of("a", 1, "l", List.of(1)))));
    }

    /** Stored as JSON null, and the document is kept. */
    @ParameterizedTest
    @ValueSource(strings = {"null", ":p", "b.title", "to_jsonb(:p)"})
    void aNullValueBecomesAJsonNullInTheDocument(String value) {
        factory.inTransaction(session -> {
            var update = session.createMutationQuery("update Book b set b.doc = jsonb_append(jsonb_insert(jsonb_set("
                    + "b.doc, " + value + ", 'a'), " + value + ", 'n'), " + value + ", 'l')");
            if (value.contains(":p")) {
                update.setParameter("p", null);
            }
            assertThat(update.executeUpdate()).isOne();
        });

        assertThat(text("cast(b.doc as String)")).isEqualTo("{\"a\": null, \"l\": [1, null], \"n\": null}");
    }

    @Test
    void aNullDocumentStaysOne() {
        node.execute("update Book set doc = null");
        factory.inTransaction(
                session -> session.createMutationQuery("update Book b set b.doc = jsonb_set(b.doc, 1, 'a')")
                        .executeUpdate());
        factory.inSession(
                session -> assertThat(session.find(Book.class, 1L).doc).isNull());
    }

    @Test
    void aConcatenationWithNullIsNull() {
        factory.inSession(session -> assertThat(
                        session.createSelectionQuery("select jsonb_concat(b.doc, null) from Book b", Map.class)
                                .getSingleResult())
                .isNull());
    }

    @Test
    void noKeysAreFoundByNothingAndAllKeysByEverything() {
        assertThat(count("jsonb_has_any_key(b.doc, :keys)")).isZero();
        assertThat(count("jsonb_has_all_keys(b.doc, :keys)")).isOne();
    }

    private static long count(String condition) {
        return factory.fromSession(
                session -> session.createSelectionQuery("select count(*) from Book b where " + condition, Long.class)
                        .setParameter("keys", List.of())
                        .getSingleResult());
    }

    private static String text(String expression) {
        return factory.fromSession(
                session -> session.createSelectionQuery("select " + expression + " from Book b", String.class)
                        .getSingleResult());
    }
}
