package dev.nexs.orm.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nexs.orm.NexsDataSource;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedNativeQuery;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresServer
class RecordsIT {

    enum Mood {
        GOOD,
        BAD
    }

    record Zone(String city, Integer floor) {}

    record Document(int a, List<String> b) {}

    record Wide(
            int id,
            long bigNumber,
            String firstName,
            BigDecimal amount,
            UUID token,
            Instant createdAt,
            LocalDate day,
            Duration delay,
            Mood mood,
            Optional<String> nick,
            int[] numbers,
            List<String> words,
            Document document,
            Map<String, Object> loose,
            Zone home,
            Zone work,
            byte[] raw) {}

    record Line(long id, String product) {}

    record Purchase(long id, String customer, List<Line> lines) {}

    record Narrow(int id, String name) {}

    static class Bean {
        private int id;
        private String name;
    }

    @Entity(name = "Thing")
    @NamedNativeQuery(
            name = "fits",
            query = "select id, 'x'::text as name from thing where id > :least and ':no' <> ''")
    @NamedNativeQuery(name = "fitsNot", query = "select id, 1 as other from thing")
    static class Thing {
        @Id
        int id;
    }

    private NexsDataSource source;
    private SessionFactory factory;

    @BeforeEach
    void open(Node node) {
        node.execute(
                "drop table if exists thing, blob",
                "create table thing (id int primary key)",
                "insert into thing select generate_series(1, 1000)");
        source = NexsDataSource.builder()
                .url(node.jdbcUrl())
                .username(node.username())
                .password(node.password())
                .pool(p -> p.maximumSize(2))
                .build();
        factory = new Configuration()
                .setProperty("nexs.url", node.jdbcUrl())
                .setProperty("nexs.username", node.username())
                .setProperty("nexs.password", node.password())
                .setProperty("nexs.pool.maximum-size", "2")
                .addAnnotatedClass(Thing.class)
                .buildSessionFactory();
    }

    @AfterEach
    void close() {
        factory.close();
        source.close();
    }

    private static final String WIDE = "select 1 as id, 2::int as big_number, 'Ann' as first_name, 1.50 as amount,"
            + " '00000000-0000-0000-0000-000000000007'::uuid as token, '2020-01-01T00:00:00Z'::timestamptz as created_at,"
            + " date '2021-02-03' as day, interval '90 seconds' as delay, 'BAD' as mood, null::text as nick,"
            + " array[3,2] as numbers, array['a','b'] as words, '{\"a\": 1, \"b\": [\"x\"]}'::jsonb as document,"
            + " '{\"k\": true}'::json as loose, 'Rome' as home_city, 2 as home_floor, null::text as work_city,"
            + " null::int as work_floor, '\\x00ff'::bytea as raw";

    private static void isWide(Wide wide) {
        assertThat(wide)
                .usingRecursiveComparison()
                .isEqualTo(new Wide(
                        1,
                        2,
                        "Ann",
                        new BigDecimal("1.50"),
                        new UUID(0, 7),
                        Instant.parse("2020-01-01T00:00:00Z"),
                        LocalDate.of(2021, 2, 3),
                        Duration.ofSeconds(90),
                        Mood.BAD,
                        Optional.empty(),
                        new int[] {3, 2},
                        List.of("a", "b"),
                        new Document(1, List.of("x")),
                        Map.of("k", true),
                        new Zone("Rome", 2),
                        null,
                        new byte[] {0, -1}));
    }

    @Test
    void everyTypeBecomesAComponent() {
        isWide(Records.of(source).one(WIDE, Wide.class));
        isWide(factory.fromTransaction(session -> Records.of(session).one(WIDE, Wide.class)));
    }

    @Test
    void hibernatesQueriesTakeTheMapperAsTransformer() {
        Narrow narrow = factory.fromTransaction(
                session -> session.createNativeQuery("select 1 as id, 'x' as name", Object[].class)
                        .setTupleTransformer(Records.mapper(Narrow.class))
                        .getSingleResult());
        List<Purchase> purchases = factory.fromTransaction(session -> session.createNativeQuery(LINES, Object[].class)
                .setTupleTransformer(Records.mapper(Purchase.class))
                .setResultListTransformer(Records.mapper(Purchase.class))
                .getResultList());

        assertThat(narrow).isEqualTo(new Narrow(1, "x"));
        arePurchases(purchases);
    }

    private static final String LINES = "select * from (values (1, 'Ann', 10, 'nut'), (2, 'Bob', null, null),"
            + " (1, 'Ann', 11, 'bolt')) p(id, customer, lines_id, lines_product)";

    private static void arePurchases(List<Purchase> purchases) {
        assertThat(purchases)
                .containsExactly(
                        new Purchase(1, "Ann", List.of(new Line(10, "nut"), new Line(11, "bolt"))),
                        new Purchase(2, "Bob", List.of()));
    }

