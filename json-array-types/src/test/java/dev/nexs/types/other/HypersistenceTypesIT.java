package dev.nexs.types.other;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import dev.nexs.types.MultirangeColumn;
import dev.nexs.types.MultirangeKind;
import dev.nexs.types.support.Databases;
import io.hypersistence.utils.hibernate.type.basic.Inet;
import io.hypersistence.utils.hibernate.type.basic.PostgreSQLCITextType;
import io.hypersistence.utils.hibernate.type.basic.PostgreSQLHStoreType;
import io.hypersistence.utils.hibernate.type.basic.PostgreSQLInetType;
import io.hypersistence.utils.hibernate.type.basic.PostgreSQLLTreeType;
import io.hypersistence.utils.hibernate.type.interval.PostgreSQLIntervalType;
import io.hypersistence.utils.hibernate.type.range.PostgreSQLRangeType;
import io.hypersistence.utils.hibernate.type.range.Range;
import io.hypersistence.utils.hibernate.type.search.PostgreSQLTSVectorType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.Type;
import org.junit.jupiter.api.Test;

/** The types that the guide sends its readers to Hypersistence Utils for. */
@PostgresServer
class HypersistenceTypesIT {

    @Entity(name = "Mixed")
    static class Mixed {
        @Id
        long id;

        @Type(PostgreSQLRangeType.class)
        @Column(columnDefinition = "int4range")
        Range<Integer> range;

        @Type(PostgreSQLHStoreType.class)
        @Column(columnDefinition = "hstore")
        Map<String, String> labels;

        @Type(PostgreSQLInetType.class)
        @Column(columnDefinition = "inet")
        Inet address;

        @Type(PostgreSQLInetType.class)
        @Column(columnDefinition = "cidr")
        Inet network;

        @Type(PostgreSQLTSVectorType.class)
        @Column(columnDefinition = "tsvector")
        String words;

        @Type(PostgreSQLLTreeType.class)
        @Column(columnDefinition = "ltree")
        String path;

        @Type(PostgreSQLCITextType.class)
        @Column(columnDefinition = "citext")
        String name;

        @Type(PostgreSQLIntervalType.class)
        @Column(columnDefinition = "interval")
        Duration length;
    }

    @Entity(name = "Ranges")
    static class Ranges {
        @Id
        long id;

        @MultirangeColumn(MultirangeKind.INT4)
        @Column(columnDefinition = "int4multirange")
        List<Range<Integer>> numbers;

        @MultirangeColumn(MultirangeKind.TS)
        @Column(columnDefinition = "tsmultirange")
        List<Range<LocalDateTime>> times;
    }

    @Test
    void multirangesComeBackAndChangesAreFound(Node node) {
        LocalDateTime noon = LocalDateTime.of(2024, 1, 2, 12, 0);
        try (SessionFactory factory = Databases.factory(node, Ranges.class)) {
            factory.inTransaction(session -> {
                Ranges ranges = new Ranges();
                ranges.id = 1;
                ranges.numbers = new ArrayList<>(List.of(Range.closedOpen(1, 3), Range.closedOpen(5, 9)));
                ranges.times = List.of(Range.closedOpen(noon, noon.plusHours(1)));
                session.persist(ranges);
            });
            factory.inTransaction(
                    session -> session.find(Ranges.class, 1L).numbers.remove(0));
            factory.inSession(session -> {
                Ranges ranges = session.find(Ranges.class, 1L);
                assertThat(ranges.numbers).containsExactly(Range.closedOpen(5, 9));
                assertThat(ranges.times).containsExactly(Range.closedOpen(noon, noon.plusHours(1)));
            });
        }
    }

    @Test
    void theyComeBackBesideOurs(Node node) {
        node.executeAsSuperuser("create extension hstore", "create extension ltree", "create extension citext");
        try (SessionFactory factory = Databases.factory(node, Mixed.class)) {
            factory.inTransaction(session -> {
                Mixed mixed = new Mixed();
                mixed.id = 1;
                mixed.range = Range.closedOpen(1, 5);
                mixed.labels = Map.of("a", "b");
                mixed.address = new Inet("10.0.0.1/24");
                mixed.network = new Inet("10.0.0.0/24");
                mixed.words = "'cat':3 'fat':2";
                mixed.path = "a.b";
                mixed.name = "Ann";
                mixed.length = Duration.ofMinutes(90);
                session.persist(mixed);
            });
            factory.inSession(session -> {
                Mixed mixed = session.createSelectionQuery("from Mixed where name = 'ANN'", Mixed.class)
                        .getSingleResult();
                assertThat(mixed.range).isEqualTo(Range.closedOpen(1, 5));
                assertThat(mixed.labels).containsEntry("a", "b");
                assertThat(mixed.address).isEqualTo(new Inet("10.0.0.1/24"));
                assertThat(mixed.network).isEqualTo(new Inet("10.0.0.0/24"));
                assertThat(mixed.words).isEqualTo("'cat':3 'fat':2");
                assertThat(mixed.path).isEqualTo("a.b");
                assertThat(mixed.length).isEqualTo(Duration.ofMinutes(90));
            });
        }
    }
}
