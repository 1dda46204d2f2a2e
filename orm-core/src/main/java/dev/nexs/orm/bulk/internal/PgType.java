package dev.nexs.orm.bulk.internal;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/**
 * A type of the server, and how a value gets into COPY's binary format as one. Immutable.
 *
 * @param oid its number
 * @param name its name without a schema, a domain's being that of what it stands on
 * @param kind its {@code typtype}, a domain's being that of what it stands on
 * @param element of an array
 */
@SuppressWarnings({"JavaUtilDate", "JavaLocalDateTimeGetNano", "JavaPeriodGetDays"
}) // old dates are mapped; parts are joined
public record PgType(
        int oid, String name, char kind, @Nullable PgType element) {

    private static final long SECONDS_TO_2000 = 946_684_800L;
    private static final long DAYS_TO_2000 = 10_957L;
    private static final Set<String> TEXTS =
            Set.of("text", "varchar", "bpchar", "name", "citext", "json", "xml", "unknown");
    private static final Map<String, Writer> WRITERS = writers();

    /** Writes a value that is not null as a field, its length included. */
    @FunctionalInterface
    public interface Writer {

        /**
         * Writes.
         *
         * @return false, with nothing written, if a value of that class is none of its
         */
        boolean write(CopyBuffer into, Object value);
    }

    /** {@return the types of those numbers, with their elements, by number} */
    public static Map<Integer, PgType> read(Connection connection, Collection<Integer> oids) throws SQLException {
        Map<Integer, PgType> types = new HashMap<>();
        try (PreparedStatement query =
                connection.prepareStatement("WITH RECURSIVE base(oid, at) AS (SELECT o, o FROM unnest(?::oid[]) o"
                        + " UNION SELECT b.oid, t.typbasetype FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.at"
                        + " WHERE t.typtype = 'd')"
                        + " SELECT b.oid::int8, t.oid::int8, t.typname, t.typtype::text,"
                        + " CASE WHEN t.typcategory = 'A' AND t.typlen = -1 AND t.typelem <> 0 THEN t.typelem::int8 END"
                        + " FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.at WHERE t.typtype <> 'd'")) {
            query.setArray(1, connection.createArrayOf("int4", oids.toArray()));
            try (ResultSet row = query.executeQuery()) {
                Map<Integer, Object[]> raw = new HashMap<>();
                while (row.next()) {
                    raw.put((int) row.getLong(1), new Object[] {
                        (int) row.getLong(2), row.getString(3), row.getString(4).charAt(0), row.getObject(5)
                    });
                }
                for (Map.Entry<Integer, Object[]> each : raw.entrySet()) {
                    Object[] values = each.getValue();
                    PgType element = values[3] == null
                            ? null
                            : read(connection, Set.of(((Long) values[3]).intValue()))
                                    .get(((Long) values[3]).intValue());
                    types.put(
                            each.getKey(), new PgType((int) values[0], (String) values[1], (char) values[2], element));
                }
            }
        }
        return types;
    }

    /** {@return how values are written, or null if there is no binary form of this type here} */
    public @Nullable Writer writer() {
        if (element != null) {
            Writer each = element.element() == null ? element.writer() : null;
            int oid = element.oid();
            return each == null ? null : (into, value) -> array(into, value, oid, each);
        }
        return kind == 'e' ? PgType::text : WRITERS.get(name);
    }

    /** {@return whether a text is stored as it is} */
    public boolean isText() {
        return TEXTS.contains(name) || kind == 'e';
    }

    private static Map<String, Writer> writers() {
        Map<String, Writer> writers = new HashMap<>();
        TEXTS.forEach(name -> writers.put(name, PgType::text));
        writers.put("int2", (into, value) -> integer(into, value, Short.MIN_VALUE, Short.MAX_VALUE, 2));
        writers.put("int4", (into, value) -> integer(into, value, Integer.MIN_VALUE, Integer.MAX_VALUE, 4));
        writers.put("int8", (into, value) -> integer(into, value, Long.MIN_VALUE, Long.MAX_VALUE, 8));
        writers.put("float4", PgType::float4);
        writers.put("float8", PgType::float8);
        writers.put("numeric", PgType::numeric);
        writers.put("bool", PgType::bool);
        writers.put("uuid", PgType::uuid);
        writers.put("bytea", PgType::bytea);
        writers.put("jsonb", PgType::jsonb);
        writers.put("date", PgType::date);
        writers.put("time", PgType::time);
        writers.put("timetz", PgType::timetz);
        writers.put("timestamp", PgType::timestamp);
        writers.put("timestamptz", PgType::timestamptz);
        writers.put("interval", PgType::interval);
        return Map.copyOf(writers);
    }

    private static @Nullable String characters(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof PGobject object) {
            return object.getValue();
        }
        return value instanceof Character || value instanceof Enum<?> || value instanceof StringBuilder
                ? value.toString()
                : null;
    }

    private static boolean text(CopyBuffer into, Object value) {
        String text = characters(value);
        if (text == null) {
            return value instanceof PGobject && absent(into);
        }
        into.text(text);
        return true;
    }

    private static boolean absent(CopyBuffer into) {
        into.nullField();
        return true;
    }

    private static boolean jsonb(CopyBuffer into, Object value) {
        String text = characters(value);
        if (text == null) {
            return value instanceof PGobject && absent(into);
        }
        int mark = into.mark();
        into.putByte(1);
        into.characters(text);
        into.close(mark);
        return true;
    }

    private static boolean integer(CopyBuffer into, Object value, long least, long most, int width) {
        long number;
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            number = ((Number) value).longValue();
        } else if (value instanceof BigInteger big) {
            if (big.bitLength() > 63) {
                throw outOfRange(width);
            }
            number = big.longValue();
        } else {
            return false;
        }
        if (number < least || number > most) {
            throw outOfRange(width);
        }
        switch (width) {
            case 2 -> into.int2((short) number);
            case 4 -> into.int4((int) number);
            default -> into.int8(number);
        }
        return true;
    }

    static UnsuitableValueException outOfRange(int width) {
        return new UnsuitableValueException("22003", "The number is out of the range of int" + width);
    }

    private static boolean float4(CopyBuffer into, Object value) {
        if (value instanceof Float || value instanceof Short || value instanceof Byte) {
            into.float4(((Number) value).floatValue());
            return true;
        }
        return false;
    }

    private static boolean float8(CopyBuffer into, Object value) {
        if (value instanceof Double
                || value instanceof Float
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            into.float8(((Number) value).doubleValue());
            return true;
        }
        return false;
    }

    private static boolean numeric(CopyBuffer into, Object value) {
        if (value instanceof BigDecimal number) {
            into.numeric(number);
        } else if (value instanceof BigInteger number) {
            into.numeric(new BigDecimal(number));
        } else if (value instanceof Double || value instanceof Float) {
            into.numeric(new BigDecimal(value.toString()));
        } else if (value instanceof Number number) {
            into.numeric(BigDecimal.valueOf(number.longValue()));
        } else {
            return false;
        }
        return true;
    }

    private static boolean bool(CopyBuffer into, Object value) {
        if (value instanceof Boolean truth) {
            into.bool(truth);
            return true;
        }
        return false;
    }

    private static boolean uuid(CopyBuffer into, Object value) {
        if (value instanceof UUID uuid) {
            into.uuid(uuid);
            return true;
        }
        return false;
    }

    private static boolean bytea(CopyBuffer into, Object value) {
        if (value instanceof byte[] bytes) {
            into.binary(bytes);
            return true;
        }
        return false;
    }

    private static boolean date(CopyBuffer into, Object value) {
        LocalDate date;
        if (value instanceof LocalDate local) {
            date = local;
        } else if (value instanceof java.sql.Date old) {
            date = old.toLocalDate();
        } else if (value instanceof LocalDateTime local) {
            date = local.toLocalDate();
        } else if (value instanceof Date old) {
            date = LocalDate.ofInstant(Instant.ofEpochMilli(old.getTime()), ZoneId.systemDefault());
        } else {
            return false;
        }
        into.int4(
                date.equals(LocalDate.MAX)
                        ? Integer.MAX_VALUE
                        : date.equals(LocalDate.MIN)
                                ? Integer.MIN_VALUE
                                : Math.toIntExact(date.toEpochDay() - DAYS_TO_2000));
        return true;
    }

    private static boolean time(CopyBuffer into, Object value) {
        if (value instanceof LocalTime time) {
            into.int8(micros(time));
        } else if (value instanceof Time old) {
            into.int8(old.toLocalTime().toNanoOfDay() / 1000 + Math.floorMod(old.getTime(), 1000L) * 1000);
        } else if (value instanceof OffsetTime time) {
            into.int8(micros(time.toLocalTime()));
        } else {
            return false;
        }
        return true;
    }

    private static long micros(LocalTime time) {
        return time.equals(LocalTime.MAX) ? 86_400_000_000L : (time.toNanoOfDay() + 500) / 1000;
    }

    private static boolean timetz(CopyBuffer into, Object value) {
        if (value instanceof OffsetTime time) {
            into.putInt(12);
            into.putLong(micros(time.toLocalTime()));
            into.putInt(-time.getOffset().getTotalSeconds());
            return true;
        }
        return false;
    }

    private static boolean timestamp(CopyBuffer into, Object value) {
        if (value instanceof LocalDateTime local) {
            into.int8(micros(local));
        } else if (value instanceof Timestamp old) {
            into.int8(micros(old.toLocalDateTime()));
        } else {
            Instant moment = instant(value);
            if (moment == null) {
                return false;
            }
            into.int8(micros(LocalDateTime.ofInstant(moment, ZoneId.systemDefault())));
        }
        return true;
    }

    private static long micros(LocalDateTime local) {
        return local.equals(LocalDateTime.MAX)
                ? Long.MAX_VALUE
                : local.equals(LocalDateTime.MIN)
                        ? Long.MIN_VALUE
                        : micros(local.toEpochSecond(java.time.ZoneOffset.UTC), local.getNano());
    }

    private static long micros(long epochSecond, int nanos) {
        return Math.addExact(Math.multiplyExact(epochSecond - SECONDS_TO_2000, 1_000_000L), (nanos + 500) / 1000);
    }

    private static boolean timestamptz(CopyBuffer into, Object value) {
        if (value instanceof OffsetDateTime moment
                && (moment.equals(OffsetDateTime.MAX) || moment.equals(OffsetDateTime.MIN))) {
            into.int8(moment.equals(OffsetDateTime.MAX) ? Long.MAX_VALUE : Long.MIN_VALUE);
        } else if (value instanceof LocalDateTime local) {
            into.int8(micros(local.atZone(ZoneId.systemDefault()).toEpochSecond(), local.getNano()));
        } else {
            Instant instant = instant(value);
            if (instant == null) {
                return false;
            }
            into.int8(micros(instant.getEpochSecond(), instant.getNano()));
        }
        return true;
    }

    private static @Nullable Instant instant(Object value) {
        if (value instanceof Instant moment) {
            return moment;
        }
        if (value instanceof OffsetDateTime moment) {
            return moment.toInstant();
        }
        if (value instanceof ZonedDateTime moment) {
            return moment.toInstant();
        }
        if (value instanceof Timestamp old) {
            return old.toInstant();
        }
        return value instanceof Date old ? Instant.ofEpochMilli(old.getTime()) : null;
    }

    private static boolean interval(CopyBuffer into, Object value) {
        long micros = 0;
        int days = 0;
        int months = 0;
        if (value instanceof Duration duration) {
            micros = duration.truncatedTo(ChronoUnit.MICROS).toNanos() / 1000;
        } else if (value instanceof Period period) {
            days = period.getDays();
            months = Math.toIntExact(period.toTotalMonths());
        } else if (value instanceof PGInterval given) {
            micros = ((given.getHours() * 60L + given.getMinutes()) * 60 + given.getWholeSeconds()) * 1_000_000
                    + given.getMicroSeconds();
            days = given.getDays();
            months = given.getYears() * 12 + given.getMonths();
        } else {
            return false;
        }
        into.putInt(16);
        into.putLong(micros);
        into.putInt(days);
        into.putInt(months);
        return true;
    }

    private static boolean array(CopyBuffer into, Object given, int elementOid, Writer element) {
        Object value = elements(given);
        if (value == null || (value instanceof byte[] && elementOid == 17)) {
            return false;
        }
        int[] lengths = new int[6];
        int dimensions = dimensions(value, lengths, 0, elementOid == 17);
        int mark = into.mark();
        into.putInt(dimensions);
        into.putInt(1);
        into.putInt(elementOid);
        for (int i = 0; i < dimensions; i++) {
            into.putInt(lengths[i]);
            into.putInt(1);
        }
        if (dimensions > 0) {
            fill(into, value, lengths, 0, dimensions, element);
        }
        into.close(mark);
        return true;
    }

    private static @Nullable Object elements(@Nullable Object value) {
        if (value instanceof CapturedArray captured) {
            return captured.getArray();
        }
        if (value instanceof Collection<?> collection) {
            return collection.toArray();
        }
        return value != null && value.getClass().isArray() ? value : null;
    }

    private static int dimensions(Object array, int[] lengths, int depth, boolean bytes) {
        int length = Array.getLength(array);
        if (length == 0 && depth == 0) {
            return 0;
        }
        if (depth == lengths.length) {
            throw new UnsuitableValueException(
                    "2202E", "PostgreSQL's arrays have up to " + lengths.length + " dimensions");
        }
        lengths[depth] = length;
        Object first = length == 0 || array.getClass().getComponentType().isPrimitive() ? null : Array.get(array, 0);
        Object inner = bytes && first instanceof byte[] ? null : elements(first);
        if (inner == null) {
            return depth + 1;
        }
        return Array.getLength(inner) == 0 ? 0 : dimensions(inner, lengths, depth + 1, bytes);
    }

    private static void fill(CopyBuffer into, Object array, int[] lengths, int depth, int dimensions, Writer element) {
        if (Array.getLength(array) != lengths[depth]) {
            throw new UnsuitableValueException(
                    "2202E",
                    "PostgreSQL's arrays are rectangular: in dimension " + (depth + 1) + " there are " + lengths[depth]
                            + " and " + Array.getLength(array) + " elements");
        }
        if (depth == dimensions - 1 && array instanceof int[] numbers && element == WRITERS.get("int4")) {
            for (int number : numbers) {
                into.int4(number);
            }
            return;
        }
        if (depth == dimensions - 1 && array instanceof long[] numbers && element == WRITERS.get("int8")) {
            for (long number : numbers) {
                into.int8(number);
            }
            return;
        }
        for (int i = 0; i < lengths[depth]; i++) {
            Object each = Array.get(array, i);
            if (depth < dimensions - 1) {
                Object inner = elements(each);
                if (inner == null) {
                    throw new UnsuitableValueException(
                            "2202E", "PostgreSQL's arrays are rectangular: a row of one is null");
                }
                fill(into, inner, lengths, depth + 1, dimensions, element);
            } else if (each == null) {
                into.nullField();
            } else if (!element.write(into, each)) {
                throw new UnsuitableValueException(
                        "42804",
                        "An element of the array is a " + each.getClass().getName()
                                + ", for which the column's element type has no room");
            }
        }
    }
}
