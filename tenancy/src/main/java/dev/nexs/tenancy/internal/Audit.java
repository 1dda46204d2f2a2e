package dev.nexs.tenancy.internal;

import dev.nexs.tenancy.AuditReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Asks the server, as the application, whether anything lets a tenant past the walls: the role itself, and for rows each
 * table, partition and view that holds or shows them.
 */
final class Audit {

    private static final String ROLE =
            "select rolname, rolsuper, rolbypassrls, rolcreaterole from pg_roles where" + " rolname = current_user";

    /** Other roles whose rights the application has or may take. */
    private static final String MEMBER =
            "select rolname, rolsuper, rolbypassrls from pg_roles where rolname <> current_user and"
                    + " pg_has_role(current_user, oid, 'MEMBER') and (rolsuper or rolbypassrls or rolname = ?)";

    private static final String TABLES = "select c.oid::regclass::text as name, c.relkind, c.relrowsecurity,"
            + " c.relforcerowsecurity, pg_get_userbyid(c.relowner) = current_user as owned,"
            + " has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE') as used,"
            + " has_table_privilege(c.oid, 'TRUNCATE') as truncates,"
            + " c.relispartition,"
            + " (select count(*) from pg_policy p where p.polrelid = c.oid and p.polname = '"
            + RowPolicies.TENANT_POLICY + "') as policies,"
            + " (select string_agg(p.polname, ', ') from pg_policy p where p.polrelid = c.oid and p.polpermissive and"
            + " p.polname <> '" + RowPolicies.TENANT_POLICY + "' and (p.polroles = '{0}' or exists (select 1 from"
            + " unnest(p.polroles) r(oid) where pg_has_role(current_user, r.oid, 'MEMBER')))) as others,"
            + " exists (select 1 from pg_index i where i.indrelid = c.oid and i.indisprimary and exists (select 1 from"
            + " pg_attribute a where a.attrelid = c.oid and a.attname = any (?) and a.attnum = any (i.indkey)))"
            + " as keyed"
            + " from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p')"
            + " and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_'"
            + " and (c.oid = any (array(select to_regclass(t) from unnest(?::text[]) t)::oid[]) or exists (select 1 from"
            + " pg_attribute a where a.attrelid = c.oid and a.attname = any (?) and not a.attisdropped)) order by 1";

    private static final String VIEWS = "select distinct v.oid::regclass::text, v.relkind = 'm',"
            + " coalesce(v.reloptions::text, '') ~ 'security_invoker=(true|on|1|yes)' from pg_rewrite r"
            + " join pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm')"
            + " join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid"
            + " join pg_policy p on p.polrelid = d.refobjid and p.polname = '" + RowPolicies.TENANT_POLICY + "'"
            + " where d.refclassid = 'pg_class'::regclass and has_table_privilege(v.oid, 'SELECT') order by 1";

    private static final String DEFINERS =
            "select distinct p.oid::regprocedure::text from pg_proc p join pg_namespace n on"
                    + " n.oid = p.pronamespace where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')"
                    + " and has_function_privilege(p.oid, 'EXECUTE') and exists (select 1 from pg_class c where"
                    + " c.relowner = p.proowner and c.relrowsecurity) order by 1";

    private final List<String> findings = new ArrayList<>();
    private final List<String> advice = new ArrayList<>();
    private final Connection connection;

    Audit(Connection connection) {
        this.connection = connection;
    }

    /** The role. */
    Audit role(@Nullable String owner) throws SQLException {
        Sql.query(connection, ROLE, row -> {
            String name = row.getString("rolname");
            if (row.getBoolean("rolsuper")) {
                findings.add("The application's role '" + name
                        + "' is a superuser, whom nothing keeps out; log in as an" + " ordinary role");
            } else if (row.getBoolean("rolbypassrls")) {
                findings.add("The application's role '" + name + "' has BYPASSRLS; alter role … nobypassrls");
            }
            if (row.getBoolean("rolcreaterole")) {
                findings.add("The application's role '" + name + "' has CREATEROLE; alter role … nocreaterole");
            }
            return name;
        });
        Sql.query(
                connection,
                MEMBER,
                row -> {
                    findings.add("The application's role may become '" + row.getString(1) + "', who "
                            + (row.getBoolean(2)
                                    ? "is a superuser"
                                    : row.getBoolean(3) ? "has BYPASSRLS" : "owns the tables")
                            + "; revoke the membership");
                    return true;
                },
                owner == null ? "" : owner);
        return this;
    }

