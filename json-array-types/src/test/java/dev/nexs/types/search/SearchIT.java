package dev.nexs.types.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.FullText;
import dev.nexs.types.FullTextIndex;
import dev.nexs.types.GinIndex;
import dev.nexs.types.GinOps;
import dev.nexs.types.GistIndex;
import dev.nexs.types.PgRanges;
import dev.nexs.types.PgTexts;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.SqlLog;
import io.hypersistence.utils.hibernate.type.basic.PostgreSQLLTreeType;
import io.hypersistence.utils.hibernate.type.range.PostgreSQLRangeType;
import io.hypersistence.utils.hibernate.type.range.Range;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Type;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Full text, similar texts, trees and ranges: what is found, and which index finds it, also with generic plans. */
@PostgresServer
class SearchIT {

    @Entity(name = "Article")
    @FullTextIndex(columns = {"title", "body"})
    @FullTextIndex(columns = "title", configuration = "simple", name = "Article Titles")
    @GinIndex(columns = "title", ops = GinOps.TRIGRAM)
    @GistIndex(columns = "path")
    @GistIndex(columns = "slots")
    static class Article {
        @Id
        long id;

        String title;

        String body;

        @Type(PostgreSQLLTreeType.class)
        @Column(columnDefinition = "ltree")
        String path;

        @Type(PostgreSQLRangeType.class)
        @Column(columnDefinition = "int4range")
        Range<Integer> slots;
    }

    private static final SqlLog LOG = new SqlLog();

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        node.execute("create extension if not exists pg_trgm; create extension if not exists ltree");
        factory = Databases.factory(node, Map.of("hibernate.session_factory.statement_inspector", LOG), Article.class);
        node.execute(
                "insert into Article(id, title, body, path, slots) select i, 'Number ' || i || ' of ' || md5(i::text),"
                        + " case i when 7 then 'The quick brown foxes were jumping' end,"
                        + " ('Top.L' || i % 50 || '.N' || i)::ltree, int4range(i * 10, i * 10 + 5)"
                        + " from generate_series(1, 4000) i");
        node.execute("vacuum analyze Article");
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @Test
    void wordsAreFoundByTheIndexOfTheSameTexts() throws SQLException {
        String hql = "select a.id from Article a where fulltext_matches("
                + "fulltext_document('english', a.title, a.body), websearch_to_tsquery('english', :words))";
        assertThat(found(hql, "words", "\"quick brown\" fox -lazy")).containsExactly(7L);
        assertUsed("article_title_body_english_gin", hql, "words", "fox");
        String simple = "select a.id from Article a where fulltext_matches("
                + "fulltext_document('simple', a.title), plainto_tsquery('simple', :words))";
        assertThat(found(simple, "words", "number 12")).containsExactly(12L);
        assertUsed("Article Titles", simple, "words", "12");
        assertThat(criteria((builder, article) ->
                        FullText.matches(builder, "english", "foxes jump", article.get("title"), article.get("body"))))
                .containsExactly(7L);
    }

    @Test
    void resultsAreRankedAndShown() {
        factory.inSession(session -> {
            assertThat(session.createSelectionQuery(
                                    "select ts_headline('english', a.body, websearch_to_tsquery('english', :words))"
                                            + " from Article a where a.id = 7",
                                    String.class)
                            .setParameter("words", "jump")
                            .getSingleResult())
                    .contains("<b>jumping</b>");
            assertThat(session.createSelectionQuery(
                                    "select a.id from Article a order by ts_rank("
                                            + "fulltext_document('english', a.title, a.body),"
                                            + " websearch_to_tsquery('english', :words)) desc limit 1",
                                    Long.class)
                            .setParameter("words", "fox")
                            .getSingleResult())
                    .isEqualTo(7L);
            var builder = session.getCriteriaBuilder();
            var query = builder.createQuery(Object[].class);
            var article = query.from(Article.class);
            query.multiselect(
                            FullText.rank(builder, "english", "fox", article.get("title"), article.get("body")),
                            FullText.headline(builder, "english", "fox", article.get("body")))
                    .where(builder.equal(article.get("id"), 7L));
            Object[] row = session.createSelectionQuery(query).getSingleResult();
            assertThat((Float) row[0]).isPositive();
            assertThat((String) row[1]).contains("<b>foxes</b>");
        });
    }

    @Test
    void aConfigurationThatIsNoLiteralIsRefused() {
        assertThatThrownBy(() -> found(
                        "select a.id from Article a where fulltext_matches("
                                + "fulltext_document(:words, a.title), websearch_to_tsquery('english', 'x'))",
                        "words",
                        "english"))
                .hasStackTraceContaining("literal, such as 'english'");
    }

