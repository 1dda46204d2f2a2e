package dev.nexs.orm.query;

import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;
import tools.jackson.databind.json.JsonMapper;

/** Makes what a component wants of what a driver gives. */
final class Values {

    private static final Set<Class<?>> SIMPLE = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            UUID.class,
            byte[].class,
            Object.class,
            Instant.class,
            LocalDate.class,
            LocalDateTime.class,
            LocalTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            Duration.class,
            Map.class);

    private Values() {}

    /** {@return whether a type takes the value of one column} */
    static boolean isSimple(Type type, Map<Class<?>, Function<Object, ?>> converters) {
        Class<?> raw = raw(type);
        return raw.isPrimitive()
                || converters.containsKey(raw)
                || SIMPLE.contains(raw)
                || Number.class.isAssignableFrom(raw)
                || Date.class.isAssignableFrom(raw)
                || raw.isEnum()
                || raw.isArray()
                || raw.getName().startsWith("tools.jackson.")
                || (raw == Optional.class && isSimple(argument(type), converters));
    }

    static Class<?> raw(Type type) {
        if (type instanceof Class<?> known) {
            return known;
        }
        return type instanceof ParameterizedType parameterized ? (Class<?>) parameterized.getRawType() : Object.class;
    }

    static Type argument(Type type) {
        return type instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()[0]
                : Object.class;
    }

    /** {@return a value as {@code type}, where one is wanted of a column called {@code column}} */
    static @Nullable Object convert(
            @Nullable Object value, Type type, String column, Map<Class<?>, Function<Object, ?>> converters) {
        Class<?> raw = raw(type);
        if (raw == Optional.class) {
            return Optional.ofNullable(convert(value, argument(type), column, converters));
        }
        if (value == null) {
            if (raw.isPrimitive()) {
                throw new IllegalArgumentException("Column " + column + " is null, but its component is a " + raw
                        + "; make it a " + wrapper(raw).getSimpleName() + ", or keep nulls out of the query");
            }
            return null;
        }
        Function<Object, ?> converter = converters.get(raw);
        if (converter != null) {
            return converter.apply(value);
        }
        Class<?> wanted = raw.isPrimitive() ? wrapper(raw) : raw;
        if (wanted.isInstance(value) && !(value instanceof PGobject && wanted == Object.class)) {
            return value;
        }
        Object converted = known(value, wanted, type, column, converters);
        if (converted == null) {
            throw new IllegalArgumentException("Column " + column + " is a "
                    + value.getClass().getName() + ", which is no " + type.getTypeName()
                    + "; change the component, cast in the query, or register a converter");
        }
        return converted;
    }

    private static @Nullable Object known(
            Object value, Class<?> wanted, Type type, String column, Map<Class<?>, Function<Object, ?>> converters) {
        if (value instanceof Number number) {
            if (wanted.isEnum()) {
                return wanted.getEnumConstants()[number.intValue()];
            }
            return Number.class.isAssignableFrom(wanted) ? number(number, wanted, column) : null;
        }
        if (value instanceof java.sql.Array array) {
            try {
                return array(array.getArray(), wanted, type, column, converters);
            } catch (SQLException e) {
                throw new IllegalArgumentException("Column " + column + ": " + e.getMessage(), e);
            }
        }
        if (value.getClass().isArray() && !(value instanceof byte[])) {
            return array(value, wanted, type, column, converters);
        }
        if (value instanceof PGInterval interval && wanted == Duration.class) {
            return interval.getYears() == 0 && interval.getMonths() == 0
                    ? Duration.ofDays(interval.getDays())
                            .plusHours(interval.getHours())
                            .plusMinutes(interval.getMinutes())
                            .plusSeconds(interval.getWholeSeconds())
                            .plusNanos(interval.getMicroSeconds() * 1000L)
                    : null;
        }
        if (value instanceof PGobject object) {
            return wanted == String.class ? object.getValue() : fromText(object.getValue(), wanted, type);
        }
        if (value instanceof String text) {
            return fromText(text, wanted, type);
        }
        return moment(value, wanted);
    }

    private static @Nullable Object fromText(@Nullable String text, Class<?> wanted, Type type) {
        if (text == null) {
            return null;
        }
        if (wanted.isEnum()) {
            for (Object constant : wanted.getEnumConstants()) {
                if (((Enum<?>) constant).name().equalsIgnoreCase(text)) {
                    return constant;
                }
            }
            return null;
        }
        if (wanted == Character.class && text.length() == 1) {
            return text.charAt(0);
        }
        if (wanted == UUID.class) {
            return UUID.fromString(text);
        }
        String trimmed = text.stripLeading();
        return trimmed.startsWith("{")
                        || trimmed.startsWith("[")
                        || wanted.getName().startsWith("tools.jackson.")
                ? Json.read(text, type)
                : null;
    }

    /** Loaded only where a document is read. */
    private static final class Json {
        private static final JsonMapper MAPPER = new JsonMapper();

        static Object read(String text, Type type) {
            return MAPPER.readValue(text, MAPPER.constructType(type));
        }
    }

    private static @Nullable Object array(
            Object elements, Class<?> wanted, Type type, String column, Map<Class<?>, Function<Object, ?>> converters) {
        int length = Array.getLength(elements);
        if (wanted.isArray()) {
            Class<?> component = wanted.getComponentType();
            Object copy = Array.newInstance(component, length);
            for (int i = 0; i < length; i++) {
                Array.set(copy, i, convert(Array.get(elements, i), component, column, converters));
            }
            return copy;
        }
        if (!wanted.isAssignableFrom(List.class) && !wanted.isAssignableFrom(Set.class)) {
            return null;
        }
        Collection<@Nullable Object> copy = wanted == Set.class ? new LinkedHashSet<>() : new ArrayList<>();
        for (int i = 0; i < length; i++) {
            copy.add(convert(Array.get(elements, i), argument(type), column, converters));
        }
        return copy;
    }

    private static @Nullable Object number(Number number, Class<?> wanted, String column) {
        try {
            BigDecimal exact = number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
            if (wanted == Integer.class) {
                return exact.intValueExact();
            }
            if (wanted == Long.class) {
                return exact.longValueExact();
            }
            if (wanted == Short.class) {
                return exact.shortValueExact();
            }
            if (wanted == Byte.class) {
                return exact.byteValueExact();
            }
            if (wanted == BigInteger.class) {
                return exact.toBigIntegerExact();
            }
            return wanted == Double.class
                    ? (Object) number.doubleValue()
                    : wanted == Float.class ? (Object) number.floatValue() : wanted == BigDecimal.class ? exact : null;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "Column " + column + " has a number that is no " + wanted.getSimpleName(), e);
        }
    }

    private static @Nullable Object moment(Object value, Class<?> wanted) {
        if (value instanceof java.sql.Date date && wanted == LocalDate.class) {
            return date.toLocalDate();
        }
        if (value instanceof Time time && wanted == LocalTime.class) {
            return time.toLocalTime();
        }
        if (value instanceof LocalDateTime local && wanted == LocalDate.class) {
            return local.toLocalDate();
        }
        if (value instanceof Timestamp stamp && wanted == LocalDateTime.class) {
            return stamp.toLocalDateTime();
        }
        Instant instant = value instanceof Timestamp stamp
                ? stamp.toInstant()
                : value instanceof OffsetDateTime offset
                        ? offset.toInstant()
                        : value instanceof Instant given
                                ? given
                                : value instanceof LocalDateTime local
                                        ? local.atZone(ZoneId.systemDefault()).toInstant()
                                        : null;
        if (instant == null) {
            return null;
        }
        return wanted == Instant.class
                ? instant
                : wanted == OffsetDateTime.class
                        ? instant.atOffset(ZoneOffset.UTC)
                        : wanted == ZonedDateTime.class
                                ? instant.atZone(ZoneId.systemDefault())
                                : wanted == LocalDateTime.class
                                        ? LocalDateTime.ofInstant(instant, ZoneId.systemDefault())
                                        : wanted == Timestamp.class ? Timestamp.from(instant) : null;
    }

    static Class<?> wrapper(Class<?> primitive) {
        return java.lang.invoke.MethodType.methodType(primitive).wrap().returnType();
    }

    /** {@return a name as components and columns share it: without underscores and case} */
    static String plain(String name) {
        return name.replace("_", "").replace(".", "").toLowerCase(Locale.ROOT);
    }
}
