package dev.nexs.types;

import io.hypersistence.utils.hibernate.type.range.Range;
import java.util.function.Function;

/** The multirange types of PostgreSQL. */
public enum MultirangeKind {
    /** Of {@code Integer}. */
    INT4("int4multirange", Range::integerRange),
    /** Of {@code Long}. */
    INT8("int8multirange", Range::longRange),
    /** Of {@code BigDecimal}. */
    NUM("nummultirange", Range::bigDecimalRange),
    /** Of {@code LocalDate}. */
    DATE("datemultirange", Range::localDateRange),
    /** Of {@code LocalDateTime}. */
    TS("tsmultirange", Range::localDateTimeRange),
    /** Of {@code ZonedDateTime}. */
    TSTZ("tstzmultirange", Range::zonedDateTimeRange);

    private final String sqlType;

    @SuppressWarnings("ImmutableEnumChecker") // method references without state
    private final Function<String, Range<?>> parser;

    MultirangeKind(String sqlType, Function<String, Range<?>> parser) {
        this.sqlType = sqlType;
        this.parser = parser;
    }

    /** PostgreSQL's name. */
    public String sqlType() {
        return sqlType;
    }

    /** One range of it, from PostgreSQL's text. */
    public Range<?> parse(String range) {
        return parser.apply(range);
    }
}
