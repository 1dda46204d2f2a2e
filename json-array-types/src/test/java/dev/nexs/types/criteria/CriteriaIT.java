package dev.nexs.types.criteria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.Jsonb;
import dev.nexs.types.PgArrays;
import dev.nexs.types.criteria.Film.Facts;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.SqlLog;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaUpdate;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import jakarta.persistence.metamodel.SingularAttribute;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.query.restriction.Restriction;
import org.hibernate.query.specification.SelectionSpecification;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

@PostgresServer
class CriteriaIT {

    private static final SqlLog LOG = new SqlLog();

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        factory = Databases.factory(node, Map.of("hibernate.session_factory.statement_inspector", LOG), Film.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void films() {
        node.execute("delete from Film");
        factory.inTransaction(session -> {
            session.persist(new Film(
                    1, new Facts("Ran", 1985, List.of("Nakadai")), List.of("war", "epic"), new int[][] {{1, 2}, {3, 4}
                    }));
            session.persist(new Film(2, new Facts("M", 1931, List.of("Lorre")), List.of("noir"), new int[][] {{9}}));
        });
    }

    private interface Condition extends BiFunction<CriteriaBuilder, Root<Film>, Predicate> {}

    private static Arguments condition(String operator, Condition condition) {
        return Arguments.of(operator, Named.of(operator, condition));
    }

    static Stream<Arguments> conditions() {
        return Stream.of(
                condition("@>", (b, f) -> Jsonb.contains(b, f.get("facts"), Map.of("title", "Ran"))),
                condition("@>", (b, f) -> Jsonb.contains(b, f.get("facts"), "{\"year\": 1985}")),
                condition(
                        "<@",
                        (b, f) -> Jsonb.containedBy(b, Jsonb.pathGet(b, f.get("facts"), "cast"), "[\"Nakadai\"]")),
                condition(
                        "??|",
                        (b, f) -> b.and(Jsonb.hasAnyKey(b, f.get("facts"), "x", "title"), b.equal(f.get("id"), 1))),
                condition(
                        "??&",
                        (b, f) -> b.and(Jsonb.hasAllKeys(b, f.get("facts"), "year", "title"), b.equal(f.get("id"), 1))),
                condition("??", (b, f) -> b.and(Jsonb.hasKey(b, f.get("facts"), "title"), b.equal(f.get("id"), 1))),
                condition("@??", (b, f) -> Jsonb.pathExists(b, f.get("facts"), "$.year ? (@ > 1950)")),
                condition("@@", (b, f) -> Jsonb.pathMatch(b, f.get("facts"), "$.year > 1950")),
                condition("->>", (b, f) -> b.equal(Jsonb.getText(b, f.get("facts"), "title"), "Ran")),
                condition("->", (b, f) -> b.equal(Jsonb.get(b, f.get("facts"), "title"), Jsonb.text(b, "Ran"))),
                condition("#>>", (b, f) -> b.equal(Jsonb.pathGetText(b, f.get("facts"), "cast", "0"), "Nakadai")),
                condition(
                        "->>", (b, f) -> b.equal(Jsonb.getText(b, Jsonb.get(b, f.get("facts"), "cast"), 0), "Nakadai")),
                condition(
                        "jsonb_typeof",
                        (b, f) -> b.and(b.equal(Jsonb.typeOf(b, f.get("facts")), "object"), b.equal(f.get("id"), 1))),
                condition(
                        "jsonb_path_query_first",
                        (b, f) -> b.equal(
                                Jsonb.typeOf(b, Jsonb.pathQueryFirst(b, f.get("facts"), "$.year ? (@ > 1950)")),
                                "number")),
                condition(
                        "jsonb_path_query_array",
                        (b, f) -> b.equal(
                                Jsonb.arrayLength(b, Jsonb.pathQueryArray(b, f.get("facts"), "$.year ? (@ > 1950)")),
                                1)),
                condition("=any", (b, f) -> PgArrays.any(b, "war", f.get("tags"))),
                condition("=any", (b, f) -> PgArrays.any(b, 4, f.get("seats"))),
                condition("=all", (b, f) -> b.not(PgArrays.all(b, 9, f.get("seats")))),
                condition("@>", (b, f) -> PgArrays.contains(b, f.get("tags"), "epic")),
                condition("@>", (b, f) -> PgArrays.includes(b, f.<List<String>>get("tags"), List.of("epic", "war"))),
                condition("&&", (b, f) -> PgArrays.overlaps(b, f.<List<String>>get("tags"), List.of("epic", "x"))),
                condition(
                        "<@",
                        (b, f) -> PgArrays.containedBy(b, f.<List<String>>get("tags"), List.of("epic", "war", "x"))),
                condition(
                        "array_ndims",
                        (b, f) -> b.and(
                                b.equal(PgArrays.ndims(b, f.get("seats")), 2),
                                b.equal(PgArrays.upper(b, f.get("seats"), 1), 2),
                                b.equal(PgArrays.lower(b, f.get("seats"), 1), 1))),
                condition("cardinality", (b, f) -> b.equal(PgArrays.cardinality(b, f.get("seats")), 4)),
                condition("array_dims", (b, f) -> b.equal(PgArrays.dims(b, f.get("seats")), "[1:2][1:2]")));
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void aConditionIsRenderedAsItsOperator(String operator, Condition condition) {
        List<Film> films = factory.fromSession(session -> {
            var builder = session.getCriteriaBuilder();
            var query = builder.createQuery(Film.class);
            Root<Film> film = query.from(Film.class);
            query.where(condition.apply(builder, film));
            return session.createSelectionQuery(query).getResultList();
        });
        assertThat(films).extracting(film -> film.id).containsExactly(1L);
        assertThat(LOG.last()).contains(operator).contains("?").doesNotContain("Nakadai", "'war'", "1985");
    }

    private interface Change {
        Expression<Facts> apply(CriteriaBuilder builder, Expression<Facts> facts);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of(
                        (Change) (b, f) -> Jsonb.set(b, f, 2000, "year"), new Facts("Ran", 2000, List.of("Nakadai"))),
                Arguments.of(
                        (Change) (b, f) -> Jsonb.set(b, f, Jsonb.text(b, "O'Ran\""), "title"),
                        new Facts("O'Ran\"", 1985, List.of("Nakadai"))),
                Arguments.of(
                        (Change) (b, f) -> Jsonb.append(b, f, "\"Terao\"", "cast"),
                        new Facts("Ran", 1985, List.of("Nakadai", "Terao"))),
                Arguments.of(
                        (Change) (b, f) -> Jsonb.insert(b, f, "\"Terao\"", "cast", "0"),
                        new Facts("Ran", 1985, List.of("Terao", "Nakadai"))),
                Arguments.of(
                        (Change) (b, f) -> Jsonb.merge(b, f, Map.of("year", 1, "title", "T")),
                        new Facts("T", 1, List.of("Nakadai"))),
                Arguments.of((Change) (b, f) -> Jsonb.delete(b, f, "cast", "0"), new Facts("Ran", 1985, List.of())),
                Arguments.of(
                        (Change) (b, f) -> Jsonb.deleteKey(b, f, "title"), new Facts(null, 1985, List.of("Nakadai"))),
                Arguments.of((Change) (b, f) -> Jsonb.deleteKeys(b, f, "title", "cast"), new Facts(null, 1985, null)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void anUpdateChangesPartOfADocumentWithoutReadingIt(Change change, Facts expected) {
        factory.inTransaction(session -> {
            CriteriaBuilder builder = session.getCriteriaBuilder();
            CriteriaUpdate<Film> update = builder.createCriteriaUpdate(Film.class);
            Root<Film> film = update.from(Film.class);
            update.set(film.<Facts>get("facts"), change.apply(builder, film.get("facts")));
            update.where(builder.equal(film.get("id"), 1));
            session.createMutationQuery(update).executeUpdate();
            assertThat(session.find(Film.class, 1L).facts).isEqualTo(expected);
        });
    }

    @Test
    void restrictionsCombineAndNegate() {
        SingularAttribute<? super Film, ?> facts =
                factory.getMetamodel().entity(Film.class).getSingularAttribute("facts");
        @SuppressWarnings("unchecked")
        SingularAttribute<? super Film, List<String>> tags = (SingularAttribute<? super Film, List<String>>)
                factory.getMetamodel().entity(Film.class).getSingularAttribute("tags");
        Restriction<Film> ran = Jsonb.contains(facts, Map.of("title", "Ran"));
        assertThat(ids(ran.and(PgArrays.contains(tags, "epic")))).containsExactly(1L);
        assertThat(ids(ran.negated())).containsExactly(2L);
        assertThat(ids(Jsonb.pathMatch(facts, "$.year < 1950"))).containsExactly(2L);
        assertThat(ids(PgArrays.overlaps(tags, List.of("noir")))).containsExactly(2L);
    }

    private static List<Long> ids(Restriction<Film> restriction) {
        return factory.fromSession(session -> SelectionSpecification.create(Film.class)
                .restrict(restriction)
                .createQuery(session)
                .getResultStream()
                .map(film -> film.id)
                .toList());
    }

    @Test
    void aggregatesAreSelected() {
        JsonNode titles = factory.fromSession(session -> {
            var builder = session.getCriteriaBuilder();
            var query = builder.createQuery(JsonNode.class);
            Root<Film> film = query.from(Film.class);
            query.select(Jsonb.agg(builder, Jsonb.getText(builder, film.get("facts"), "title")));
            return session.createSelectionQuery(query).getSingleResult();
        });
        assertThat(titles).hasSize(2);
    }

    @Test
    void aStringThatIsNoJsonIsRefused() {
        assertThatThrownBy(() -> factory.inSession(session -> {
                    var builder = session.getCriteriaBuilder();
                    Jsonb.contains(
                            builder,
                            builder.createQuery(Film.class).from(Film.class).get("facts"),
                            "Ran");
                }))
                .hasMessageContaining("JSON text")
                .hasMessageContaining("Jsonb.text");
    }
}
