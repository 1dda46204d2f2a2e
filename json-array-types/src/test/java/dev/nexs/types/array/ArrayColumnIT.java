package dev.nexs.types.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.ArrayValueException;
import dev.nexs.types.support.Databases;
import dev.nexs.types.support.SqlLog;
import java.math.BigDecimal;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

@PostgresServer
class ArrayColumnIT {

    private static final SqlLog LOG = new SqlLog();

    private static SessionFactory factory;
    private static Node node;

    @BeforeAll
    static void start(Node server) {
        node = server;
        factory = Databases.factory(node, Map.of("hibernate.session_factory.statement_inspector", LOG), Sheet.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void oneSheet() {
        node.execute("delete from Sheet");
        factory.inTransaction(session -> session.persist(full()));
        LOG.clear();
    }

    private static Sheet full() {
        Sheet sheet = new Sheet();
        sheet.id = 1;
        sheet.ints = new int[] {1, 2, 3};
        sheet.matrix = new int[][] {{1, 2}, {3, 4}};
        sheet.cube = new Long[][][] {{{1L, null}}, {{3L, Long.MIN_VALUE}}};
        sheet.shorts = new short[][] {{1}, {-2}};
        sheet.doubles = new double[][] {{1.5, Double.NaN}, {-0.1, Double.POSITIVE_INFINITY}};
        sheet.floats = new Float[] {1.5f, null};
        sheet.flags = new boolean[][] {{true, false}};
        sheet.grid = new ArrayList<>(
                List.of(new ArrayList<>(Arrays.asList("a\"b", null)), new ArrayList<>(List.of("{,}\\ ", "NULL"))));
        sheet.tags = new LinkedHashSet<>(List.of("x", "", "ü"));
        sheet.uuids = new ArrayList<>(List.of(new UUID[][] {{UUID.randomUUID(), null}}));
        sheet.amounts = new BigDecimal[][] {{new BigDecimal("1.2345"), new BigDecimal("1E+3")}};
        sheet.instants = new ArrayList<>(List.of(Instant.parse("2020-01-02T03:04:05.123456Z"), Instant.EPOCH));
        sheet.offsets = new OffsetDateTime[][] {{OffsetDateTime.of(2020, 1, 2, 3, 4, 5, 6000, ZoneOffset.UTC)}};
        sheet.dates = new LocalDate[][] {{LocalDate.of(2020, 2, 29), null}};
        sheet.times = new ArrayList<>(List.of(LocalTime.of(1, 2, 3, 456789000)));
        sheet.timestamps = new LocalDateTime[] {LocalDateTime.of(2020, 3, 29, 2, 30)};
        sheet.byName = new Sheet.Mood[][] {{Sheet.Mood.GOOD, null}};
        sheet.byOrdinal = new ArrayList<>(List.of(new ArrayList<>(List.of(Sheet.Mood.BAD))));
        sheet.moods = new Sheet.Mood[][] {{Sheet.Mood.BAD}, {Sheet.Mood.GOOD}};
        return sheet;
    }

    @Test
    void everyElementTypeComesBackInTextTransfer() {
        Sheet expected = full();
        factory.inTransaction(session -> expected.uuids = session.find(Sheet.class, 1L).uuids);
        assertReadable(factory, expected);
    }

    @Test
    void everyElementTypeComesBackInBinaryTransfer() {
        PGSimpleDataSource binary = (PGSimpleDataSource) node.dataSource();
        binary.setPrepareThreshold(-1);
        Sheet expected = full();
        factory.inTransaction(session -> expected.uuids = session.find(Sheet.class, 1L).uuids);
        try (SessionFactory forced = Databases.factory(
                node,
                Map.of("hibernate.connection.datasource", binary, "hibernate.hbm2ddl.auto", "validate"),
                Sheet.class)) {
            assertReadable(forced, expected);
        }
    }

    /** The driver tells the server the zone of the machine, in which the server then writes its text. */
    @Test
    void offsetsAreThoseOfUtcWhereverTheProgramRuns() {
        factory.inTransaction(session -> {
            session.doWork(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set local time zone 'Asia/Kathmandu'");
                }
            });
            assertThat(session.find(Sheet.class, 1L).offsets).isDeepEqualTo(full().offsets);
        });
    }

    private static void assertReadable(SessionFactory factory, Sheet expected) {
        factory.inSession(session -> assertThat(session.find(Sheet.class, 1L))
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .withComparatorForType(Double::compare, Double.class)
                .isEqualTo(expected));
    }

