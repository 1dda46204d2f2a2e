package dev.nexs.types.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.SqlLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.query.SelectionQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plan that PostgreSQL makes of the very statement that Hibernate sends. */
@PostgresServer
class IndexUseIT {

    private static final SqlLog LOG = new SqlLog();

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void books(Node server) {
        node = server;
        factory = Databases.factory(node, Map.of("hibernate.session_factory.statement_inspector", LOG), Book.class);
        node.execute(
                "insert into Book(id, title, doc, tags, rating) select i, 'b' || i,"
                        + " jsonb_build_object('n', i, 'k' || i, true, 'lang', 'l' || i),"
                        + " array['t' || i, 'u' || i], i % 5 from generate_series(1, 5000) i",
                "create index book_doc on Book using gin (doc)",
                "create index book_doc_path on Book using gin (doc jsonb_path_ops)",
                "create index book_tags on Book using gin (tags)",
                "create index book_lang on Book ((doc ->> 'lang'))",
                "create index book_deep on Book ((doc #>> '{a,b}'))",
                "analyze Book");
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jsonb_contains(b.doc, '{"n":7}')             | book_doc
            jsonb_has_key(b.doc, 'k7')                   | book_doc
            jsonb_has_any_key(b.doc, 'k7', 'k8')         | book_doc
            jsonb_has_all_keys(b.doc, 'k7', 'n')         | book_doc
            jsonb_path_exists(b.doc, '$.n ? (@ == 7)')   | book_doc
            jsonb_path_match(b.doc, '$.n == 7')          | book_doc
            jsonb_get_text(b.doc, 'lang') = 'l7'         | book_lang
            jsonb_path_get_text(b.doc, 'a', 'b') = 'x'   | book_deep
            array_contains(b.tags, 't7')                 | book_tags
            array_overlaps(b.tags, array('t7', 't8'))    | book_tags
            array_contained_by(b.tags, array('t7','u7')) | book_tags
            array_any(b.id, array(7, 8))                 | book_pkey
            """)
    void theStatementIsAnsweredByTheIndex(String predicate, String index) throws SQLException {
        String hql = "select b.id from Book b where " + predicate;
        factory.inSession(
                session -> session.createSelectionQuery(hql, Long.class).getResultList());
        assertThat(explain(LOG.last())).as(LOG.last()).contains(index);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jsonb_contains(b.doc, :p)             | {"n":7}          | book_doc
            jsonb_has_key(b.doc, :p)              | k7               | book_doc
            jsonb_has_any_key(b.doc, :p, 'x')     | k7               | book_doc
            jsonb_has_all_keys(b.doc, :p, 'n')    | k7               | book_doc
            jsonb_path_exists(b.doc, :p)          | $.n ? (@ == 7)   | book_doc
            jsonb_path_match(b.doc, :p)           | $.n == 7         | book_doc
            jsonb_get_text(b.doc, 'lang') = :p    | l7               | book_lang
            """)
    void theStatementWithAParameterIsAnsweredByTheIndex(String predicate, String value, String index)
            throws SQLException {
        factory.inSession(session -> {
            SelectionQuery<Long> query =
                    session.createSelectionQuery("select b.id from Book b where " + predicate, Long.class);
            assertThat(query.setParameter("p", value).getResultList()).contains(7L);
        });
        assertThat(explain(LOG.last(), value)).as(LOG.last()).contains(index);
    }

    @Test
    void theFunctionFormThatWeAvoidIsNotAnsweredByTheIndex() throws SQLException {
        assertThat(explain("select id from Book where jsonb_exists(doc, 'k7')")).contains("Seq Scan");
    }

    private static String explain(String sql, String... parameters) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = node.connect();
                PreparedStatement statement = connection.prepareStatement("explain " + sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}
