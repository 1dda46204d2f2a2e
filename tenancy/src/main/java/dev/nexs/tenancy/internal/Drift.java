package dev.nexs.tenancy.internal;

import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.TenancyException.Reason;
import dev.nexs.tenancy.Tenant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How the tables of tenants differ from those of most tenants: columns, keys and other constraints, indexes. */
final class Drift {

    private static final String SHAPE = "select 'column ' || c.relname || '.' || a.attname || ' ' ||"
            + " format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end"
            + " from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace"
            + " where n.nspname = ?1 and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped"
            + " union all select 'constraint ' || c.relname || ' ' || replace(pg_get_constraintdef(k.oid), ?1 || '.', '')"
            + " from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace"
            + " where n.nspname = ?1 and k.contype <> 'n'"
            + " union all select 'index ' || replace(indexdef, ?1 || '.', '') from pg_indexes where schemaname = ?1";

    private final DataSources sources;

    Drift(DataSources sources) {
        this.sources = sources;
    }

    Map<String, List<String>> of(List<Tenant> tenants) {
        Map<String, Set<String>> shapes = new TreeMap<>();
        for (Tenant tenant : tenants) {
            if (!tenant.place().schema().isEmpty() || !tenant.place().database().isEmpty()) {
                shapes.put(tenant.id(), shape(tenant));
            }
        }
        Map<Set<String>, Integer> votes = new HashMap<>();
        shapes.values().forEach(shape -> votes.merge(shape, 1, Integer::sum));
        Map<String, List<String>> drift = new TreeMap<>();
        votes.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .ifPresent(usual -> shapes.forEach((id, shape) -> {
                    List<String> differences = differences(usual.getKey(), shape);
                    if (!differences.isEmpty()) {
                        drift.put(id, differences);
                    }
                }));
        return drift;
    }

    private Set<String> shape(Tenant tenant) {
        String schema =
                tenant.place().schema().isEmpty() ? "public" : tenant.place().schema();
        try (Connection connection = sources.controlConnection(tenant.place())) {
            return new TreeSet<>(
                    Sql.query(connection, SHAPE.replace("?1", TenantNames.literal(schema)), row -> row.getString(1)));
        } catch (SQLException e) {
            throw new TenancyException(
                    Reason.FAILED, tenant.id(), "The tables of '" + tenant.id() + "' could not be looked at", e);
        }
    }

    private static List<String> differences(Set<String> usual, Set<String> found) {
        List<String> differences = new ArrayList<>();
        usual.stream().filter(each -> !found.contains(each)).forEach(each -> differences.add("lacks " + each));
        found.stream().filter(each -> !usual.contains(each)).forEach(each -> differences.add("has " + each));
        return differences;
    }
}
