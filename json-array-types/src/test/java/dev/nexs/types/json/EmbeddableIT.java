package dev.nexs.types.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.ArrayColumn;
import dev.nexs.types.JsonSchema;
import dev.nexs.types.JsonSchemaViolationException;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.JsonbValueException;
import dev.nexs.types.support.Databases;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents and arrays as attributes of an embeddable, also where two attributes have the same name. */
@PostgresServer
class EmbeddableIT {

    @Embeddable
    static class Extras {
        @JsonbColumn
        Map<String, Object> doc = new HashMap<>(Map.of("a", 1));

        @ArrayColumn
        int[][] cells = {{1, 2}, {3, 4}};
    }

    @Embeddable
    static class Checked {
        @JsonbColumn
        @JsonSchema("schemas/person.json")
        @Column(name = "checked_doc")
        Profile doc = new Profile("Ann");

        @ArrayColumn
        @Column(name = "checked_cells")
        List<String> cells = new ArrayList<>(List.of("x"));
    }

    @Entity(name = "Holder")
    static class Holder {
        @Id
        long id = 1;

        @JsonbColumn
        @Column(name = "own_doc")
        List<Integer> doc = new ArrayList<>(List.of(1));

        Extras extras = new Extras();

        @Embedded
        @AttributeOverride(name = "doc", column = @Column(name = "more_doc"))
        @AttributeOverride(name = "cells", column = @Column(name = "more_cells"))
        Extras more = new Extras();

        @Embedded
        Checked checked = new Checked();
    }

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        factory = Databases.factory(node, Holder.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void oneHolder() {
        node.execute("delete from Holder");
        factory.inTransaction(session -> session.persist(new Holder()));
        factory.getStatistics().clear();
    }

    private static void assertStored(Holder expected) {
        factory.inTransaction(session -> {
            Holder stored = session.find(Holder.class, 1L);
            assertThat(stored.extras).usingRecursiveComparison().isEqualTo(expected.extras);
            assertThat(stored.more).usingRecursiveComparison().isEqualTo(expected.more);
            assertThat(stored.checked).usingRecursiveComparison().isEqualTo(expected.checked);
            assertThat(stored.doc).isEqualTo(expected.doc);
        });
    }

    @Test
    void theyComeBackAndAnUnchangedFlushSendsNothing() {
        assertStored(new Holder());
        assertThat(factory.getStatistics().getEntityUpdateCount()).isZero();
    }

    @Test
    void aChangeInsideIsFound() {
        Holder expected = new Holder();
        change(expected);
        factory.inTransaction(session -> change(session.find(Holder.class, 1L)));
        assertStored(expected);
    }

    private static void change(Holder holder) {
        holder.extras.doc.put("a", 2);
        holder.more.cells[1][1] = 9;
        holder.more.doc = null;
        holder.checked.doc.age = 5;
        holder.checked.cells.add("y");
    }

    @Test
    void anEmbeddableWithoutContentIsNull() {
        factory.inTransaction(session -> session.find(Holder.class, 1L).extras = null);
        factory.inSession(
                session -> assertThat(session.find(Holder.class, 1L).extras).isNull());
    }

    @Test
    void queriesReachThem() {
        assertThat(factory.<Long>fromSession(session -> session.createSelectionQuery(
                                "select count(*) from Holder h where jsonb_contains(h.extras.doc, :part)"
                                        + " and array_contains(h.checked.cells, 'x')",
                                Long.class)
                        .setParameter("part", Map.of("a", 1))
                        .getSingleResult()))
                .isEqualTo(1);
    }

    @Test
    void theSchemaOfOneIsNotTheSchemaOfItsNamesake() {
        assertThatThrownBy(() -> factory.inTransaction(session -> session.find(Holder.class, 1L).checked.doc.age = -1))
                .isInstanceOf(JsonSchemaViolationException.class);
        factory.inTransaction(
                session -> session.find(Holder.class, 1L).extras.doc.put("age", -1));
    }

    @Test
    void aStoredDocumentThatDoesNotFitNamesEntityEmbeddableAndAttribute() {
        node.execute("update Holder set checked_doc = '[1]'");
        assertThatThrownBy(() -> factory.inSession(session -> session.find(Holder.class, 1L)))
                .isInstanceOf(JsonbValueException.class)
                .hasMessageContaining("Holder")
                .hasMessageContaining("Checked.doc");
    }
}