    @Test
    void nestedListsAreCollectedWhereverTheirRowsStand() {
        arePurchases(Records.of(source).list(LINES, Purchase.class));
    }

    @Test
    void beansAndSingleValuesWorkTooAndArgumentsAreBound() {
        Records records = Records.of(source);

        Bean bean = records.one("select id, 'n' as name from thing where id = ?", Bean.class, 7);

        assertThat(bean.id).isEqualTo(7);
        assertThat(bean.name).isEqualTo("n");
        assertThat(records.list("select id from thing where id < ? order by 1", Long.class, 3))
                .containsExactly(1L, 2L);
        assertThat(records.optional("select id from thing where id = ?", Integer.class, -1))
                .isEmpty();
        assertThat(records.count("select * from thing where id > ?", 990)).isEqualTo(10);
        assertThatThrownBy(() -> records.one("select id from thing where id < 3", Integer.class))
                .hasMessageContaining("has 2 rows, but at most one");
        assertThatThrownBy(() -> records.one("select id from thing where id < 0", Integer.class))
                .hasMessageContaining("has no row");
    }

    @Test
    void whatDoesNotFitIsSaid() {
        Records records = Records.of(source);

        assertThatThrownBy(() -> records.one("select 1 as id, 2 as nmae", Narrow.class))
                .hasMessageContaining("no component takes nmae")
                .hasMessageContaining("no column fills name");
        assertThatThrownBy(() -> records.one("select null::int as id, 'x' as name", Narrow.class))
                .hasMessageContaining("Column id is null, but its component is a int");
        assertThatThrownBy(() -> records.one("select 1 as id, 2 as id", Narrow.class))
                .hasMessageContaining("two columns called id");
        assertThat(records.list(
                        "select 1 as id, 2 as other",
                        Records.mapper(Narrow.class).lenient()))
                .containsExactly(new Narrow(1, null));
        assertThat(records.list(
                        "select 1 as id, 'x' as name",
                        Records.mapper(Narrow.class).converting(String.class, value -> value + "!")))
                .containsExactly(new Narrow(1, "x!"));
    }

    @Test
    void namedQueriesAreCheckedWithoutRunning() {
        Records.checkNamed(factory, Map.of("fits", Narrow.class));
        assertThatThrownBy(() -> Records.checkNamed(factory, Map.of("fitsNot", Narrow.class)))
                .hasMessageContaining("Query fitsNot")
                .hasMessageContaining("no component takes other");
    }

    @Test
    void aStreamReadsThroughACursorAndGivesItsConnectionBack() throws SQLException {
        for (int i = 0; i < 5; i++) {
            try (Stream<Narrow> stream = Records.of(source).stream(
                    "select n as id, repeat('x', 1000) as name from generate_series(1, 100000) n", Narrow.class)) {
                assertThat(stream.limit(10)).hasSize(10);
            }
        }
        try (Stream<Integer> all =
                Records.of(source).streamBytes(4096).stream("select id from thing order by id", Integer.class)) {
            assertThat(all)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 1000).boxed().toList());
        }
        assertThatThrownBy(() -> Records.of(source).stream("select broken", Integer.class)
                        .toList())
                .hasMessageContaining("broken");
        try (var one = source.getConnection();
                var two = source.getConnection()) {
            assertThat(one.isValid(1)).isTrue();
            assertThat(two.isValid(1)).isTrue();
        }
    }

    @Test
    void aStreamOfASessionNeedsItsTransaction() {
        try (StatelessSession session = factory.openStatelessSession()) {
            assertThatThrownBy(() -> Records.of(session).stream("select 1", Integer.class))
                    .hasMessageContaining("begin one first");
            session.beginTransaction();
            try (Stream<Integer> stream = Records.of(session).stream("select id from thing", Integer.class)) {
                assertThat(stream.mapToInt(i -> i).sum()).isEqualTo(500_500);
            }
            session.getTransaction().rollback();
        }
    }

    /** The whole of it: {@code -Dnexs.test.stream-rows=10000000} in a heap of 64 MB. */
    @Test
    void aLongStreamFitsIntoASmallHeap() {
        int rows = Integer.getInteger("nexs.test.stream-rows", 300_000);
        try (Stream<Narrow> stream = Records.of(source).stream(
                "select n as id, repeat('x', case when n % 1000 < 10 then 20000 else 10 end) as name"
                        + " from generate_series(1, " + rows + ") n",
                Narrow.class)) {
            assertThat(stream.mapToLong(each -> each.name().length() < 11 ? 1 : 1)
                            .sum())
                    .isEqualTo(rows);
        }
    }
}
