package dev.nexs.types.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.ArrayColumn;
import dev.nexs.types.ArrayValueException;
import dev.nexs.types.EnumStyle;
import dev.nexs.types.support.Databases;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** How arrays look in the database, read in both forms of transfer. */
@PostgresServer
class ArrayStorageIT {

    enum Grade {
        LOW,
        HIGH
    }

    @Entity(name = "Shelf")
    static class Shelf {
        @Id
        long id;

        @ArrayColumn
        Grade[] names;

        @ArrayColumn(enums = EnumStyle.ORDINAL)
        Grade[] positions;

        @ArrayColumn(enums = EnumStyle.NATIVE)
        Grade[] natives;

        @ArrayColumn
        List<Set<Integer>> sets;

        @ArrayColumn
        Set<List<String>> lists;

        @ArrayColumn
        int[] ints;

        @ArrayColumn
        int[][] matrix;
    }

    private static SessionFactory text;
    private static SessionFactory binary;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        text = Databases.factory(node, Shelf.class);
        PGSimpleDataSource source = (PGSimpleDataSource) node.dataSource();
        source.setPrepareThreshold(-1);
        binary = Databases.factory(
                node,
                Map.of("hibernate.connection.datasource", source, "hibernate.hbm2ddl.auto", "validate"),
                Shelf.class);
    }

    @AfterAll
    static void close() {
        binary.close();
        text.close();
    }

    @BeforeEach
    void empty() {
        node.execute("delete from Shelf");
    }

    private static Shelf shelf() {
        Shelf shelf = new Shelf();
        shelf.id = 1;
        return shelf;
    }

    private static Object stored(String expression) {
        return text.fromSession(session -> session.createNativeQuery(
                        "select cast(" + expression + " as varchar) from Shelf", String.class)
                .getSingleResult());
    }

    @Test
    void enumsAreStoredByNameByPositionAndAsAnEnumOfTheServer() {
        Shelf shelf = shelf();
        shelf.names = new Grade[] {Grade.HIGH, null};
        shelf.positions = new Grade[] {Grade.HIGH, null};
        shelf.natives = new Grade[] {Grade.HIGH, null};
        text.inTransaction(session -> session.persist(shelf));

        assertThat(stored("names")).isEqualTo("{HIGH,NULL}");
        assertThat(stored("pg_typeof(names)")).isEqualTo("character varying[]");
        assertThat(stored("positions")).isEqualTo("{1,NULL}");
        assertThat(stored("pg_typeof(positions)")).isEqualTo("smallint[]");
        assertThat(stored("natives")).isEqualTo("{HIGH,NULL}");
        assertThat(stored("pg_typeof(natives)")).isEqualTo("grade[]");
    }

    @Test
    void setsAndListsNestInOneAnother() {
        Shelf shelf = shelf();
        shelf.sets = new ArrayList<>(
                List.of(new LinkedHashSet<>(Arrays.asList(1, null)), new LinkedHashSet<>(List.of(3, 2))));
        shelf.lists = new LinkedHashSet<>(List.of(new ArrayList<>(Arrays.asList("x", null))));
        text.inTransaction(session -> session.persist(shelf));

        for (SessionFactory factory : List.of(text, binary)) {
            factory.inSession(session -> assertThat(session.find(Shelf.class, 1L))
                    .usingRecursiveComparison()
                    .isEqualTo(shelf));
        }
        assertThatThrownBy(() -> text.inTransaction(
                        session -> session.find(Shelf.class, 1L).sets.get(1).add(9)))
                .isInstanceOf(ArrayValueException.class)
                .hasMessageContaining("have 2 and 3 elements");
    }

    @Test
    void emptyArraysAndNullsAreTwoThings() {
        Shelf shelf = shelf();
        shelf.ints = new int[0];
        shelf.matrix = null;
        shelf.sets = new ArrayList<>();
        text.inTransaction(session -> session.persist(shelf));

        assertThat(stored("ints")).isEqualTo("{}");
        assertThat(stored("matrix")).isNull();
        for (SessionFactory factory : List.of(text, binary)) {
            factory.inSession(session -> {
                Shelf read = session.find(Shelf.class, 1L);
                assertThat(read.ints).isEmpty();
                assertThat(read.matrix).isNull();
                assertThat(read.sets).isEmpty();
            });
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ints   | '[0:1]={1,2}'               | 0
            ints   | '[2:3]={1,2}'               | 2
            matrix | '[1:1][5:6]={{1,2}}'        | 5
            matrix | '[-1:0][1:2]={{1,2},{3,4}}' | -1
            """)
    void anotherFirstIndexIsRefusedInBothTransfers(String column, String array, String bound) {
        text.inTransaction(session -> session.persist(shelf()));
        node.execute("update Shelf set " + column + " = '" + array + "'");

        for (SessionFactory factory : List.of(text, binary)) {
            assertThatThrownBy(() -> factory.inSession(session -> session.find(Shelf.class, 1L)))
                    .isInstanceOf(ArrayValueException.class)
                    .hasMessageContaining("Shelf." + column)
                    .hasMessageContaining(bound)
                    .hasMessageContaining("first index is not 1");
        }
    }
}
