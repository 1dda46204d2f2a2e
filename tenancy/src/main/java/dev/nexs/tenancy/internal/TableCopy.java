package dev.nexs.tenancy.internal;

import static dev.nexs.tenancy.internal.TenantNames.quoted;

import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.TenancyException.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/**
 * Copies all tables of one schema into the same tables of another, with COPY from server to server, and proves by counts and
 * checksums that they are the same. A table that is the same already is not copied again, so a copy that was broken off
 * goes on where it was.
 */
final class TableCopy {

    /** Settings that change how a row looks as text. */
    private static final List<String> SAME_TEXT = List.of(
            "set local timezone = 'UTC'",
            "set local datestyle = 'ISO, YMD'",
            "set local intervalstyle = 'postgres'",
            "set local bytea_output = 'hex'",
            "set local extra_float_digits = 1",
            "set local statement_timeout = 0");

    private final Connection source;
    private final String from;
    private final Connection target;
    private final String to;
    private final String tenant;

    TableCopy(String tenant, Connection source, String from, Connection target, String to) {
        this.tenant = tenant;
        this.source = source;
        this.from = from;
        this.target = target;
        this.to = to;
    }

    private record Sum(long rows, String checksum) {}

    /** Copies, within transactions that are open on both sides; {@return the rows of each table} */
    Map<String, Long> run() throws SQLException {
        Sql.execute(source, SAME_TEXT);
        Sql.execute(target, SAME_TEXT);
        Map<String, Long> rows = new LinkedHashMap<>();
        List<String> parentsFirst = parentsFirst();
        requireSameTables(parentsFirst);
        List<String> stale = new ArrayList<>();
        for (String table : parentsFirst) {
            Sum wanted = sum(source, from, table);
            rows.put(table, wanted.rows());
            if (!wanted.equals(sum(target, to, table))) {
                stale.add(table);
            }
        }
        if (!stale.isEmpty()) {
            empty(stale);
            for (String table : parentsFirst) {
                if (stale.contains(table) || sum(target, to, table).rows() != rows.getOrDefault(table, 0L)) {
                    copy(table);
                    verify(table);
                }
            }
        }
        sequences();
        return rows;
    }

    private void empty(List<String> tables) throws SQLException {
        List<String> names =
                tables.stream().map(table -> quoted(to) + "." + quoted(table)).toList();
        Sql.execute(target, "truncate " + String.join(", ", names) + " cascade");
    }

    private void requireSameTables(List<String> tables) throws SQLException {
        Set<String> there = Set.copyOf(tables(target, to));
        List<String> missing =
                tables.stream().filter(table -> !there.contains(table)).toList();
        if (!missing.isEmpty()) {
            throw new TenancyException(
                    Reason.FAILED,
                    tenant,
                    "The tenant '" + tenant + "' has tables that its migrations do not make: " + missing
                            + "; nothing was copied. Put them into a migration, or drop them");
        }
    }

    private static List<String> tables(Connection connection, String schema) throws SQLException {
        return Sql.query(
                connection,
                "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ?"
                        + " and c.relkind in ('r', 'p') and not c.relispartition"
                        + " and c.relname <> 'flyway_schema_history' order by 1",
                row -> row.getString(1),
                schema);
    }

    private List<String> parentsFirst() throws SQLException {
        List<String> tables = tables(source, from);
        Map<String, Set<String>> parents = new HashMap<>();
        Sql.query(
                        source,
                        "select c.relname, p.relname from pg_constraint k join pg_class c on c.oid = k.conrelid"
                                + " join pg_class p on p.oid = k.confrelid join pg_namespace n on n.oid = c.relnamespace"
                                + " where k.contype = 'f' and n.nspname = ? and c.oid <> p.oid",
                        row -> new String[] {row.getString(1), row.getString(2)},
                        from)
                .forEach(key -> parents.computeIfAbsent(key[0], any -> new LinkedHashSet<>())
                        .add(key[1]));
        Set<String> ordered = new LinkedHashSet<>();
        tables.forEach(table -> visit(table, parents, ordered, new LinkedHashSet<>()));
        ordered.retainAll(Set.copyOf(tables));
        return List.copyOf(ordered);
    }

    private static void visit(String table, Map<String, Set<String>> parents, Set<String> ordered, Set<String> path) {
        if (ordered.contains(table) || !path.add(table)) {
            return;
        }
        parents.getOrDefault(table, Set.of()).forEach(parent -> visit(parent, parents, ordered, path));
        ordered.add(table);
    }

    private String columns(String table) throws SQLException {
        return String.join(
                ", ",
                Sql.query(
                        source,
                        "select quote_ident(attname) from pg_attribute where attrelid = to_regclass(?) and attnum > 0"
                                + " and not attisdropped and attgenerated = '' order by attname",
                        row -> row.getString(1),
                        quoted(from) + "." + quoted(table)));
    }

    private Sum sum(Connection connection, String schema, String table) throws SQLException {
        return Sql.query(
                        connection,
                        "select count(*), coalesce(sum(hashtextextended(row(" + columns(table)
                                + ")::text, 0)::numeric), 0)" + "::text from " + quoted(schema) + "." + quoted(table),
                        row -> new Sum(row.getLong(1), row.getString(2)))
                .get(0);
    }

    private void copy(String table) throws SQLException {
        String columns = columns(table);
        CopyManager reader = source.unwrap(PGConnection.class).getCopyAPI();
        CopyManager writer = target.unwrap(PGConnection.class).getCopyAPI();
        CopyOut out = reader.copyOut("copy (select " + columns + " from " + quoted(from) + "." + quoted(table)
                + ") to stdout (format binary)");
        CopyIn in = null;
        try {
            in = writer.copyIn(
                    "copy " + quoted(to) + "." + quoted(table) + " (" + columns + ") from stdin (format binary)");
            for (byte[] chunk = out.readFromCopy(); chunk != null; chunk = out.readFromCopy()) {
                in.writeToCopy(chunk, 0, chunk.length);
            }
            in.endCopy();
        } finally {
            if (in != null && in.isActive()) {
                in.cancelCopy();
            }
            if (out.isActive()) {
                out.cancelCopy();
            }
        }
    }

    private void verify(String table) throws SQLException {
        Sum wanted = sum(source, from, table);
        Sum found = sum(target, to, table);
        if (!wanted.equals(found)) {
            throw new TenancyException(
                    Reason.FAILED,
                    tenant,
                    "The copy of the table '" + table + "' of the tenant '" + tenant + "' differs: " + wanted
                            + " here, " + found + " there. Nothing was switched over");
        }
    }

    private void sequences() throws SQLException {
        for (String sequence : Sql.query(
                source,
                "select sequencename from pg_sequences where schemaname = ? and last_value is not null",
                row -> row.getString(1),
                from)) {
            long[] at = Sql.query(
                            source, "select last_value, is_called from " + quoted(from) + "." + quoted(sequence), row ->
                                    new long[] {row.getLong(1), row.getBoolean(2) ? 1 : 0})
                    .get(0);
            Sql.query(
                    target,
                    "select setval(to_regclass(?), ?, ?)",
                    row -> true,
                    quoted(to) + "." + quoted(sequence),
                    at[0],
                    at[1] == 1);
        }
    }

    /** Waits for those who write, and keeps others from it until the transaction ends. */
    void lockSource() throws SQLException {
        List<String> names = tables(source, from).stream()
                .map(table -> quoted(from) + "." + quoted(table))
                .toList();
        if (!names.isEmpty()) {
            Sql.execute(source, "lock table " + String.join(", ", names) + " in share mode");
        }
    }
}