    /**
     * Rows of tables.
     *
     * @param expected the tables that the mapping knows, as SQL takes them
     * @param columns what a column that names the tenant is called
     */
    Audit rows(Set<String> expected, Set<String> columns) throws SQLException {
        Object names = connection.createArrayOf("text", columns.toArray());
        Object tables = connection.createArrayOf("text", expected.toArray());
        List<String> found = new ArrayList<>();
        Sql.query(
                connection,
                TABLES,
                row -> {
                    String table = row.getString("name");
                    found.add(table);
                    if (row.getBoolean("used")) {
                        table(
                                table,
                                row.getBoolean("relrowsecurity"),
                                row.getBoolean("relforcerowsecurity"),
                                row.getInt("policies") > 0,
                                row.getBoolean("relispartition"));
                        String others = row.getString("others");
                        if (others != null) {
                            findings.add("The table " + table
                                    + " has further policies for the application's role, which"
                                    + " widen what it sees: " + others + "; make them restrictive, or drop them");
                        }
                        if (row.getBoolean("truncates")) {
                            findings.add("The application may TRUNCATE " + table + ", which asks no policy; revoke it");
                        }
                        if (row.getBoolean("owned")) {
                            advice.add("The application owns " + table
                                    + " and could switch its row security off; let another"
                                    + " role own it (nexs.tenancy.admin.username)");
                        }
                        if (!row.getBoolean("keyed") && row.getInt("policies") > 0) {
                            advice.add("The primary key of " + table
                                    + " does not name the tenant: an insert of an identifier"
                                    + " that another tenant has fails, and so tells that it exists. Make the key"
                                    + " (tenant, id)");
                        }
                    }
                    return true;
                },
                names,
                tables,
                names);
        if (found.isEmpty()) {
            findings.add("There is no table with a column " + columns
                    + " that names the tenant, so nothing keeps rows apart");
        }
        views();
        definers();
        return this;
    }

    private void table(String table, boolean enabled, boolean forced, boolean policy, boolean partition) {
        String what = partition ? "The partition " : "The table ";
        if (!enabled) {
            findings.add(what + table + " has no row security; alter table … enable row level security");
        } else if (!forced) {
            findings.add(
                    what + table + " does not force row security on its owner; alter table … force row level security");
        }
        if (!policy) {
            findings.add(what + table + " has no policy '" + RowPolicies.TENANT_POLICY
                    + "'; run what tenancy.rowSecurity() says");
        }
    }

    private void views() throws SQLException {
        Sql.query(connection, VIEWS, row -> {
            if (row.getBoolean(2)) {
                findings.add("The materialized view " + row.getString(1)
                        + " holds rows of all tenants and the application may" + " read it; revoke that");
            } else if (!row.getBoolean(3)) {
                findings.add("The view " + row.getString(1) + " reads with the rights of its owner; alter view … set"
                        + " (security_invoker = true)");
            }
            return true;
        });
    }

    private void definers() throws SQLException {
        Sql.query(connection, DEFINERS, row -> {
            advice.add("The function " + row.getString(1)
                    + " runs with the rights of a role that owns tenants' tables; see that"
                    + " it asks whose rows it touches");
            return true;
        });
    }

    /** Schemas: what one role can reach, another tenant's connection can, if SQL names it. */
    Audit schemas(String prefix) throws SQLException {
        Sql.query(
                connection,
                "select nspname from pg_namespace where starts_with(nspname, ?) and pg_get_userbyid(nspowner) ="
                        + " current_user limit 1",
                row -> {
                    advice.add("The application owns tenants' schemas, such as '" + row.getString(1)
                            + "'; let another role own them (nexs.tenancy.admin.username)");
                    return true;
                },
                prefix);
        return this;
    }

    /** What a pooler before the server leaves of the ways that tenants' connections are made. */
    Audit pooler(boolean pathIsFixed) throws SQLException {
        if (pathIsFixed && isPooled(connection)) {
            findings.add(
                    "A pooler such as PgBouncer stands before the server. In its transaction mode a connection's search path"
                            + " is not kept, so a tenant could get another's; write nexs.tenancy.connections = shared, which sets the"
                            + " path in each transaction, or have the pooler in session mode and nexs.tenancy.audit = warn");
        }
        return this;
    }

    /** The registry's, of the role that owns the tables. */
    Audit control(Connection control) throws SQLException {
        if (isPooled(control)) {
            findings.add(
                    "A pooler such as PgBouncer stands before the registry of tenants. In its transaction mode no notice"
                            + " of a change arrives, and a lock of a tenant or a migration is left behind with somebody else; write"
                            + " nexs.tenancy.admin.url = jdbc:postgresql://<the server itself>/…");
        }
        return this;
    }

    /** PgBouncer tells clients of a backend that is not the one that answers. */
    private static boolean isPooled(Connection connection) throws SQLException {
        int told = connection.unwrap(PGConnection.class).getBackendPID();
        return told
                != Sql.query(connection, "select pg_backend_pid()", row -> row.getInt(1))
                        .get(0);
    }

    AuditReport report() {
        return new AuditReport(findings, advice);
    }
}