    @Test
    void aFlushWithoutAChangeSendsNothing() {
        factory.inTransaction(session -> {
            Sheet sheet = session.find(Sheet.class, 1L);
            sheet.matrix = new int[][] {{1, 2}, {3, 4}};
        });
        assertThat(LOG.all()).noneMatch(sql -> sql.startsWith("update"));
    }

    static Stream<Named<Consumer<Sheet>>> changes() {
        return Stream.of(
                Named.of("an inner element", sheet -> sheet.matrix[1][0] = 9),
                Named.of("a third dimension", sheet -> sheet.cube[0][0][1] = 5L),
                Named.of("an inner list", sheet -> sheet.grid.get(0).set(1, "z")),
                Named.of("a set", sheet -> sheet.tags.add("y")),
                Named.of("a longer array", sheet -> sheet.ints = new int[] {1, 2, 3, 4}),
                Named.of("an empty array", sheet -> sheet.matrix = new int[0][]),
                Named.of("null", sheet -> sheet.matrix = null),
                Named.of("an enum", sheet -> sheet.moods[0][0] = Sheet.Mood.GOOD));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangeAtAnyDepthIsFoundAndStored(Consumer<Sheet> change) {
        Sheet expected = full();
        factory.inTransaction(session -> {
            Sheet sheet = session.find(Sheet.class, 1L);
            expected.uuids = sheet.uuids;
            change.accept(sheet);
        });
        change.accept(expected);
        assertReadable(factory, expected);
        assertThat(LOG.all()).filteredOn(sql -> sql.startsWith("update")).hasSize(1);
    }

    @Test
    void raggedRowsAreRefusedWithASentence() {
        assertRefused(sheet -> sheet.matrix = new int[][] {{1, 2}, {3}}, "have 2 and 1 elements", "rectangular");
    }

    @Test
    void aMissingRowIsRefusedWithASentence() {
        assertRefused(sheet -> sheet.matrix = new int[][] {{1, 2}, null}, "is null", "null elements");
    }

    @Test
    void emptyRowsAreRefusedWithASentence() {
        assertRefused(sheet -> sheet.matrix = new int[2][0], "are empty");
    }

    private static void assertRefused(Consumer<Sheet> change, String... parts) {
        assertThatThrownBy(() -> factory.inTransaction(session -> change.accept(session.find(Sheet.class, 1L))))
                .isInstanceOf(ArrayValueException.class)
                .hasMessageContaining("Sheet.matrix")
                .hasMessageContainingAll(parts);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '[0:1]={1,2}'      | ints   | first index is not 1
            '{{1,2},{3,4}}'    | ints   | 1 dimensions
            '{1,2}'            | matrix | 2 dimensions
            '{1,NULL}'         | ints   | NULL
            '{infinity}'       | timestamps | infinity
            """)
    void aStoredArrayThatDoesNotFitNamesTheAttribute(String array, String column, String complaint) {
        node.execute("update Sheet set " + column + " = '" + array + "'");
        assertThatThrownBy(() -> factory.inSession(session -> session.find(Sheet.class, 1L)))
                .isInstanceOf(ArrayValueException.class)
                .hasMessageContaining("Sheet." + column)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            array_contains(s.tags, 'x')
            array_includes(s.tags, array('x', 'ü'))
            array_overlaps(s.tags, array('x', 'nothing'))
            array_contained_by(s.ints, array(1, 2, 3, 4))
            array_any(3, s.matrix)
            not array_all(3, s.matrix)
            array_ndims(s.cube) = 3
            array_cardinality(s.matrix) = 4
            array_dims(s.matrix) = '[1:2][1:2]'
            array_length(s.ints) = 3
            array_get(s.ints, 2) = 2
            array_any('GOOD', s.byName)
            """)
    void functionsTakeTheAttribute(String predicate) {
        List<Long> ids = factory.fromSession(
                session -> session.createSelectionQuery("select s.id from Sheet s where " + predicate, Long.class)
                        .getResultList());
        assertThat(ids).containsExactly(1L);
    }

    @Test
    void aWholeArrayIsAParameter() {
        int[][] matrix = factory.fromSession(session -> session.createSelectionQuery(
                        "select s.matrix from Sheet s where s.matrix = :m", int[][].class)
                .setParameter("m", new int[][] {{1, 2}, {3, 4}})
                .getSingleResult());
        assertThat(matrix).isDeepEqualTo(new int[][] {{1, 2}, {3, 4}});
    }
}
