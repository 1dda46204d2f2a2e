package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.Marker;
import dev.nexs.softdelete.internal.hibernate.model.Ddl;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.mapping.Table;

/** Partial indexes, which hold or help among live rows only. Hibernate's own index model knows no predicate. */
final class Indexes {

    private static final int LONGEST_NAME = 63;

    private Indexes() {}

    static Ddl addUnique(
            InFlightMetadataCollector metadata, Table table, List<String> columns, Marker marker, String markerColumn) {
        return add(metadata, table, "unique index", "uk", columns, MarkerSql.live(marker, markerColumn));
    }

    static Ddl addLive(
            InFlightMetadataCollector metadata, Table table, List<String> columns, Marker marker, String markerColumn) {
        return add(metadata, table, "index", "live", columns, MarkerSql.live(marker, markerColumn));
    }

    static String uniqueName(Table table, List<String> columns) {
        return name("uk", table, columns);
    }

    /** For purge and for the trash: few rows, found by when they were trashed. */
    static Ddl addTrashed(InFlightMetadataCollector metadata, Table table, Marker marker, String markerColumn) {
        return add(metadata, table, "index", "trash", List.of(markerColumn), MarkerSql.trashed(marker, markerColumn));
    }

    private static Ddl add(
            InFlightMetadataCollector metadata,
            Table table,
            String kind,
            String prefix,
            List<String> columns,
            String predicate) {
        Ddl create = new Ddl(
                "create " + kind + " if not exists " + name(prefix, table, columns) + " on ",
                table,
                " (" + String.join(", ", columns) + ") where " + predicate);
        metadata.addAuxiliaryDatabaseObject(create.generated());
        return create;
    }

    /**
     * A constraint of Hibernate's that would hold among trashed rows too becomes one among the live. Hibernate's model
     * does not let go of a unique key, and PostgreSQL may have chosen its name, so it is dropped by its columns.
     */
    static List<Ddl> relax(
            InFlightMetadataCollector metadata, Table table, List<String> columns, Marker marker, String markerColumn) {
        String names = columns.stream()
                .map(Indexes::stored)
                .sorted()
                .map(name -> "'" + name.replace("'", "''") + "'")
                .collect(Collectors.joining(", "));
        Ddl drop = new Ddl(
                "do $nexs$ declare t regclass = '",
                table,
                "'; c name; begin for c in select conname from pg_constraint where contype = 'u' and conrelid = t and"
                        + " (select array_agg(attname::text order by attname::text collate \"C\") from pg_attribute"
                        + " where attrelid = conrelid and attnum = any(conkey)) = array[" + names + "]"
                        + " loop execute format('alter table %s drop constraint %I', t, c); end loop; end $nexs$");
        metadata.addAuxiliaryDatabaseObject(drop.generated());
        return List.of(drop, addUnique(metadata, table, columns, marker, markerColumn));
    }

    /** The name of a column as PostgreSQL stores it: in small letters if it is not quoted. */
    private static String stored(String column) {
        return column.startsWith("\"") ? column.substring(1, column.length() - 1) : column.toLowerCase(Locale.ROOT);
    }

    /** In a schema that has one already; the mapping creates none. */
    static Ddl dropPrimaryKey(Table table) {
        return new Ddl(
                "do $nexs$ declare t regclass = '",
                table,
                "'; c name; begin for c in select conname from pg_constraint where contype = 'p' and conrelid = t"
                        + " loop execute format('alter table %s drop constraint %I', t, c); end loop; end $nexs$");
    }

    /** Long names end in a hash: PostgreSQL would cut them off and might make two of them the same. */
    private static String name(String prefix, Table table, List<String> columns) {
        String name =
                (prefix + "_" + table.getName() + "_" + String.join("_", columns)).replaceAll("[^A-Za-z0-9_]", "");
        return name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME - 9) + "_" + Integer.toHexString(name.hashCode());
    }
}
