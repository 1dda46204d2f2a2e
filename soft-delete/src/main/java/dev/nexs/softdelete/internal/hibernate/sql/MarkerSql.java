package dev.nexs.softdelete.internal.hibernate.sql;

import dev.nexs.softdelete.Marker;
import java.lang.reflect.Type;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A marker in SQL. The server's clock is the only one that is asked. */
public final class MarkerSql {

    private MarkerSql() {}

    /** The type of the column, for a migration. */
    public static String columnType(Marker marker) {
        return switch (marker) {
            case BOOLEAN -> "boolean not null default false";
            case EPOCH_MILLIS -> "bigint";
            default -> "timestamp(6) with time zone";
        };
    }

    /** The type that the column is read as. */
    public static Type javaType(Marker marker) {
        return switch (marker) {
            case BOOLEAN -> Boolean.class;
            case EPOCH_MILLIS -> Long.class;
            default -> Instant.class;
        };
    }

    /** What the column is set to when a row is trashed. */
    public static String trashedValue(Marker marker) {
        return switch (marker) {
            case BOOLEAN -> "true";
            case EPOCH_MILLIS -> "cast(extract(epoch from current_timestamp) * 1000 as bigint)";
            default -> "current_timestamp";
        };
    }

    /** What the column holds while a row is live. */
    public static @Nullable String liveValue(Marker marker) {
        return marker == Marker.BOOLEAN ? "false" : null;
    }

    /** The predicate of a live row. */
    public static String live(Marker marker, String column) {
        return marker == Marker.BOOLEAN ? column + " = false" : column + " is null";
    }

    /** The predicate of a trashed row. */
    public static String trashed(Marker marker, String column) {
        return marker == Marker.BOOLEAN ? column + " = true" : column + " is not null";
    }
}
