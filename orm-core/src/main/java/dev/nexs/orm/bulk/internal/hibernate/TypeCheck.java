package dev.nexs.orm.bulk.internal.hibernate;

import dev.nexs.orm.bulk.internal.PgType;
import dev.nexs.orm.bulk.internal.TableShape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.type.CustomType;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What Hibernate's types and the server's have to do with each other. */
final class TypeCheck {

    private static final Set<Integer> INTEGERS =
            Set.of(SqlTypes.TINYINT, SqlTypes.SMALLINT, SqlTypes.INTEGER, SqlTypes.BIGINT);
    private static final Set<Integer> DECIMALS = Set.of(SqlTypes.NUMERIC, SqlTypes.DECIMAL);
    private static final Set<Integer> FLOATS = Set.of(SqlTypes.FLOAT, SqlTypes.REAL, SqlTypes.DOUBLE);
    private static final Set<Integer> TEXTS = Set.of(
            SqlTypes.VARCHAR,
            SqlTypes.CHAR,
            SqlTypes.LONGVARCHAR,
            SqlTypes.NVARCHAR,
            SqlTypes.NCHAR,
            SqlTypes.LONGNVARCHAR,
            SqlTypes.LONG32VARCHAR,
            SqlTypes.LONG32NVARCHAR);
    private static final Set<Integer> TIMESTAMPS =
            Set.of(SqlTypes.TIMESTAMP, SqlTypes.TIMESTAMP_UTC, SqlTypes.TIMESTAMP_WITH_TIMEZONE, SqlTypes.INSTANT);
    private static final Set<Integer> BINARIES =
            Set.of(SqlTypes.BINARY, SqlTypes.VARBINARY, SqlTypes.LONGVARBINARY, SqlTypes.LONG32VARBINARY);
    private static final Set<Integer> LOBS = Set.of(SqlTypes.CLOB, SqlTypes.NCLOB, SqlTypes.BLOB);

    /** For these classes the driver does with a value what COPY's encoder does. */
    private static final Map<Class<?>, Set<Integer>> DIRECT = Map.ofEntries(
            Map.entry(Integer.class, INTEGERS),
            Map.entry(Long.class, INTEGERS),
            Map.entry(Short.class, INTEGERS),
            Map.entry(Byte.class, INTEGERS),
            Map.entry(Boolean.class, Set.of(SqlTypes.BOOLEAN, SqlTypes.BIT)),
            Map.entry(Float.class, FLOATS),
            Map.entry(Double.class, FLOATS),
            Map.entry(BigDecimal.class, DECIMALS),
            Map.entry(BigInteger.class, DECIMALS),
            Map.entry(String.class, TEXTS),
            Map.entry(UUID.class, Set.of(SqlTypes.UUID)),
            Map.entry(byte[].class, BINARIES),
            Map.entry(LocalDate.class, Set.of(SqlTypes.DATE)),
            Map.entry(LocalTime.class, Set.of(SqlTypes.TIME)),
            Map.entry(LocalDateTime.class, Set.of(SqlTypes.TIMESTAMP)),
            Map.entry(Instant.class, TIMESTAMPS),
            Map.entry(OffsetDateTime.class, Set.of(SqlTypes.TIMESTAMP_UTC, SqlTypes.TIMESTAMP_WITH_TIMEZONE)),
            Map.entry(ZonedDateTime.class, Set.of(SqlTypes.TIMESTAMP_UTC, SqlTypes.TIMESTAMP_WITH_TIMEZONE)));

    private static final Set<Class<?>> ZONED =
            Set.of(LocalTime.class, LocalDateTime.class, Instant.class, OffsetDateTime.class, ZonedDateTime.class);

    private static final Set<String> INTEGER_COLUMNS = Set.of("int2", "int4", "int8", "numeric");
    private static final Set<String> MOMENT_COLUMNS = Set.of("timestamp", "timestamptz", "date");

    /** {@return whether relational values of a mapping go to the encoder as they are} */
    boolean isDirect(JdbcMapping mapping, PgType type, SharedSessionContractImplementor values) {
        if (mapping instanceof CustomType<?> || mapping.getJdbcJavaType() == null) {
            return false;
        }
        Class<?> relational = mapping.getJdbcJavaType().getJavaTypeClass();
        Set<Integer> codes = DIRECT.get(relational);
        if (codes == null || !codes.contains(mapping.getJdbcType().getDdlTypeCode())) {
            return false;
        }
        boolean moment = type.name().equals("timestamptz");
        return !ZONED.contains(relational)
                || values.getJdbcTimeZone() == null
                || (moment && relational != LocalDateTime.class && relational != LocalTime.class);
    }

    /** {@return the constants of an enum whose values are bound as what they are each time, else null} */
    Object @Nullable [] constants(JdbcMapping mapping) {
        return mapping instanceof CustomType<?>
                ? null
                : mapping.getJavaTypeDescriptor().getJavaTypeClass().getEnumConstants();
    }

    /** {@return what a mapping is, if a column of that type cannot hold it without loss, else null} */
    @Nullable
    String mismatch(SelectableMapping selectable, TableShape.Column column) {
        JdbcMapping mapping = selectable.getJdbcMapping();
        if (mapping instanceof CustomType<?>) {
            return null;
        }
        int code = mapping.getJdbcType().getDdlTypeCode();
        String type = column.type().name();
        if (LOBS.contains(code) && type.equals("oid")) {
            return "a large object, which COPY cannot create; map it with @JdbcTypeCode(SqlTypes.LONGVARCHAR or"
                    + " LONGVARBINARY) to text or bytea";
        }
        if (column.type().writer() == null || column.type().element() != null) {
            return null; // the server judges its text
        }
        boolean fits = true;
        if (INTEGERS.contains(code)) {
            fits = INTEGER_COLUMNS.contains(type);
        } else if (DECIMALS.contains(code)) {
            boolean whole = mapping.getJdbcJavaType() != null
                    && mapping.getJdbcJavaType().getJavaTypeClass() == BigInteger.class;
            fits = type.equals("numeric") || (whole && INTEGER_COLUMNS.contains(type));
        } else if (FLOATS.contains(code)) {
            boolean single = mapping.getJdbcJavaType() != null
                    && mapping.getJdbcJavaType().getJavaTypeClass() == Float.class;
            fits = type.equals("float8") || type.equals("numeric") || (single && type.equals("float4"));
        } else if (TEXTS.contains(code)) {
            fits = column.type().isText() || type.equals("jsonb");
        } else if (code == SqlTypes.BOOLEAN) {
            fits = type.equals("bool");
        } else if (code == SqlTypes.DATE) {
            fits = type.equals("date");
        } else if (TIMESTAMPS.contains(code)) {
            fits = MOMENT_COLUMNS.contains(type);
        } else if (code == SqlTypes.TIME) {
            fits = type.equals("time");
        } else if (code == SqlTypes.UUID) {
            fits = type.equals("uuid");
        } else if (BINARIES.contains(code)) {
            fits = type.equals("bytea");
        }
        return fits ? null : describe(selectable, mapping);
    }

    private static String describe(SelectableMapping selectable, JdbcMapping mapping) {
        String name = mapping.getJdbcType().getFriendlyName().toLowerCase(Locale.ROOT);
        Integer precision = selectable.getPrecision();
        boolean decimal = DECIMALS.contains(mapping.getJdbcType().getDdlTypeCode());
        return decimal && precision != null
                ? "numeric(" + precision + "," + (selectable.getScale() == null ? 0 : selectable.getScale()) + ")"
                : name;
    }
}
