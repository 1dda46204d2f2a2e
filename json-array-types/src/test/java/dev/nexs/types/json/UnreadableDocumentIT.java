package dev.nexs.types.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.JsonbValueException;
import dev.nexs.types.support.Databases;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stored document of the wrong shape, and text that is no JSON in a column that holds whatever it is given. */
@PostgresServer
class UnreadableDocumentIT {

    @Entity(name = "Odd")
    static class Odd {
        @Id
        long id;

        @JsonbColumn
        Profile profile;

        @JsonbColumn
        Settings settings;

        @JsonbColumn
        Map<String, Object> attributes;

        @JsonbColumn
        List<Settings> history;

        @JsonbColumn
        Shape shape;

        @JsonbColumn
        @Column(columnDefinition = "text")
        Map<String, Object> text;
    }

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        factory = Databases.factory(node, Odd.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void oneRow() {
        node.execute("delete from Odd", "insert into Odd(id) values (1)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "profile    | [1]",
                "profile    | 5",
                "profile    | {\"age\": \"old\"}",
                "profile    | {\"age\": 99999999999}",
                "profile    | {\"since\": \"yesterday\"}",
                "settings   | {\"tabs\": {}}",
                "attributes | [1]",
                "attributes | \"text\"",
                "history    | {}",
                "history    | [5]",
                "shape      | {\"radius\": 1}",
                "shape      | {\"type\": \"blob\"}",
                "text       | {\"a\": ",
                "text       | {a: 1}",
                "text       | {\"a\": 1} and more",
                "text       | ~~"
            })
    void isRefusedWithEntityAndAttribute(String attribute, String json) {
        node.execute("update Odd set " + attribute + " = '" + json + "'");
        assertThatThrownBy(() -> factory.inSession(session -> session.find(Odd.class, 1L)))
                .isInstanceOf(JsonbValueException.class)
                .hasMessageContaining(Odd.class.getName() + "." + attribute)
                .hasMessageContaining("does not fit")
                .hasCauseInstanceOf(tools.jackson.core.JacksonException.class);
        assertThatThrownBy(() -> factory.inStatelessSession(
                        session -> session.createSelectionQuery("select " + attribute + " from Odd", Object.class)
                                .getResultList()))
                .isInstanceOf(JsonbValueException.class)
                .hasMessageContaining(Odd.class.getName() + "." + attribute);
    }

    @Test
    void theMessageTellsTheMember() {
        node.execute("update Odd set history = '[{\"theme\": \"x\", \"size\": \"big\", \"tabs\": []}]'");
        assertThatThrownBy(() -> factory.inSession(session -> session.find(Odd.class, 1L)))
                .hasMessageContaining("at $[0].size");
    }

    @Test
    void theSessionReadsOnAfterwards() {
        node.execute("insert into Odd(id, profile) values (2, '[1]')");
        factory.inTransaction(session -> {
            assertThatThrownBy(() -> session.find(Odd.class, 2L)).isInstanceOf(JsonbValueException.class);
            assertThat(session.find(Odd.class, 1L).profile).isNull();
        });
    }
}
