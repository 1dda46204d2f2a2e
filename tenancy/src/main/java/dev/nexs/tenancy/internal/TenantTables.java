package dev.nexs.tenancy.internal;

import dev.nexs.tenancy.CitusPlan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The tables that hold rows of tenants, as a mapping knows them.
 *
 * @param names the tables, as SQL takes them
 * @param columns what the columns that name the tenant are called
 * @param ddl the row-level security of each
 * @param citus how they are spread over a Citus cluster
 */
public record TenantTables(
        Set<String> names, Set<String> columns, List<Function<RowPolicies, List<String>>> ddl, CitusPlan citus) {

    /** Nothing is known: the usual name is looked for. */
    static final TenantTables NONE =
            new TenantTables(Set.of(), Set.of("tenant_id"), List.of(), new CitusPlan(List.of(), List.of()));

    /** Copies what is mutable. */
    public TenantTables {
        names = Set.copyOf(names);
        columns = columns.isEmpty() ? Set.of("tenant_id") : Set.copyOf(new LinkedHashSet<>(columns));
        ddl = List.copyOf(ddl);
    }

    List<String> statements(RowPolicies policies) {
        List<String> all = new ArrayList<>();
        ddl.forEach(table -> all.addAll(table.apply(policies)));
        return all;
    }
}
