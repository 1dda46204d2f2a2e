package dev.nexs.examples.demo;

import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.MapKeyEnumerated;
import jakarta.persistence.Temporal;
import jakarta.persistence.TemporalType;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.NumericBooleanConverter;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.YesNoConverter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** An attribute of every Java type that plain Hibernate maps by itself, and none that uses a module of this house. */
@Entity
class EveryBasicType {

    @Id
    long id = 1;

    @Version
    int version;

    boolean flag = true;
    Boolean boxedFlag = false;

    @Convert(converter = YesNoConverter.class)
    boolean yesNo = true;

    @Convert(converter = NumericBooleanConverter.class)
    boolean numericFlag = true;

    byte tiny = 1;
    short small = 2;
    int whole = 3;
    long large = 4L;
    float real = 5.5f;
    double precise = 6.25;
    char letter = 'x';
    Byte boxedTiny = 1;
    Short boxedSmall = 2;
    Integer boxedWhole = 3;
    Long boxedLarge = 4L;
    Float boxedReal = 5.5f;
    Double boxedPrecise = 6.25;
    Character boxedLetter = 'y';
    String text = "text";

    @Lob
    String clob = "long text";

    BigDecimal decimal = new BigDecimal("12.34");
    BigInteger bigInteger = new BigInteger("12345678901234567890");
    UUID uuid = new UUID(1, 2);

    Instant instant = Instant.parse("2026-03-01T10:15:30.123456Z");
    LocalDate date = LocalDate.of(2026, 3, 1);
    LocalTime time = LocalTime.of(10, 15, 30);
    LocalDateTime dateTime = LocalDateTime.of(2026, 3, 1, 10, 15, 30);
    OffsetDateTime offsetDateTime = OffsetDateTime.of(2026, 3, 1, 10, 15, 30, 0, ZoneOffset.UTC);
    OffsetTime offsetTime = OffsetTime.of(10, 15, 30, 0, ZoneOffset.UTC);
    ZonedDateTime zonedDateTime = ZonedDateTime.of(2026, 3, 1, 10, 15, 30, 0, ZoneId.of("UTC"));
    Duration duration = Duration.ofHours(36);
    Period period = Period.of(1, 2, 3);
    Year year = Year.of(2026);
    YearMonth yearMonth = YearMonth.of(2026, 3);
    MonthDay monthDay = MonthDay.of(3, 1);
    ZoneId zone = ZoneId.of("Europe/Rome");
    ZoneOffset zoneOffset = ZoneOffset.ofHours(2);

    Month month = Month.MARCH;

    @Enumerated(EnumType.ORDINAL)
    Month ordinalMonth = Month.MARCH;

    @Enumerated(EnumType.STRING)
    Month namedMonth = Month.MARCH;

    @Enumerated(EnumType.STRING)
    DayOfWeek day = DayOfWeek.FRIDAY;

    @Enumerated
    DayOfWeek ordinalDay = DayOfWeek.FRIDAY;

    @JdbcTypeCode(SqlTypes.NAMED_ENUM)
    Colour colour = Colour.GREEN;

    @Temporal(TemporalType.DATE)
    Date utilDate = java.sql.Date.valueOf("2026-03-01");

    Date utilTimestamp = Timestamp.valueOf("2026-03-01 10:15:30");
    Calendar calendar = GregorianCalendar.from(ZonedDateTime.of(2026, 3, 1, 10, 15, 30, 0, ZoneId.systemDefault()));
    java.sql.Date sqlDate = java.sql.Date.valueOf("2026-03-01");
    java.sql.Time sqlTime = java.sql.Time.valueOf("10:15:30");
    Timestamp sqlTimestamp = Timestamp.valueOf("2026-03-01 10:15:30");

    URL url = url();
    URI uri = URI.create("https://example.org/b");
    Locale locale = Locale.ITALY;
    Currency currency = Currency.getInstance("EUR");
    TimeZone timeZone = TimeZone.getTimeZone("Europe/Rome");
    Class<?> type = String.class;
    InetAddress address = InetAddress.getLoopbackAddress();

    byte[] bytes = {1, 2, 3};
    char[] letters = {'a', 'b'};
    String[] texts = {"a", "b"};
    int[] numbers = {1, 2};
    List<String> listOfTexts = List.of("a", "b");
    List<Month> listOfMonths = List.of(Month.MARCH);
    Month[] arrayOfMonths = {Month.MARCH};

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, String> jsonMap = new TreeMap<>(Map.of("a", "b"));

    @JdbcTypeCode(SqlTypes.JSON)
    List<Integer> jsonList = List.of(1, 2);

    @JdbcTypeCode(SqlTypes.JSON)
    JsonNode jsonNode = JsonNodeFactory.instance.objectNode().put("a", 1);

    JsonNode serializedNode = JsonNodeFactory.instance.objectNode().put("a", 1);

    @Embedded
    @JdbcTypeCode(SqlTypes.JSON)
    Part part = new Part();

    HashMap<String, String> serialized = new HashMap<>(Map.of("a", "b"));

    @ElementCollection
    @MapKeyEnumerated(EnumType.STRING)
    @Column(name = "amount")
    Map<Month, Integer> byMonth = new HashMap<>(Map.of(Month.MARCH, 3));

    @Basic
    @JdbcTypeCode(SqlTypes.INET)
    InetAddress inet = InetAddress.getLoopbackAddress();

    enum Colour {
        RED,
        GREEN
    }

    @Embeddable
    static class Part {
        String name = "wheel";
        Month made = Month.MARCH;
    }

    private static URL url() {
        try {
            return URI.create("https://example.org/a").toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
