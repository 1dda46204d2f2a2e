package dev.nexs.tenancy.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows of one tenant in the tables that all share. Which tables those are, the policies say. */
final class TenantRows {

    private static final String TABLES =
            "select polrelid::regclass::text from pg_policy where polname = '" + RowPolicies.TENANT_POLICY + "'";

    /** A policy by column depends on no other table. */
    private static final String COLUMNS = "select p.polrelid::regclass::text, quote_ident(a.attname)"
            + " from pg_policy p join pg_depend d on d.classid = 'pg_policy'::regclass and d.objid = p.oid"
            + " and d.refclassid = 'pg_class'::regclass and d.refobjid = p.polrelid and d.refobjsubid > 0"
            + " join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid"
            + " where p.polname = '" + RowPolicies.TENANT_POLICY + "' and not exists (select 1 from pg_depend o"
            + " where o.classid = 'pg_policy'::regclass and o.objid = p.oid and o.refclassid = 'pg_class'::regclass"
            + " and o.refobjid <> p.polrelid)";

    private static final String KEYS = "select distinct conrelid::regclass::text, confrelid::regclass::text"
            + " from pg_constraint where contype = 'f' and conrelid <> confrelid";

    private final Connection connection;

    TenantRows(Connection connection) {
        this.connection = connection;
    }

    /** Deletes every row that the policies show. */
    void deleteAll() throws SQLException {
        Sql.execute(connection, "set constraints all deferred");
        for (String table : children(Sql.query(connection, TABLES, row -> row.getString(1)))) {
            Sql.execute(connection, "delete from " + table);
        }
    }

    /** Gives all rows of one tenant to another name, as a role that may see both. */
    void rename(String from, String to) throws SQLException {
        Sql.execute(connection, "set constraints all deferred");
        List<String[]> columns =
                Sql.query(connection, COLUMNS, row -> new String[] {row.getString(1), row.getString(2)});
        for (String[] column : columns) {
            Sql.update(
                    connection,
                    "update " + column[0] + " set " + column[1] + " = " + "?" + " where " + column[1] + " = ?",
                    to,
                    from);
        }
    }

    /** {@return the tables, those that refer to others before those} */
    private List<String> children(List<String> tables) throws SQLException {
        Map<String, Set<String>> referring = new HashMap<>();
        Sql.query(connection, KEYS, row -> new String[] {row.getString(1), row.getString(2)})
                .forEach(key -> referring
                        .computeIfAbsent(key[1], any -> new LinkedHashSet<>())
                        .add(key[0]));
        Set<String> ordered = new LinkedHashSet<>();
        tables.forEach(table -> visit(table, referring, ordered, new LinkedHashSet<>()));
        List<String> wanted = new ArrayList<>(ordered);
        wanted.retainAll(Set.copyOf(tables));
        return wanted;
    }

    private static void visit(String table, Map<String, Set<String>> referring, Set<String> ordered, Set<String> path) {
        if (ordered.contains(table) || !path.add(table)) {
            return;
        }
        referring.getOrDefault(table, Set.of()).forEach(child -> visit(child, referring, ordered, path));
        ordered.add(table);
    }
}
