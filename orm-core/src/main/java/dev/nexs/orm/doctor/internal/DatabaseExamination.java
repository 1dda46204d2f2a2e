package dev.nexs.orm.doctor.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** The database on the primary: the login's rights, indexes, sequences, bloat, row-level security. */
public final class DatabaseExamination {

    /** Below this an index costs nobody anything. */
    private static final long SMALL = 8L << 20;

    private static final int FULL_PERCENT = 75;

    private static final String USERS = " n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like"
            + " 'pg_toast%' and n.nspname not like 'pg_temp%' ";

    private final Connection connection;
    private final Notes notes;

    private DatabaseExamination(Connection connection, Notes notes) {
        this.connection = connection;
        this.notes = notes;
    }

    /** Adds how often each index was used on this server: what the primary does not use a replica may. */
    public static void addScans(Connection connection, Map<String, Long> scans) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "select quote_ident(schemaname) || '.' || quote_ident(indexrelname), idx_scan"
                                + " from pg_catalog.pg_stat_user_indexes");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                scans.merge(rows.getString(1), rows.getLong(2), Long::sum);
            }
        }
    }

    /** Looks at the database. */
    public static void run(Connection connection, Map<String, Long> scans, Notes notes) throws SQLException {
        DatabaseExamination examination = new DatabaseExamination(connection, notes);
        examination.role();
        examination.extension();
        examination.foreignKeys();
        examination.indexes(scans);
        examination.sequences();
        examination.bloat();
        examination.rowSecurity();
    }

    private void role() throws SQLException {
        notes.check(
                connection,
                "role",
                "select rolname, rolsuper, rolbypassrls from pg_catalog.pg_roles where rolname = current_user",
                row -> {
                    if (row.getBoolean(2)) {
                        notes.warn(
                                "role.superuser",
                                row.getString(1),
                                "The application logs in as a superuser: row-level security, limits and every"
                                        + " privilege are void for it",
                                "Make a role that owns nothing and has only the rights that it needs");
                    } else if (row.getBoolean(3)) {
                        notes.warn(
                                "role.bypass-rls",
                                row.getString(1),
                                "The role bypasses row-level security",
                                "ALTER ROLE … NOBYPASSRLS");
                    }
                });
    }

    private void extension() throws SQLException {
        notes.check(
                connection,
                "database",
                "select count(*) from pg_catalog.pg_extension where extname = 'pg_stat_statements'",
                row -> {
                    if (row.getInt(1) == 0) {
                        notes.note(
                                "server.statements-extension",
                                "database",
                                "pg_stat_statements is not there, so nobody knows which statements cost most",
                                "Add it to shared_preload_libraries, restart, CREATE EXTENSION pg_stat_statements");
                    }
                });
    }

    private void foreignKeys() throws SQLException {
        notes.check(
                connection,
                "foreign keys",
                "select c.conrelid::regclass::text, c.conname, (select string_agg(quote_ident(a.attname), ', ' order by"
                        + " k.place) from unnest(c.conkey) with ordinality k(number, place) join pg_catalog.pg_attribute a"
                        + " on a.attrelid = c.conrelid and a.attnum = k.number) from pg_catalog.pg_constraint c"
                        + " join pg_catalog.pg_class t on t.oid = c.conrelid"
                        + " join pg_catalog.pg_namespace n on n.oid = t.relnamespace"
                        + " where c.contype = 'f' and c.conparentid = 0 and" + USERS
                        + "and not exists (select 1 from pg_catalog.pg_index i where i.indrelid = c.conrelid and"
                        + " i.indisvalid and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) like '%IS NOT"
                        + " NULL%') and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)",
                row -> notes.warn(
                        "index.foreign-key",
                        row.getString(1) + "(" + row.getString(3) + ")",
                        "No index begins with the columns of foreign key " + row.getString(2)
                                + ": a delete or key change of the other side scans this table under a lock",
                        "CREATE INDEX CONCURRENTLY ON " + row.getString(1) + " (" + row.getString(3) + ")"));
    }

    private void indexes(Map<String, Long> scans) throws SQLException {
        notes.check(
                connection,
                "indexes",
                "select i.indexrelid::regclass::text from pg_catalog.pg_index i where not i.indisvalid and not exists"
                        + " (select 1 from pg_catalog.pg_stat_progress_create_index p where p.index_relid ="
                        + " i.indexrelid)",
                row -> notes.error(
                        "index.invalid",
                        row.getString(1),
                        "The index is invalid: it is kept up to date and used by nobody. A CREATE INDEX CONCURRENTLY"
                                + " failed",
                        "REINDEX INDEX CONCURRENTLY " + row.getString(1) + ", or drop it"));
        notes.check(
                connection,
                "indexes",
                "select quote_ident(s.schemaname) || '.' || quote_ident(s.indexrelname), s.relid::regclass::text,"
                        + " pg_catalog.pg_relation_size(s.indexrelid), pg_catalog.pg_size_pretty("
                        + "pg_catalog.pg_relation_size(s.indexrelid)) from pg_catalog.pg_stat_user_indexes s"
                        + " join pg_catalog.pg_index i on i.indexrelid = s.indexrelid where not i.indisunique"
                        + " and not i.indisreplident and pg_catalog.pg_relation_size(s.indexrelid) >= " + SMALL,
                row -> {
                    if (scans.getOrDefault(row.getString(1), 0L) == 0) {
                        notes.note(
                                "index.unused",
                                row.getString(1),
                                "No node of the URL has used the index of " + row.getString(2)
                                        + " since its statistics began; it takes " + row.getString(4)
                                        + " and slows down every write",
                                "If it serves no rare report: DROP INDEX CONCURRENTLY " + row.getString(1));
                    }
                });
        notes.check(
                connection,
                "indexes",
                "select a.indexrelid::regclass::text, b.indexrelid::regclass::text from pg_catalog.pg_index a"
                        + " join pg_catalog.pg_index b on a.indrelid = b.indrelid and a.indexrelid > b.indexrelid"
                        + " and a.indkey::text = b.indkey::text and a.indclass::text = b.indclass::text"
                        + " and a.indoption::text = b.indoption::text and a.indcollation::text = b.indcollation::text"
                        + " and coalesce(pg_get_expr(a.indexprs, a.indrelid), '') = coalesce(pg_get_expr(b.indexprs,"
                        + " b.indrelid), '') and coalesce(pg_get_expr(a.indpred, a.indrelid), '') ="
                        + " coalesce(pg_get_expr(b.indpred, b.indrelid), '')"
                        + " and not a.indisprimary and (not a.indisunique or b.indisunique)",
                row -> notes.warn(
                        "index.duplicate",
                        row.getString(1),
                        "The index is the same as " + row.getString(2),
                        "DROP INDEX CONCURRENTLY " + row.getString(1) + " (or the constraint that owns it)"));
    }

    private void sequences() throws SQLException {
        notes.check(
                connection,
                "sequences",
                "select quote_ident(s.schemaname) || '.' || quote_ident(s.sequencename), s.last_value,"
                        + " least(s.max_value, case a.atttypid when 'int2'::regtype then 32767 when 'int4'::regtype then"
                        + " 2147483647 else s.max_value end), d.refobjid::regclass::text || '.' || a.attname"
                        + " from pg_catalog.pg_sequences s"
                        + " join pg_catalog.pg_class c on c.relname = s.sequencename and c.relkind = 'S' and"
                        + " c.relnamespace = quote_ident(s.schemaname)::regnamespace"
                        + " left join pg_catalog.pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and"
                        + " d.deptype in ('a', 'i') and d.refobjsubid > 0"
                        + " left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid"
                        + " where s.last_value is not null and not s.cycle and s.increment_by > 0",
                row -> {
                    double share = 100.0 * row.getLong(2) / row.getLong(3);
                    if (share >= FULL_PERCENT) {
                        String column = row.getString(4);
                        notes.error(
                                "sequence.exhaustion",
                                row.getString(1),
                                Math.round(share) + " % of its values up to " + row.getLong(3) + " are used"
                                        + (column == null ? "" : " (by " + column + ")"),
                                "Make the column and the sequence bigint before it ends; on a large table by a new"
                                        + " column that is filled in portions");
                    }
                });
    }

    private void bloat() throws SQLException {
        notes.check(
                connection,
                "tables",
                "select relid::regclass::text, n_dead_tup, n_live_tup, coalesce(greatest(last_autovacuum,"
                        + " last_vacuum)::text, 'never') from pg_catalog.pg_stat_user_tables"
                        + " where n_dead_tup > 10000 and n_dead_tup > n_live_tup / 5",
                row -> notes.warn(
                        "table.bloat",
                        row.getString(1),
                        row.getLong(2) + " dead rows beside " + row.getLong(3) + " live ones; last vacuumed: "
                                + row.getString(4),
                        "VACUUM (ANALYZE) " + row.getString(1) + "; if it stays so, lower"
                                + " autovacuum_vacuum_scale_factor of the table and look for old transactions"));
    }

    private void rowSecurity() throws SQLException {
        notes.check(
                connection,
                "row-level security",
                "select c.oid::regclass::text, c.relforcerowsecurity, pg_catalog.pg_has_role(c.relowner, 'USAGE'),"
                        + " (select count(*) from pg_catalog.pg_policy p where p.polrelid = c.oid)"
                        + " from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
                        + " where c.relrowsecurity and" + USERS,
                row -> {
                    if (!row.getBoolean(2) && row.getBoolean(3)) {
                        notes.error(
                                "rls.not-forced",
                                row.getString(1),
                                "Row-level security is enabled but not forced, and the login may act as the table's owner:"
                                        + " it sees every row",
                                "ALTER TABLE " + row.getString(1) + " FORCE ROW LEVEL SECURITY");
                    }
                    if (row.getInt(4) == 0) {
                        notes.warn(
                                "rls.no-policy",
                                row.getString(1),
                                "Row-level security is enabled and there is no policy, so nobody but owners sees a row",
                                "Create a policy, or disable it");
                    }
                });
    }
}
