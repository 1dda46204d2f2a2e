package dev.nexs.types.other;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.MultirangeColumn;
import dev.nexs.types.MultirangeKind;
import dev.nexs.types.support.Databases;
import io.hypersistence.utils.hibernate.type.range.PostgreSQLRangeType;
import io.hypersistence.utils.hibernate.type.range.Range;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Type;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every kind of range and of multirange. */
@PostgresServer
class RangesIT {

    private static final LocalDate DAY = LocalDate.of(2024, 2, 28);
    private static final LocalDateTime NOON = DAY.atTime(12, 0);
    private static final ZonedDateTime ZONED = NOON.atZone(ZoneOffset.UTC);

    @Entity(name = "Single")
    static class Single {
        @Id
        long id;

        @Type(PostgreSQLRangeType.class)
        @Column(columnDefinition = "int8range")
        Range<Long> longs;

        @Type(PostgreSQLRangeType.class)
        @Column(columnDefinition = "numrange")
        Range<BigDecimal> numbers;

        @Type(PostgreSQLRangeType.class)
        @Column(columnDefinition = "daterange")
        Range<LocalDate> days;

        @Type(PostgreSQLRangeType.class)
        @Column(columnDefinition = "tsrange")
        Range<LocalDateTime> times;

        @Type(PostgreSQLRangeType.class)
        @Column(columnDefinition = "tstzrange")
        Range<ZonedDateTime> moments;
    }

    @Entity(name = "Multiple")
    static class Multiple {
        @Id
        long id;

        @MultirangeColumn(MultirangeKind.INT4)
        @Column(columnDefinition = "int4multirange")
        List<Range<Integer>> ints;

        @MultirangeColumn(MultirangeKind.INT8)
        @Column(columnDefinition = "int8multirange")
        List<Range<Long>> longs;

        @MultirangeColumn(MultirangeKind.NUM)
        @Column(columnDefinition = "nummultirange")
        List<Range<BigDecimal>> numbers;

        @MultirangeColumn(MultirangeKind.DATE)
        @Column(columnDefinition = "datemultirange")
        List<Range<LocalDate>> days;

        @MultirangeColumn(MultirangeKind.TS)
        @Column(columnDefinition = "tsmultirange")
        List<Range<LocalDateTime>> times;

        @MultirangeColumn(MultirangeKind.TSTZ)
        @Column(columnDefinition = "tstzmultirange")
        List<Range<ZonedDateTime>> moments;
    }

    private static SessionFactory factory;

    @BeforeAll
    static void start(Node node) {
        factory = Databases.factory(node, Single.class, Multiple.class);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @BeforeEach
    void empty() {
        factory.inTransaction(session -> {
            session.createMutationQuery("delete from Single").executeUpdate();
            session.createMutationQuery("delete from Multiple").executeUpdate();
        });
    }

    @Test
    void rangesOfEveryKindComeBack() {
        Single single = new Single();
        single.id = 1;
        single.longs = Range.closedOpen(1L, 1L << 40);
        single.numbers = Range.open(new BigDecimal("1.5"), new BigDecimal("2.5"));
        single.days = Range.closedOpen(DAY, DAY.plusDays(2));
        single.times = Range.closedInfinite(NOON);
        single.moments = Range.infiniteOpen(ZONED);
        factory.inTransaction(session -> session.persist(single));

        factory.inSession(session -> {
            Single read = session.find(Single.class, 1L);
            assertThat(read.longs).isEqualTo(single.longs);
            assertThat(read.numbers).isEqualTo(single.numbers);
            assertThat(read.days).isEqualTo(single.days);
            assertThat(read.times).isEqualTo(single.times);
            assertThat(read.moments.upper().toInstant()).isEqualTo(ZONED.toInstant());
            assertThat(read.moments.hasLowerBound()).isFalse();
        });
    }

    @Test
    void multirangesOfEveryKindComeBack() {
        Multiple multiple = new Multiple();
        multiple.id = 1;
        multiple.ints = List.of(Range.closedOpen(1, 3), Range.closedInfinite(5));
        multiple.longs = List.of(Range.closedOpen(1L, 1L << 40));
        multiple.numbers = List.of(Range.open(new BigDecimal("1.5"), new BigDecimal("2.5")));
        multiple.days = List.of(Range.infiniteOpen(DAY), Range.closedOpen(DAY.plusDays(1), DAY.plusDays(2)));
        multiple.times = List.of(Range.open(NOON, NOON.plusHours(1)));
        multiple.moments = List.of(Range.closedOpen(ZONED, ZONED.plusHours(1)));
        factory.inTransaction(session -> session.persist(multiple));

        factory.inSession(session -> {
            Multiple read = session.find(Multiple.class, 1L);
            assertThat(read.ints).isEqualTo(multiple.ints);
            assertThat(read.longs).isEqualTo(multiple.longs);
            assertThat(read.numbers).isEqualTo(multiple.numbers);
            assertThat(read.days).isEqualTo(multiple.days);
            assertThat(read.times).isEqualTo(multiple.times);
            assertThat(read.moments).singleElement().satisfies(range -> {
                assertThat(range.lower().toInstant()).isEqualTo(ZONED.toInstant());
                assertThat(range.upper().toInstant())
                        .isEqualTo(ZONED.plusHours(1).toInstant());
            });
        });
    }

    @Test
    void anEmptyMultirangeIsNotNull() {
        Multiple multiple = new Multiple();
        multiple.id = 1;
        multiple.ints = new ArrayList<>();
        factory.inTransaction(session -> session.persist(multiple));

        factory.inSession(session -> {
            Multiple read = session.find(Multiple.class, 1L);
            assertThat(read.ints).isEmpty();
            assertThat(read.longs).isNull();
        });
    }
}
