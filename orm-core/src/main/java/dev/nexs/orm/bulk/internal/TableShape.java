package dev.nexs.orm.bulk.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table as the server has it.
 *
 * @param name as it is written in SQL
 * @param columns by their names without quotes, in the table's order
 * @param rowSecurity whether policies hold for this role, so that COPY is refused
 * @param insertTriggers the triggers that an insert calls
 * @param fillsIn whether one of them runs before the row is checked, and so may fill in what is missing
 * @param mayInsert whether the role may insert
 */
public record TableShape(
        String name,
        Map<String, Column> columns,
        boolean rowSecurity,
        List<String> insertTriggers,
        boolean fillsIn,
        boolean mayInsert) {

    /**
     * A column.
     *
     * @param name without quotes
     * @param type how its values are encoded
     * @param definition as the server writes it
     * @param notNull whether null is refused
     * @param hasDefault whether the server has something to put in, an identity included
     * @param computed whether it is generated from others and cannot be written
     */
    public record Column(
            String name, PgType type, String definition, boolean notNull, boolean hasDefault, boolean computed) {}

    /** {@return the table, or null if there is none of that name} */
    public static @Nullable TableShape read(Connection connection, String table) throws SQLException {
        long oid;
        boolean rowSecurity;
        boolean mayInsert;
        try (PreparedStatement query =
                connection.prepareStatement("SELECT c.oid::int8, pg_catalog.row_security_active(c.oid),"
                        + " pg_catalog.has_table_privilege(c.oid, 'INSERT')"
                        + " OR pg_catalog.has_any_column_privilege(c.oid, 'INSERT')"
                        + " FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(?)")) {
            query.setString(1, table);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                oid = row.getLong(1);
                rowSecurity = row.getBoolean(2);
                mayInsert = row.getBoolean(3);
            }
        }
        List<Object[]> raw = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT a.attname, a.atttypid::int8, pg_catalog.format_type(a.atttypid, a.atttypmod),"
                        + " a.attnotnull OR t.typnotnull, a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL,"
                        + " a.attgenerated <> ''"
                        + " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
                        + " WHERE a.attrelid = ?::int8::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum")) {
            query.setLong(1, oid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    raw.add(new Object[] {
                        row.getString(1),
                        (int) row.getLong(2),
                        row.getString(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6)
                    });
                }
            }
        }
        Map<Integer, PgType> types = PgType.read(
                connection, raw.stream().map(each -> (Integer) each[1]).collect(Collectors.toSet()));
        Map<String, Column> columns = new LinkedHashMap<>();
        for (Object[] each : raw) {
            PgType type = types.get((Integer) each[1]);
            if (type != null) {
                columns.put(
                        (String) each[0],
                        new Column(
                                (String) each[0],
                                type,
                                (String) each[2],
                                (boolean) each[3],
                                (boolean) each[4],
                                (boolean) each[5]));
            }
        }
        List<String> triggers = new ArrayList<>();
        boolean fillsIn = false;
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT tgname, tgtype & 2 <> 0 OR tgtype & 64 <> 0 FROM pg_catalog.pg_trigger"
                        + " WHERE tgrelid = ?::int8::oid AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
                        + " AND tgtype & 4 <> 0 ORDER BY tgname")) {
            query.setLong(1, oid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    triggers.add(row.getString(1));
                    fillsIn |= row.getBoolean(2);
                }
            }
        }
        return new TableShape(table, columns, rowSecurity, List.copyOf(triggers), fillsIn, mayInsert);
    }

    /** {@return the column of that name, which may be quoted, or null} */
    public @Nullable Column column(String sql) {
        return columns.get(plainName(sql));
    }

    /** {@return a name as the catalogue has it: without quotes, or in lower case} */
    public static String plainName(String sql) {
        return sql.length() > 1 && sql.charAt(0) == '"'
                ? sql.substring(1, sql.length() - 1).replace("\"\"", "\"")
                : sql.toLowerCase(Locale.ROOT);
    }

    /** {@return a name as SQL has it, whatever is in it} */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
