package dev.nexs.orm.doctor.internal.hibernate;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table as the server has it.
 *
 * @param oid its oid
 * @param kind {@code r} a table, {@code p} a partitioned one, {@code v} a view, and so on
 * @param columns by name
 * @param indexes all of them
 * @param foreignKeys columns of each, with the table that it leads to
 */
record LiveTable(
        long oid, String kind, Map<String, LiveColumn> columns, List<LiveIndex> indexes, List<LiveKey> foreignKeys) {

    /** A column; {@code type} is written as the server does, a domain's as what it is made of. */
    record LiveColumn(
            String name,
            String type,
            boolean notNull,
            @Nullable String fallback,
            boolean filledByServer) {}

    /** An index; expressions have no name in {@code columns}. */
    record LiveIndex(
            String name,
            String method,
            List<String> columns,
            @Nullable String predicate,
            boolean unique,
            boolean valid) {

        boolean beginsWith(List<String> wanted) {
            return columns.size() >= wanted.size()
                    && new HashSet<>(columns.subList(0, wanted.size())).containsAll(wanted);
        }
    }

    /** A foreign key. */
    record LiveKey(List<String> columns, long target) {}

    static @Nullable LiveTable read(Connection connection, String sqlName) throws SQLException {
        long oid;
        String kind;
        try (PreparedStatement query = connection.prepareStatement(
                "select oid, relkind from pg_catalog.pg_class where oid = pg_catalog.to_regclass(?)")) {
            query.setString(1, sqlName);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                oid = row.getLong(1);
                kind = row.getString(2);
            }
        }
        return new LiveTable(oid, kind, columns(connection, oid), indexes(connection, oid), keys(connection, oid));
    }

    private static Map<String, LiveColumn> columns(Connection connection, long oid) throws SQLException {
        Map<String, LiveColumn> columns = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select a.attname, case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod)"
                        + " else format_type(a.atttypid, a.atttypmod) end,"
                        + " a.attnotnull or t.typnotnull, pg_get_expr(d.adbin, d.adrelid),"
                        + " a.attidentity <> '' or a.attgenerated <> ''"
                        + " from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid"
                        + " left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum"
                        + " where a.attrelid = ? and a.attnum > 0 and not a.attisdropped order by a.attnum")) {
            query.setLong(1, oid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.put(
                            row.getString(1),
                            new LiveColumn(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getBoolean(3),
                                    row.getString(4),
                                    row.getBoolean(5)));
                }
            }
        }
        return columns;
    }

    private static List<LiveIndex> indexes(Connection connection, long oid) throws SQLException {
        List<LiveIndex> indexes = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select i.indexrelid::regclass::text, m.amname, (select array_agg(coalesce(a.attname::text, '') order by"
                        + " k.place) from unnest(i.indkey::int2[]) with ordinality k(number, place) left join"
                        + " pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and k.number > 0"
                        + " where k.place <= i.indnkeyatts), pg_get_expr(i.indpred, i.indrelid), i.indisunique,"
                        + " i.indisvalid from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid"
                        + " join pg_catalog.pg_am m on m.oid = c.relam where i.indrelid = ?")) {
            query.setLong(1, oid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    indexes.add(new LiveIndex(
                            row.getString(1),
                            row.getString(2),
                            strings(row.getArray(3)),
                            row.getString(4),
                            row.getBoolean(5),
                            row.getBoolean(6)));
                }
            }
        }
        return indexes;
    }

    private static List<LiveKey> keys(Connection connection, long oid) throws SQLException {
        List<LiveKey> keys = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select (select array_agg(a.attname::text order by k.place) from unnest(c.conkey) with ordinality"
                        + " k(number, place) join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum ="
                        + " k.number), c.confrelid from pg_catalog.pg_constraint c where c.contype = 'f' and c.conrelid = ?")) {
            query.setLong(1, oid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    keys.add(new LiveKey(strings(row.getArray(1)), row.getLong(2)));
                }
            }
        }
        return keys;
    }

    private static List<String> strings(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }

    /** {@return whether rows are found by these columns without reading all} */
    boolean hasIndexOn(List<String> wanted) {
        return indexes.stream()
                .anyMatch(index -> index.valid()
                        && index.beginsWith(wanted)
                        && (index.predicate() == null || index.predicate().contains("IS NOT NULL")));
    }

    /** {@return whether live rows are unique by these columns} */
    boolean isUniqueBy(List<String> wanted) {
        return indexes.stream()
                .anyMatch(index -> index.valid()
                        && index.unique()
                        && index.columns().size() == wanted.size()
                        && index.beginsWith(wanted));
    }
}