    @Test
    void similarTextsAreFoundByTheirTrigrams() throws SQLException {
        String title = factory.fromSession(session -> session.find(Article.class, 9L).title);
        String hql = "select a.id from Article a where trigram_similar(a.title, :title)"
                + " order by similarity(a.title, :title) desc limit 1";
        assertThat(found(hql, "title", title.replace('e', 'x'))).containsExactly(9L);
        assertUsed(
                "article_title_gin_trgm_ops",
                "select a.id from Article a where trigram_similar(a.title, :title)",
                "title",
                title);
        assertThat(criteria((builder, article) -> PgTexts.similar(builder, article.get("title"), title)))
                .contains(9L);
    }

    @Test
    void treesAreWalkedByTheIndex() throws SQLException {
        String below = "select a.id from Article a where ltree_descendant_of(a.path, :path)";
        assertThat(found(below, "path", "Top.L3")).hasSize(80).contains(53L);
        assertUsed("article_path_gist", below, "path", "Top.L3.N53");
        String above = "select a.id from Article a where ltree_ancestor_of(a.path, :path)";
        assertThat(found(above, "path", "Top.L3.N53.More")).containsExactly(53L);
        String like = "select a.id from Article a where ltree_matches(a.path, :path) and ltree_level(a.path) = 3";
        assertThat(found(like, "path", "Top.*.N53")).containsExactly(53L);
        assertUsed(
                "article_path_gist",
                "select a.id from Article a where ltree_matches(a.path, :path)",
                "path",
                "Top.L3.N53");
        assertThat(criteria((builder, article) -> PgTexts.descendantOf(builder, article.get("path"), "Top.L3.N53")))
                .containsExactly(53L);
    }

    @Test
    void rangesAreFoundByTheIndex() throws SQLException {
        String overlaps = "select a.id from Article a where range_overlaps(a.slots, :slots)";
        Range<Integer> slots = Range.closedOpen(101, 112);
        assertThat(found(overlaps, "slots", slots)).containsExactlyInAnyOrder(10L, 11L);
        assertUsed("article_slots_gist", overlaps, "slots", slots);
        String contains = "select a.id from Article a where range_contains_element(a.slots, :slots)";
        assertThat(found(contains, "slots", 103)).containsExactly(10L);
        assertUsed("article_slots_gist", contains, "slots", 103);
        assertThat(found(
                        "select a.id from Article a where range_before(a.slots, :slots)",
                        "slots",
                        Range.closed(20, 21)))
                .containsExactly(1L);
        for (Map.Entry<String, Range<Integer>> call : Map.of(
                        "range_contains", Range.closedOpen(101, 103),
                        "range_contained_by", Range.closedOpen(99, 109),
                        "range_adjacent", Range.closedOpen(105, 109))
                .entrySet()) {
            assertThat(found(
                            "select a.id from Article a where " + call.getKey() + "(a.slots, :slots)",
                            "slots",
                            call.getValue()))
                    .as(call.getKey())
                    .containsExactly(10L);
        }
        assertThat(criteria((builder, article) -> PgRanges.overlaps(builder, article.get("slots"), slots)))
                .containsExactlyInAnyOrder(10L, 11L);
        assertThat(criteria((builder, article) -> PgRanges.containsElement(builder, article.get("slots"), 103)))
                .containsExactly(10L);
    }

    private static List<Long> found(String hql, String parameter, Object value) {
        return factory.fromSession(session -> session.createSelectionQuery(hql, Long.class)
                .setParameter(parameter, value)
                .getResultList());
    }

    private static List<Long> criteria(BiFunction<CriteriaBuilder, Root<Article>, Predicate> condition) {
        return factory.fromSession(session -> {
            var builder = session.getCriteriaBuilder();
            var query = builder.createQuery(Article.class);
            var article = query.from(Article.class);
            query.where(condition.apply(builder, article));
            return session.createSelectionQuery(query)
                    .getResultStream()
                    .map(each -> each.id)
                    .toList();
        });
    }

    /** By a generic plan: the statement of the query is prepared with its parameters unknown. */
    private static void assertUsed(String index, String hql, String parameter, Object value) throws SQLException {
        LOG.clear();
        found(hql, parameter, value);
        String sql = LOG.last();
        StringBuilder prepared = new StringBuilder();
        int parameters = 0;
        for (int i = 0; i < sql.length(); i++) {
            if (sql.charAt(i) == '?') {
                prepared.append('$').append(++parameters);
            } else {
                prepared.append(sql.charAt(i));
            }
        }
        assertThat(parameters).as(sql).isPositive();
        StringBuilder plan = new StringBuilder();
        try (Connection connection = node.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set plan_cache_mode = force_generic_plan; set enable_seqscan = off");
            statement.execute("prepare q as " + prepared);
            String nulls = String.join(",", java.util.Collections.nCopies(parameters, "null"));
            try (ResultSet rows = statement.executeQuery("explain execute q(" + nulls + ")")) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
        }
        assertThat(plan.toString()).as(sql).contains(index);
    }
}
