package dev.nexs.types.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.Functions;
import dev.nexs.types.support.SqlLog;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.HibernateException;
import org.hibernate.SessionFactory;
import org.hibernate.query.Query;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function is given hostile values, as parameters and as literals: none may become part of the statement. */
@PostgresServer
class InjectionIT {

    private static final String HOSTILE = "'); drop table Book; --\"\\ $$ ? :p {0} {1*} ]}";

    private static final SqlLog LOG = new SqlLog();

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        node.execute("create extension if not exists pg_trgm; create extension if not exists ltree");
        factory = Databases.factory(node, Map.of("hibernate.session_factory.statement_inspector", LOG), Book.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void oneBook() {
        node.execute("delete from Book");
        factory.inTransaction(session -> session.persist(new Book(1, "Emma", Map.of("a", Map.of("b", 1)), "x")));
    }

    /** Calls with {@code :p} wherever a value of the user may stand. */
    static Stream<String> calls() {
        return Stream.of(
                "jsonb_get(b.doc, :p)",
                "jsonb_get_text(b.doc, :p)",
                "jsonb_path_get(b.doc, 'a', :p)",
                "jsonb_path_get_text(b.doc, 'a', :p)",
                "jsonb_contains(b.doc, :json)",
                "jsonb_contained_by(:json, b.doc)",
                "jsonb_has_key(b.doc, :p)",
                "jsonb_has_any_key(b.doc, 'a', :p)",
                "jsonb_has_all_keys(b.doc, 'a', :p)",
                "jsonb_path_exists(b.doc, :p)",
                "jsonb_path_match(b.doc, :p)",
                "jsonb_path_query_first(b.doc, :p)",
                "jsonb_path_query_first(b.doc, '$.a', :json)",
                "jsonb_path_query_array(b.doc, :p)",
                "jsonb_concat(b.doc, :json)",
                "jsonb_delete_key(b.doc, :p)",
                "jsonb_delete_keys(b.doc, 'a', :p)",
                "jsonb_delete_path(b.doc, 'a', :p)",
                "jsonb_set(b.doc, :json, 'a', 'b')",
                "jsonb_set(b.doc, 1, 'a', :p)",
                "jsonb_insert(b.doc, :json, 'c')",
                "jsonb_insert(b.doc, 1, 'a', :p)",
                "jsonb_append(b.doc, :json, 'c')",
                "jsonb_append(b.doc, 1, :p)",
                "jsonb_strip_nulls(:json)",
                "jsonb_typeof(:json)",
                "jsonb_pretty(:json)",
                "jsonb_array_length(:json)",
                "to_jsonb(:p)",
                "jsonb_agg(:p)",
                "jsonb_object_agg(b.title, :p)",
                "array_any(:p, b.tags)",
                "array_all(:p, b.tags)",
                "array_contained_by(b.tags, :array)",
                "array_ndims(:array)",
                "array_dims(:array)",
                "array_cardinality(:array)",
                "array_lower(:array, 1)",
                "array_upper(:array, 1)",
                "jsonb_set_lax(b.doc, :json, 'use_json_null', 'a', :p)",
                "jsonb_build_object('k', :p)",
                "jsonb_build_array(:p)",
                "jsonb_path_exists(b.doc, '$.a', :json)",
                "jsonb_path_match(b.doc, '$.a == 1', :json)",
                "fulltext_document('english', :p, b.title)",
                "to_tsvector('english', :p)",
                "websearch_to_tsquery('english', :p)",
                "plainto_tsquery('english', :p)",
                "phraseto_tsquery('english', :p)",
                "to_tsquery('english', :p)",
                "fulltext_matches(to_tsvector('english', b.title), :p)",
                "ts_rank(to_tsvector('english', b.title), plainto_tsquery('english', :p))",
                "ts_rank_cd(to_tsvector('english', b.title), plainto_tsquery('english', :p))",
                "ts_headline('english', :p, plainto_tsquery('english', 'x'))",
                "similarity(b.title, :p)",
                "word_similarity(b.title, :p)",
                "trigram_distance(b.title, :p)",
                "trigram_similar(b.title, :p)",
                "trigram_word_similar(b.title, :p)",
                "ltree_ancestor_of(:p, :p)",
                "ltree_descendant_of(:p, :p)",
                "ltree_matches(:p, :p)",
                "ltree_level(:p)",
                "range_contains(b.title, :p)",
                "range_contains_element(b.title, :p)",
                "range_contained_by(b.title, :p)",
                "range_overlaps(b.title, :p)",
                "range_before(b.title, :p)",
                "range_after(b.title, :p)",
                "range_adjacent(b.title, :p)",
                "range_is_empty(:p)");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aHostileParameterStaysAValue(String call) {
        LOG.clear();
        factory.inSession(session -> {
            Query<Object> query = session.createQuery("select " + call + " from Book b", Object.class);
            query.getParameters()
                    .forEach(parameter -> query.setParameter(
                            parameter.getName(),
                            switch (parameter.getName()) {
                                case "json" -> Map.of("k", HOSTILE);
                                case "array" -> new String[] {HOSTILE};
                                default -> HOSTILE;
                            }));
            runs(query);
        });
        assertThat(LOG.last()).contains("?").doesNotContain("drop");
        assertUnharmed();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aHostileLiteralStaysALiteral(String call) {
        String literal = "'" + HOSTILE.replace("'", "''") + "'";
        String hql = call.replace(":p", literal)
                .replace(
                        ":json",
                        "'\"" + HOSTILE.replace("'", "''").replace("\\", "\\\\").replace("\"", "\\\"") + "\"'")
                .replace(":array", "array(" + literal + ")");
        factory.inSession(
                session -> runs(session.createSelectionQuery("select " + hql + " from Book b", Object.class)));
        assertUnharmed();
    }

    /** Calls in {@code from}. */
    static Stream<String> rowCalls() {
        return Stream.of(
                "jsonb_array_elements(:list)",
                "jsonb_array_elements_text(:list)",
                "jsonb_path_query(b.doc, :p)",
                "jsonb_object_keys(:json)",
                "jsonb_each(:json)",
                "jsonb_each_text(:json)",
                "jsonb_to_record(:json, 'k text')",
                "jsonb_to_recordset(:rows, 'k text')");
    }

    @ParameterizedTest
    @MethodSource("rowCalls")
    void aHostileParameterInFromStaysAValue(String call) {
        LOG.clear();
        factory.inSession(session -> {
            Query<Long> query =
                    session.createQuery("select count(*) from Book b join lateral " + call + " r", Long.class);
            query.getParameters()
                    .forEach(parameter -> query.setParameter(
                            parameter.getName(),
                            switch (parameter.getName()) {
                                case "json" -> Map.of("k", HOSTILE);
                                case "list" -> List.of(HOSTILE);
                                case "rows" -> List.of(Map.of("k", HOSTILE));
                                default -> HOSTILE;
                            }));
            runs(query);
        });
        assertThat(LOG.last()).contains("?").doesNotContain("drop");
        assertUnharmed();
    }

    /** A value that is no JSON path is an error of the server, and that is fine: it took it for a value. */
    private static void runs(SelectionQuery<?> query) {
        try {
            query.getResultList();
        } catch (HibernateException e) {
            assertThat(e.getMessage())
                    .containsAnyOf(
                            "jsonpath",
                            "array length",
                            "path element",
                            "invalid input",
                            "invalid concatenation",
                            "does not fit",
                            "tsquery",
                            "ltree",
                            "lquery",
                            "does not exist", // no range, or none of the path
                            "not unique");
        }
    }

    private static void assertUnharmed() {
        long books =
                factory.fromSession(session -> session.createSelectionQuery("select count(*) from Book", Long.class)
                        .getSingleResult());
        assertThat(books).isEqualTo(1);
    }

    @Test
    void everyFunctionIsTried() {
        assertThat(names(calls())).containsAll(Functions.inExpressions(factory));
        assertThat(names(rowCalls())).containsAll(Functions.inFrom(factory));
    }

    private static Stream<String> names(Stream<String> calls) {
        return calls.map(call -> call.substring(0, call.indexOf('(')));
    }
}
