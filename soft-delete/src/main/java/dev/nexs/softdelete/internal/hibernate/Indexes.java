package dev.nexs.softdelete.internal.hibernate;

import dev.nexs.softdelete.Marker;
import java.util.List;
import java.util.Set;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.model.relational.SimpleAuxiliaryDatabaseObject;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.mapping.Table;

/** Partial indexes, which hold or help among live rows only. Hibernate's own index model knows no predicate. */
final class Indexes {

    private static final int LONGEST_NAME = 63;

    private Indexes() {}

    static String addUnique(
            InFlightMetadataCollector metadata, Table table, List<String> columns, Marker marker, String markerColumn) {
        return add(metadata, table, "unique index", "uk", columns, MarkerSql.live(marker, markerColumn));
    }

    static String uniqueName(Table table, List<String> columns) {
        return name("uk", table, columns);
    }

    /** For purge and for the trash: few rows, found by when they were trashed. */
    static String addTrashed(InFlightMetadataCollector metadata, Table table, Marker marker, String markerColumn) {
        return add(
                metadata,
                table,
                "index",
                "trash",
                List.of(markerColumn),
                MarkerSql.trashed(marker, markerColumn));
    }

    private static String add(
            InFlightMetadataCollector metadata,
            Table table,
            String kind,
            String prefix,
            List<String> columns,
            String predicate) {
        String tableName = table.getQualifiedTableName().render();
        String name = name(prefix, table, columns);
        String create = "create " + kind + " if not exists " + name + " on " + tableName + " ("
                + String.join(", ", columns) + ") where " + predicate;
        Namespace namespace = metadata.getDatabase().getDefaultNamespace();
        metadata.addAuxiliaryDatabaseObject(new SimpleAuxiliaryDatabaseObject(
                namespace, create, "drop index if exists " + name, Set.of()));
        return create;
    }

    /** Long names end in a hash: PostgreSQL would cut them off and might make two of them the same. */
    private static String name(String prefix, Table table, List<String> columns) {
        String name = (prefix + "_" + table.getName() + "_" + String.join("_", columns)).replaceAll("[^A-Za-z0-9_]", "");
        return name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME - 9) + "_" + Integer.toHexString(name.hashCode());
    }
}
