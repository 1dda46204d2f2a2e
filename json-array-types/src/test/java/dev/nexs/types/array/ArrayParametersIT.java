package dev.nexs.types.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.ArrayColumn;
import dev.nexs.types.ArrayValueException;
import dev.nexs.types.EnumStyle;
import dev.nexs.types.PgArrays;
import dev.nexs.types.support.Databases;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Root;
import java.time.LocalDate;
import java.util.List;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A parameter beside an array attribute is of that attribute's type, not of what its class suggests. */
@PostgresServer
class ArrayParametersIT {

    @NamedQuery(name = "Diary.byMood", query = "from Diary d where array_contains(d.named, :p)")
    @NamedQuery(name = "Diary.byGrid", query = "from Diary d where array_includes(d.grid, :p)")
    @Entity(name = "Diary")
    static class Diary {
        @Id
        long id;

        @ArrayColumn
        Sheet.Mood[] named = {Sheet.Mood.BAD};

        @ArrayColumn(enums = EnumStyle.ORDINAL)
        List<Sheet.Mood> counted = List.of(Sheet.Mood.BAD);

        @ArrayColumn(enums = EnumStyle.NATIVE)
        Sheet.Mood[] typed = {Sheet.Mood.BAD};

        @ArrayColumn
        int[][] grid = {{1, 2}, {3, 4}};

        @ArrayColumn
        List<String> tags = List.of("a", "b");

        @ArrayColumn
        LocalDate[] days = {};
    }

    private static SessionFactory factory;

    @BeforeAll
    static void start(Node node) {
        factory = Databases.factory(node, Diary.class);
        factory.inTransaction(session -> session.persist(new Diary()));
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    /** They are interpreted while the factory is built. */
    @Test
    void parametersOfNamedQueriesDoSoToo() {
        factory.inSession(session -> {
            assertThat(session.createNamedSelectionQuery("Diary.byMood", Diary.class)
                            .setParameter("p", Sheet.Mood.BAD)
                            .getResultList())
                    .hasSize(1);
            assertThat(session.createNamedSelectionQuery("Diary.byGrid", Diary.class)
                            .setParameter("p", new int[][] {{1, 2}})
                            .getResultList())
                    .hasSize(1);
        });
    }

    private static int count(String condition, @Nullable Object value) {
        return factory.fromSession(
                session -> session.createSelectionQuery("from Diary d where " + condition, Diary.class)
                        .setParameter("p", value)
                        .getResultList()
                        .size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"named", "counted", "typed"})
    void anElementIsOfTheArraysType(String attribute) {
        assertThat(count("array_contains(d." + attribute + ", :p)", Sheet.Mood.BAD))
                .isOne();
        assertThat(count("array_contains(d." + attribute + ", :p)", Sheet.Mood.GOOD))
                .isZero();
        assertThat(count("array_any(:p, d." + attribute + ")", Sheet.Mood.BAD)).isOne();
        assertThat(count("array_position(d." + attribute + ", :p) = 1", Sheet.Mood.BAD))
                .isOne();
        assertThat(contains(attribute, Sheet.Mood.BAD)).isOne();
        assertThat(contains(attribute, Sheet.Mood.GOOD)).isZero();
    }

    private static int contains(String attribute, Object element) {
        return factory.fromSession(session -> {
            CriteriaBuilder builder = session.getCriteriaBuilder();
            CriteriaQuery<Diary> query = builder.createQuery(Diary.class);
            Root<Diary> diary = query.from(Diary.class);
            query.where(PgArrays.contains(builder, diary.get(attribute), element));
            return session.createSelectionQuery(query).getResultList().size();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"named", "typed"})
    void anArrayIsOfTheArraysType(String attribute) {
        Sheet.Mood[] both = {Sheet.Mood.GOOD, Sheet.Mood.BAD};
        assertThat(count("array_overlaps(d." + attribute + ", :p)", both)).isOne();
        assertThat(count("array_contained_by(d." + attribute + ", :p)", both)).isOne();
        assertThat(count("array_includes(d." + attribute + ", :p)", both)).isZero();
    }

    @Test
    void anArrayOfMoreDimensionsIsTaken() {
        assertThat(count("array_contained_by(d.grid, :p)", new int[][] {{4, 3}, {2, 1}}))
                .isOne();
        assertThat(count("array_contained_by(:p, d.grid)", new int[][] {{4}})).isOne();
        assertThat(count("array_overlaps(d.grid, :p)", new int[][] {{9}})).isZero();
    }

    @Test
    void nullFindsNothing() {
        assertThat(count("array_overlaps(d.tags, :p)", null)).isZero();
        assertThat(count("array_any(:p, d.tags)", null)).isZero();
    }

    @Test
    void whatThePlatformCanHoldAndPostgresqlCannotIsRefusedByName() {
        assertThatThrownBy(() -> factory.inTransaction(session -> {
                    Diary diary = session.find(Diary.class, 0L);
                    diary.tags = List.of("a\u0000");
                }))
                .isInstanceOf(ArrayValueException.class)
                .hasMessageContainingAll("Diary.tags", "U+0000");
        assertThatThrownBy(() -> factory.inTransaction(session -> {
                    Diary diary = session.find(Diary.class, 0L);
                    diary.days = new LocalDate[] {LocalDate.of(-43, 3, 15)};
                }))
                .isInstanceOf(ArrayValueException.class)
                .hasMessageContainingAll("Diary.days", "-0043-03-15", "1 to 9999");
    }
}
