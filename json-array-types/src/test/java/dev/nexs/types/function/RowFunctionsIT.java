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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresServer
class RowFunctionsIT {

    private static SessionFactory factory;

    @BeforeAll
    static void start(Node node) {
        factory = Databases.factory(node, Book.class);
        factory.inTransaction(session -> session.persist(
                new Book(1, "Emma", Map.of("list", List.of("a", "b"), "o", Map.of("x", 1)), "t1", "t2")));
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select e from Book b join lateral jsonb_array_elements(jsonb_get(b.doc, 'list')) e      | ["a", "b"]
            select e from Book b join lateral jsonb_array_elements_text(jsonb_get(b.doc, 'list')) e | [a, b]
            select e from Book b join lateral jsonb_path_query(b.doc, '$.list[*]') e                | ["a", "b"]
            select e from Book b join lateral jsonb_object_keys(jsonb_get(b.doc, 'o')) e            | [x]
            select e.key from Book b join lateral jsonb_each(b.doc) e order by e.key                | [list, o]
            select e.value from Book b join lateral jsonb_each_text(jsonb_get(b.doc, 'o')) e        | [1]
            select e from Book b join lateral unnest(b.tags) e                                      | [t1, t2]
            select e from jsonb_array_elements('[1, 2]') e                                          | [1, 2]
            """)
    void rowsComeOutOfADocument(String hql, String expected) {
        List<Object> rows = factory.fromSession(
                session -> session.createSelectionQuery(hql, Object.class).getResultList());
        assertThat(rows).hasToString(expected);
    }

    @Test
    void rowsAreFilteredAndNumbered() {
        List<Object[]> rows = factory.fromSession(session -> session.createSelectionQuery(
                        "select e, index(e) from Book b"
                                + " join lateral jsonb_array_elements_text(jsonb_get(b.doc, 'list')) e where e.value <> :no",
                        Object[].class)
                .setParameter("no", "a")
                .getResultList());
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0)).containsExactly("b", 2L);
    }
}
