package dev.nexs.tenancy.internal.hibernate;

import dev.nexs.tenancy.CitusPlan;
import dev.nexs.tenancy.internal.RowPolicies;
import dev.nexs.tenancy.internal.TenantNames;
import dev.nexs.tenancy.internal.TenantTables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.binder.internal.TenantIdBinder;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.JoinedSubclass;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Table;
import org.jspecify.annotations.Nullable;

/**
 * The tables that hold rows of tenants, as the mapping has them: those with a column that names the tenant, and those whose
 * rows belong to rows of such tables, which are subclasses, secondary tables and collections.
 */
final class TenantModel {

    private final SqlStringGenerationContext context;
    private final Map<Table, Function<RowPolicies, List<String>>> ddl = new LinkedHashMap<>();
    private final Set<String> columns = new LinkedHashSet<>();

    private TenantModel(SqlStringGenerationContext context) {
        this.context = context;
    }

    static TenantTables of(
            Iterable<PersistentClass> entities, Iterable<Collection> collections, SqlStringGenerationContext context) {
        TenantModel model = new TenantModel(context);
        entities.forEach(model::entity);
        collections.forEach(model::collection);
        Set<String> names = new LinkedHashSet<>();
        model.ddl.keySet().forEach(table -> names.add(model.name(table)));
        return new TenantTables(names, model.columns, new ArrayList<>(model.ddl.values()), model.citus(entities));
    }

    /** {@return the attribute that names an entity's tenant, if it has one} */
    static @Nullable Property tenantId(PersistentClass entity) {
        boolean filtered = entity.getRootClass().getFilters().stream()
                .anyMatch(filter -> filter.getName().equals(TenantIdBinder.FILTER_NAME));
        if (!filtered) {
            return null;
        }
        String condition = entity.getRootClass().getFilters().stream()
                .filter(filter -> filter.getName().equals(TenantIdBinder.FILTER_NAME))
                .findFirst()
                .map(filter -> filter.getCondition())
                .orElse("");
        for (Property property : entity.getPropertyClosure()) {
            if (property.getColumns().size() == 1
                    && condition.startsWith(property.getColumns().get(0).getText() + " =")) {
                return property;
            }
        }
        for (Property property : entity.getRootClass().getPropertyClosure()) {
            if (property.getColumns().size() == 1
                    && condition.startsWith(property.getColumns().get(0).getText() + " =")) {
                return property;
            }
        }
        return null;
    }

    private void entity(PersistentClass entity) {
        Property tenantId = tenantId(entity);
        if (tenantId == null) {
            return;
        }
        Table table = entity.getTable();
        if (entity instanceof JoinedSubclass subclass) {
            belongs(
                    table,
                    List.of(owner(
                            table,
                            subclass.getKey().getColumns(),
                            subclass.getSuperclass().getTable())));
        } else if (table.isPhysicalTable() && !table.isAbstract()) {
            Column column = tenantId.getColumns().get(0);
            String name = column.getQuotedName(context.getDialect());
            columns.add(column.getName());
            String type = type(tenantId.getReturnedClassName());
            ddl.putIfAbsent(table, policies -> policies.byColumn(name(table), name, type));
        }
        entity.getJoinClosure()
                .forEach(join -> belongs(
                        join.getTable(),
                        List.of(owner(join.getTable(), join.getKey().getColumns(), table))));
    }

    /** Rows of a tenant stay together if every key names the tenant; tables of no tenant are copied to every node. */
    private CitusPlan citus(Iterable<PersistentClass> entities) {
        List<String> statements = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        Map<Table, String> distributed = new LinkedHashMap<>();
        Set<Table> references = new LinkedHashSet<>();
        for (PersistentClass entity : entities) {
            Property tenantId = tenantId(entity);
            if (!entity.getTable().isPhysicalTable() || entity instanceof JoinedSubclass) {
                continue;
            }
            if (tenantId == null) {
                references.add(entity.getTable());
            } else {
                distributed.put(entity.getTable(), tenantId.getColumns().get(0).getName());
            }
        }
        references.forEach(
                table -> statements.add("select create_reference_table(" + TenantNames.literal(name(table)) + ")"));
        distributed.forEach((table, column) -> {
            statements.add("select create_distributed_table(" + TenantNames.literal(name(table)) + ", "
                    + TenantNames.literal(column) + ")");
            citusKeys(table, column, distributed, findings);
        });
        ddl.keySet().stream()
                .filter(table -> !distributed.containsKey(table))
                .forEach(table -> findings.add("The table " + name(table)
                        + " has no column that names the tenant, so its rows cannot be kept with the tenant's"));
        return new CitusPlan(statements, findings);
    }

    private void citusKeys(Table table, String column, Map<Table, String> distributed, List<String> findings) {
        if (table.getPrimaryKey() == null
                || !names(table.getPrimaryKey().getColumns()).contains(column)) {
            findings.add("The primary key of " + name(table) + " lacks " + column + "; make the identifier (" + column
                    + ", id)");
        }
        table.getUniqueKeys().values().forEach(key -> {
            if (!names(key.getColumns()).contains(column)) {
                findings.add("The unique key " + key.getName() + " of " + name(table) + " lacks " + column);
            }
        });
        table.getForeignKeyCollection().forEach(key -> {
            if (distributed.containsKey(key.getReferencedTable())
                    && !names(key.getColumns()).contains(column)) {
                findings.add("The foreign key from " + name(table) + " to " + name(key.getReferencedTable()) + " lacks "
                        + column + ", so a join of the two asks every node; refer to (" + column + ", id)");
            }
        });
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::getName).toList();
    }

    private static String type(String javaType) {
        if (javaType.equals(UUID.class.getName())) {
            return "uuid";
        }
        if (javaType.equals(Long.class.getName()) || javaType.equals("long")) {
            return "bigint";
        }
        return javaType.equals(Integer.class.getName()) || javaType.equals("int") ? "int" : "text";
    }

    private void collection(Collection collection) {
        if (collection.isOneToMany() || collection.isInverse() || tenantId(collection.getOwner()) == null) {
            return;
        }
        Table table = collection.getCollectionTable();
        List<String> conditions = new ArrayList<>();
        conditions.add(owner(
                table, collection.getKey().getColumns(), collection.getOwner().getTable()));
        if (collection.getElement() instanceof ManyToOne element) {
            PersistentClass target = collection.getMetadata().getEntityBinding(element.getReferencedEntityName());
            if (target != null && tenantId(target) != null) {
                conditions.add(owner(table, element.getColumns(), target.getTable()));
            }
        }
        belongs(table, conditions);
    }

    private String owner(Table table, List<Column> referring, Table owner) {
        return RowPolicies.belongsTo(
                table.getQuotedName(context.getDialect()),
                referring.stream()
                        .map(column -> column.getQuotedName(context.getDialect()))
                        .toList(),
                name(owner),
                owner.getPrimaryKey().getColumns().stream()
                        .map(column -> column.getQuotedName(context.getDialect()))
                        .toList());
    }

    private void belongs(Table table, List<String> conditions) {
        ddl.putIfAbsent(table, policies -> policies.byOwners(name(table), conditions));
    }

    private String name(Table table) {
        return context.format(table.getQualifiedTableName());
    }
}
