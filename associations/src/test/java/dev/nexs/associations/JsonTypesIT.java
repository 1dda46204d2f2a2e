package dev.nexs.associations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nexs.associations.shop.Shop;
import dev.nexs.testing.Node;
import dev.nexs.testing.PostgresServer;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import org.hibernate.annotations.Filter;
import org.hibernate.annotations.FilterDef;
import org.hibernate.annotations.ParamDef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresServer
class JsonTypesIT {

    private static Shop shop;

    @BeforeAll
    static void fill(Node node) {
        shop = new Shop(node, Map.of(), Box.class, Sample.class);
        shop.in(session -> {
            Box box = new Box();
            box.id = 1L;
            Sample full = new Sample(1, box);
            full.fill();
            box.samples.add(full);
            box.samples.add(new Sample(2, box));
            box.words.add("");
            box.words.add("null");
            box.words.add("[\"a\",{}] \\u0041 \t\r\b\f/");
            session.persist(box);
        });
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    private static List<Box> boxes(org.hibernate.Session session) {
        return FetchPlan.of(Box.class)
                .using("samples", FetchStrategy.JSON)
                .using("words", FetchStrategy.JSON)
                .list(
                        session,
                        session.createSelectionQuery("from Box where id > :least", Box.class)
                                .setParameter("least", 0));
    }

    @Test
    void everyBasicTypeComesAsItDoesInAColumn() {
        shop.in(session -> {
            Sample expected = session.find(Sample.class, 1L);
            session.clear();
            Sample full = boxes(session).get(0).samples.get(0);
            assertThat(full)
                    .usingRecursiveComparison()
                    .ignoringFields("box", "nan")
                    .isEqualTo(expected);
            Sample written = new Sample(1, null);
            written.fill();
            assertThat(full)
                    .usingRecursiveComparison()
                    .ignoringFields("box", "nan")
                    .isEqualTo(written);
            assertThat(full.nan).isNaN();
        });
    }

    @Test
    void aTimeZoneOfTheConnectionChangesNothing() {
        TimeZone zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
            shop.in(session -> {
                session.doWork(connection -> {
                    try (var statement = connection.createStatement()) {
                        statement.execute("set time zone 'Asia/Kathmandu'");
                    }
                });
                Sample expected = session.find(Sample.class, 1L);
                session.clear();
                assertThat(boxes(session).get(0).samples.get(0).instant).isEqualTo(expected.instant);
            });
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void absentValuesAreAbsentAndTextStaysAsItIs() {
        shop.in(session -> {
            Box box = boxes(session).get(0);
            assertThat(box.samples.get(1))
                    .usingRecursiveComparison()
                    .ignoringFields("box")
                    .isEqualTo(new Sample(2, null));
            assertThat(box.words).containsExactlyInAnyOrder("", "null", "[\"a\",{}] \\u0041 \t\r\b\f/");
        });
    }

    @Test
    void filtersApplyToWhatIsBrought() {
        shop.in(session -> {
            session.enableFilter("first").setParameter("last", 1L);
            assertThat(boxes(session).get(0).samples)
                    .extracting(sample -> sample.id)
                    .containsExactly(1L);
            assertThat(shop.statements()).hasSize(1);
        });
    }

    @Entity(name = "Box")
    @FilterDef(name = "first", parameters = @ParamDef(name = "last", type = Long.class))
    public static class Box {
        @Id
        public Long id;

        @OneToMany(mappedBy = "box", cascade = CascadeType.ALL)
        @OrderBy("id")
        @Filter(name = "first", condition = "id <= :last")
        public List<Sample> samples = new ArrayList<>();

        @jakarta.persistence.ElementCollection
        public List<String> words = new ArrayList<>();
    }

    enum Colour {
        RED,
        GREEN
    }

    @Entity(name = "Sample")
    public static class Sample {
        @Id
        public Long id;

        @ManyToOne(fetch = FetchType.LAZY)
        public Box box;

        public Boolean yes;
        public Short small;
        public Byte tiny;
        public Character letter;
        public Integer number;
        public Float single;
        public Double twice;

        @Column(name = "not_a_number")
        public Double nan;

        @Column(precision = 40, scale = 12)
        public BigDecimal decimal;

        @Column(precision = 40)
        public BigInteger whole;

        @Column(columnDefinition = "char(8)")
        public String padded;

        @Column(columnDefinition = "text")
        public String text;

        public byte[] bytes;
        public UUID uuid;
        public LocalDate date;
        public LocalTime time;
        public LocalDateTime dateTime;
        public Instant instant;
        public OffsetDateTime shifted;
        public Duration duration;
        public InetAddress address;
        public int[] numbers;
        public String[] names;
        public Colour ordinal;

        @Enumerated(EnumType.STRING)
        public Colour named;

        protected Sample() {}

        public Sample(long id, Box box) {
            this.id = id;
            this.box = box;
        }

        void fill() {
            yes = true;
            small = Short.MIN_VALUE;
            tiny = -3;
            letter = '"';
            number = Integer.MAX_VALUE;
            single = 0.1f;
            twice = 1.0 / 3;
            nan = Double.NaN;
            decimal = new BigDecimal("1234567890123456789012345678.000000000001");
            whole = new BigInteger("9999999999999999999999999999999999999999");
            padded = "ab      ";
            text = "line\nnext \"quoted\" \\ back 😀";
            bytes = new byte[] {0, 1, -1, 92, 39};
            uuid = UUID.fromString("0b14d501-a594-495a-9671-f54a16b4d2d5");
            date = LocalDate.of(1066, 10, 14);
            time = LocalTime.of(23, 59, 59);
            dateTime = LocalDateTime.of(2024, 2, 29, 12, 30, 15, 123456000);
            instant = Instant.parse("2024-03-31T01:30:00.000001Z");
            shifted = OffsetDateTime.of(1999, 12, 31, 23, 59, 59, 0, ZoneOffset.UTC);
            duration = Duration.ofSeconds(90061, 5000);
            try {
                address = InetAddress.getByName("10.1.2.3");
            } catch (java.net.UnknownHostException e) {
                throw new IllegalStateException(e);
            }
            numbers = new int[] {1, 2, 3};
            names = new String[] {"a,b", "\"", "", null};
            ordinal = Colour.GREEN;
            named = Colour.RED;
        }
    }
}
