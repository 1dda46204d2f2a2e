package dev.nexs.tenancy.internal.hibernate;

import dev.nexs.tenancy.internal.RowPolicies;
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
        return new TenantTables(names, model.columns, new ArrayList<>(model.ddl.values()));
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
