package dev.nexs.tenancy.internal;

import static dev.nexs.tenancy.internal.TenantNames.literal;
import static dev.nexs.tenancy.internal.TenantNames.quoted;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Row-level security in SQL. Each table has one policy for the application's role, which compares with the variable, and
 * one for the administrator's role. No variable turns the one into the other: that is what roles are for, and a condition
 * with OR would keep the planner from the tenant's index.
 */
public final class RowPolicies {

    /** The policy of the application's role. */
    public static final String TENANT_POLICY = "nexs_tenant";

    /** The policy of the role that owns the tables. */
    public static final String ADMIN_POLICY = "nexs_admin";

    private final String variable;
    private final @Nullable String application;
    private final @Nullable String admin;

    /**
     * Policies.
     *
     * @param variable what names the tenant
     * @param application the application's role
     * @param admin the role that sees all rows, or null if there is none
     */
    public RowPolicies(String variable, @Nullable String application, @Nullable String admin) {
        this.variable = variable;
        this.application = application;
        this.admin = admin;
    }

    /**
     * A table whose rows say whose they are.
     *
     * @param table its name as SQL takes it
     * @param column the column as SQL takes it
     * @param type the column's type
     */
    public List<String> byColumn(String table, String column, String type) {
        return statements(table, condition(column, type));
    }

    /**
     * A table whose rows belong to rows of others: seen is what belongs to rows that are seen.
     *
     * @param table its name as SQL takes it
     * @param conditions one for each row that has to be seen
     */
    public List<String> byOwners(String table, List<String> conditions) {
        return statements(table, String.join(" and ", conditions));
    }

    /** {@return the condition that a row of a table belongs to a row of another that is seen} */
    public static String belongsTo(String table, List<String> columns, String owner, List<String> keys) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            pairs.add("nexs_owner." + keys.get(i) + " = " + table + "." + columns.get(i));
        }
        return "exists (select 1 from " + owner + " nexs_owner where " + String.join(" and ", pairs) + ")";
    }

    private String condition(String column, String type) {
        return column + " = nullif(current_setting(" + literal(variable) + ", true), '')::" + type;
    }

    private List<String> statements(String table, String condition) {
        List<String> ddl = new ArrayList<>();
        ddl.add("alter table " + table + " enable row level security");
        ddl.add("alter table " + table + " force row level security");
        ddl.add("drop policy if exists " + TENANT_POLICY + " on " + table);
        ddl.add("create policy " + TENANT_POLICY + " on " + table + " for all to "
                + (application == null ? "public" : quoted(application)) + " using (" + condition + ") with check ("
                + condition + ")");
        ddl.add("drop policy if exists " + ADMIN_POLICY + " on " + table);
        if (admin != null) {
            ddl.add("create policy " + ADMIN_POLICY + " on " + table + " for all to " + quoted(admin)
                    + " using (true) with check (true)");
        }
        return ddl;
    }
}
