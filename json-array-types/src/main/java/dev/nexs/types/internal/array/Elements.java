package dev.nexs.types.internal.array;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The element types that need no declaration. */
public final class Elements {

    private static final String END_OF_DAY = "24:00:00";

    private static final DateTimeFormatter TIMESTAMP = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .toFormatter();

    private static final DateTimeFormatter TIMESTAMPTZ = new DateTimeFormatterBuilder()
            .append(TIMESTAMP)
            .parseLenient()
            .appendOffset("+HH:mm:ss", "+00")
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter();

    private static final List<Element> ALL = List.of(
            new Element(Short.class, "int2", Object::toString, Short::valueOf),
            new Element(Integer.class, "int4", Object::toString, Integer::valueOf),
            new Element(Long.class, "int8", Object::toString, Long::valueOf),
            new Element(Float.class, "float4", Object::toString, Float::valueOf),
            new Element(Double.class, "float8", Object::toString, Double::valueOf),
            new Element(Boolean.class, "bool", Object::toString, text -> text.startsWith("t")),
            new Element(String.class, "varchar", Object::toString, text -> text),
            new Element(BigDecimal.class, "numeric", value -> ((BigDecimal) value).toPlainString(), BigDecimal::new),
            new Element(
                    BigInteger.class, "numeric", Object::toString, text -> new BigDecimal(text).toBigIntegerExact()),
            new Element(UUID.class, "uuid", Object::toString, UUID::fromString),
            new Element(LocalDate.class, "date", Elements::dated, LocalDate::parse),
            new Element(LocalTime.class, "time", Elements::time, Elements::time),
            new Element(
                    LocalDateTime.class,
                    "timestamp",
                    Elements::dated,
                    finite(text -> LocalDateTime.parse(text, TIMESTAMP))),
            new Element(
                    OffsetDateTime.class,
                    "timestamptz",
                    Elements::dated,
                    finite(text -> OffsetDateTime.parse(text, TIMESTAMPTZ).withOffsetSameInstant(ZoneOffset.UTC))),
            new Element(
                    Instant.class,
                    "timestamptz",
                    value -> dated(((Instant) value).atOffset(ZoneOffset.UTC)),
                    finite(text -> OffsetDateTime.parse(text, TIMESTAMPTZ).toInstant())));

    private Elements() {}

    /** The element type of a class, boxed; null if there is none. */
    public static @Nullable Element of(Class<?> javaType) {
        return ALL.stream()
                .filter(element -> element.javaType() == javaType)
                .findFirst()
                .orElse(null);
    }

    /** All of them, for a message. */
    public static String names() {
        return ALL.stream().map(element -> element.javaType().getSimpleName()).collect(Collectors.joining(", "));
    }

    /**
     * PostgreSQL rounds to microseconds, and what comes near to midnight to 24:00, which Java does not have. So the end of
     * the day is stored as 24:00, as the driver does it for single values, and nothing else is.
     */
    private static String time(Object value) {
        LocalTime time = (LocalTime) value;
        if (time.equals(LocalTime.MAX)) {
            return END_OF_DAY;
        }
        LocalTime rounded = time.plusNanos(500).truncatedTo(ChronoUnit.MICROS);
        return (rounded.isBefore(time.truncatedTo(ChronoUnit.MICROS)) ? time.truncatedTo(ChronoUnit.MICROS) : rounded)
                .toString();
    }

    private static LocalTime time(String text) {
        return text.equals(END_OF_DAY) ? LocalTime.MAX : LocalTime.parse(text);
    }

    /** Java and PostgreSQL write the years from 1 to 9999 alike, and no others. */
    private static String dated(Object value) {
        String text = value.toString();
        if (text.startsWith("+") || text.startsWith("-") || text.startsWith("0000")) {
            throw new IllegalArgumentException(
                    "the element " + text + " is outside the years 1 to 9999, which arrays of"
                            + " dates and times are limited to. Correct it, or store the value with @JsonbColumn.");
        }
        return text;
    }

    private static Function<String, Object> finite(Function<String, Object> parser) {
        return text -> {
            if (text.endsWith("infinity") || text.endsWith("BC")) {
                throw new IllegalArgumentException("java.time has no value for the element " + text);
            }
            return parser.apply(text);
        };
    }
}
