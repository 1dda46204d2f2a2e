package dev.nexs.types.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@PostgresServer
class JsonbFunctionsIT {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static SessionFactory factory;

    @BeforeAll
    static void books(Node node) {
        factory = Databases.factory(node, Book.class);
        factory.inTransaction(session -> {
            session.persist(new Book(
                    1,
                    "Emma",
                    Map.of("lang", "en", "pages", 474, "author", Map.of("name", "Austen"), "isbns", List.of("a", "b")),
                    "novel",
                    "classic"));
            session.persist(new Book(
                    2, "Faust", Map.of("lang", "de", "pages", 158, "author", Map.of("name", "Goethe")), "play"));
            session.persist(new Book(3, "Empty", null));
        });
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jsonb_contains(b.doc, '{"lang":"en"}')
            jsonb_contained_by('{"lang":"en"}', b.doc)
            jsonb_has_key(b.doc, 'isbns')
            jsonb_has_any_key(b.doc, 'isbns', 'nothing')
            jsonb_has_all_keys(b.doc, 'isbns', 'lang')
            jsonb_path_exists(b.doc, '$.pages ? (@ > 200)')
            jsonb_path_match(b.doc, '$.pages > 200')
            jsonb_get(b.doc, 'lang') = jsonb_get('{"x":"en"}', 'x')
            jsonb_get_text(b.doc, 'lang') = 'en'
            jsonb_get_text(jsonb_get(b.doc, 'isbns'), 1) = 'b'
            jsonb_path_get_text(b.doc, 'author', 'name') = 'Austen'
            jsonb_path_get_text(b.doc, 'isbns', 0) = 'a'
            jsonb_typeof(jsonb_path_get(b.doc, 'author')) = 'object' and jsonb_get_text(b.doc, 'lang') = 'en'
            jsonb_array_length(jsonb_get(b.doc, 'isbns')) = 2
            jsonb_path_query_first(b.doc, '$.isbns[*]') = to_jsonb('a')
            jsonb_array_length(jsonb_path_query_array(b.doc, '$.isbns[*] ? (@ == $v)', '{"v":"a"}')) = 1
            cast(jsonb_get_text(b.doc, 'pages') as integer) > 200
            array_any('novel', b.tags)
            array_contained_by(b.tags, array('novel', 'classic', 'other')) and array_cardinality(b.tags) > 1
            array_upper(b.tags, 1) = 2 and array_lower(b.tags, 1) = 1 and array_ndims(b.tags) = 1
            not jsonb_contains(b.doc, '{"lang":"de"}')
            """)
    void aPredicateOverLiteralsFindsTheBook(String predicate) {
        assertThat(ids("select b.id from Book b where b.doc is not null and " + predicate))
                .containsExactly(1L);
    }

    @Test
    void parametersTakeTextMapsNumbersAndNodes() {
        String hql = "select b.id from Book b where jsonb_contains(b.doc, :part)";
        assertThat(ids(hql, "{\"lang\":\"de\"}")).containsExactly(2L);
        assertThat(ids(hql, Map.of("lang", "de"))).containsExactly(2L);
        assertThat(ids(hql, MAPPER.createObjectNode().put("pages", 158))).containsExactly(2L);
        assertThat(ids("select b.id from Book b where jsonb_get(b.doc, 'pages') = :part", MAPPER.valueToTree(474)))
                .containsExactly(1L);
    }

    @Test
    void keysMayBeAParameterAListOrAnArray() {
        String hql = "select b.id from Book b where jsonb_has_all_keys(b.doc, :part)";
        assertThat(ids(hql, "isbns")).containsExactly(1L);
        assertThat(ids(hql, new String[] {"lang", "isbns"})).containsExactly(1L);
        assertThat(ids(hql, List.of("lang", "isbns"))).containsExactly(1L);
    }

    @Test
    void aDocumentIsSelectedAsANode() {
        JsonNode author = factory.fromSession(session -> session.createSelectionQuery(
                        "select jsonb_get(b.doc, 'author') from Book b where b.id = 1", JsonNode.class)
                .getSingleResult());
        assertThat(author.get("name").asString()).isEqualTo("Austen");
    }

    @Test
    void functionsGroupOrderAndFilterGroups() {
        List<Object[]> rows = factory.fromSession(session -> session.createSelectionQuery(
                        "select jsonb_get_text(b.doc, 'lang'), count(*) from Book b where b.doc is not null"
                                + " group by jsonb_get_text(b.doc, 'lang')"
                                + " having max(cast(jsonb_get_text(b.doc, 'pages') as integer)) > 100"
                                + " order by jsonb_get_text(b.doc, 'lang') desc",
                        Object[].class)
                .getResultList());
        assertThat(rows).extracting(row -> row[0]).containsExactly("en", "de");
    }

    @Test
    void aggregatesTakeAFilterAndAnOrder() {
        JsonNode titles = factory.fromSession(session -> session.createSelectionQuery(
                        "select jsonb_agg(b.title) within group (order by b.title desc)"
                                + " filter (where b.doc is not null) from Book b",
                        JsonNode.class)
                .getSingleResult());
        assertThat(titles).hasToString("[\"Faust\",\"Emma\"]");
        JsonNode byTitle = factory.fromSession(session -> session.createSelectionQuery(
                        "select jsonb_object_agg(b.title, b.id) filter (where b.id < 3) from Book b", JsonNode.class)
                .getSingleResult());
        assertThat(byTitle).hasToString("{\"Emma\":1,\"Faust\":2}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jsonb_set(b.doc, '"fr"', 'lang')            | {"lang":"fr","list":[1],"a":{"b":1}}
            jsonb_set(b.doc, 5, 'a', 'c')               | {"lang":"en","list":[1],"a":{"b":1,"c":5}}
            jsonb_set(b.doc, to_jsonb(b.title), 'lang') | {"lang":"Scratch","list":[1],"a":{"b":1}}
            jsonb_set(b.doc, b.title, 'lang')           | {"lang":"Scratch","list":[1],"a":{"b":1}}
            jsonb_insert(b.doc, 0, 'list', 0)           | {"lang":"en","list":[0,1],"a":{"b":1}}
            jsonb_append(b.doc, 2, 'list')              | {"lang":"en","list":[1,2],"a":{"b":1}}
            jsonb_concat(b.doc, '{"lang":"it"}')        | {"lang":"it","list":[1],"a":{"b":1}}
            jsonb_delete_key(b.doc, 'lang')             | {"list":[1],"a":{"b":1}}
            jsonb_delete_keys(b.doc, 'lang', 'list')    | {"a":{"b":1}}
            jsonb_delete_path(b.doc, 'a', 'b')          | {"lang":"en","list":[1],"a":{}}
            """)
    void anUpdateChangesADocumentInPlace(String change, String expected) {
        factory.inTransaction(session -> {
            session.persist(new Book(99, "Scratch", Map.of("lang", "en", "list", List.of(1), "a", Map.of("b", 1))));
            session.flush();
            session.clear();
            session.createMutationQuery("update Book b set b.doc = " + change + " where b.id = 99")
                    .executeUpdate();
            assertThat(MAPPER.valueToTree(session.find(Book.class, 99L).doc).equals(MAPPER.readTree(expected)))
                    .as("%s gave %s", change, session.find(Book.class, 99L).doc)
                    .isTrue();
            session.remove(session.find(Book.class, 99L));
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jsonb_contains(b.doc)           | needs 2 arguments
            jsonb_has_key(b.doc, 'a', 'b')  | takes at most 2
            jsonb_contains(b.title, '{}')   | has to be jsonb
            jsonb_get(b.doc, true)          | has to be text or integer
            jsonb_has_key(b.doc, b.doc)     | has to be text
            jsonb_path_get(b.doc, b.title)  | has to be a literal or a parameter
            jsonb_set(b.doc, 1, 'a', b.title) | has to be a literal or a parameter
            jsonb_has_key(b.doc, b.tags)    | use the function that takes a list
            jsonb_get(b.doc, b.tags)        | use the function that takes a list
            array_ndims(b.title)            | has to be array
            """)
    void aWrongCallIsRefusedWithTheNameOfTheFunction(String call, String complaint) {
        String name = call.substring(0, call.indexOf('('));
        assertThatThrownBy(() -> ids("select b.id from Book b where " + call + " is not null"))
                .hasMessageContaining(name)
                .hasMessageContaining(complaint);
    }

    @Test
    void aStringThatIsNoJsonIsRefusedBeforeItIsSent() {
        assertThatThrownBy(() -> ids("select b.id from Book b where jsonb_contains(b.doc, :part)", "Ann"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JSON text")
                .hasMessageContaining("to_jsonb");
    }

    private static List<Long> ids(String hql) {
        return factory.fromSession(
                session -> session.createSelectionQuery(hql, Long.class).getResultList());
    }

    private static List<Long> ids(String hql, Object part) {
        return factory.fromSession(session -> session.createSelectionQuery(hql, Long.class)
                .setParameter("part", part)
                .getResultList());
    }
}
