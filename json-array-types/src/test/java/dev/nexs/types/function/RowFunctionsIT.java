package dev.nexs.types.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.Jsonb;
import dev.nexs.types.support.Databases;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select e.name, e.age from jsonb_to_recordset('[{"name": "Ada", "age": 36}, {"name": "Bob"}]', 'name text', 'age integer') e | [[Ada, 36], [Bob, null]]
            select e.x, index(e) from jsonb_to_recordset('[{"x": 7}, {"x": 8}]', 'x bigint') e                                        | [[7, 1], [8, 2]]
            select e.x, e.y from jsonb_to_record('{"x": 1.50, "y": {"z": 1}}', 'x numeric', 'y jsonb') e                               | [[1.50, {"z":1}]]
            select b.title, e.x from Book b join lateral jsonb_to_record(jsonb_get(b.doc, 'o'), 'x double precision') e                | [[Emma, 1.0]]
            select e.firstName, e.since from jsonb_to_record('{"firstName": "Ada", "since": "2024-02-29"}', 'firstName text', 'since date') e | [[Ada, 2024-02-29]]
            """)
    void objectsBecomeRowsOfTheColumnsThatAreNamed(String hql, String expected) {
        List<String> rows = factory.fromSession(
                session -> session.createSelectionQuery(hql, Object[].class).getResultList().stream()
                        .map(Arrays::toString)
                        .toList());
        assertThat(rows).hasToString(expected);
    }

    @Test
    void columnsOfRowsAreSelectedByCriteria() {
        List<Object[]> rows = factory.fromSession(session -> {
            var builder = (HibernateCriteriaBuilder) session.getCriteriaBuilder();
            var query = builder.createQuery(Object[].class);
            var book = query.from(Book.class);
            var members = book.joinLateral(Jsonb.toRecord(builder, book.get("doc"), "list jsonb", "no\"member text"));
            query.multiselect(book.get("title"), members.get("list"), members.get("no\"member"));
            return session.createSelectionQuery(query).getResultList();
        });
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0)[0]).isEqualTo("Emma");
        assertThat(rows.get(0)[1]).hasToString("[\"a\",\"b\"]");
        assertThat(rows.get(0)[2]).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jsonb_to_recordset(b.doc)                            | needs at least 2 arguments
            jsonb_to_recordset(b.doc, :column)                   | has to be a literal of the name of a member and a type
            jsonb_to_recordset(b.doc, 'age')                     | has the column 'age', which has to be the name of a member and a type
            jsonb_to_recordset(b.doc, 'age int); drop table x')  | the types are text, boolean
            jsonb_to_recordset(b.doc, 'age integer', 'age text') | names the column 'age' twice
            """)
    void columnsThatAreWrongAreToldAtParseTime(String call, String message) {
        assertThatThrownBy(() -> factory.inSession(session ->
                        session.createSelectionQuery("select e from Book b join lateral " + call + " e", Object.class)))
                .hasMessageContaining(message);
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
