package dev.nexs.orm.doctor.internal.hibernate;

import dev.nexs.orm.doctor.internal.Notes;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hibernate.annotations.TenantId;
import org.hibernate.mapping.Any;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.OneToOne;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.Value;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** What entities need of a database to be fast and apart: indexes, privileges, policies. */
public final class MappingExamination {

    private static final String SOFT_DELETABLE = "dev.nexs.softdelete.SoftDeletable";

    private final MappedModel model;
    private final Connection connection;
    private final Notes notes;
    private final Map<String, @Nullable LiveTable> tables = new HashMap<>();

    private MappingExamination(MappedModel model, Connection connection, Notes notes) {
        this.model = model;
        this.connection = connection;
        this.notes = notes;
    }

    /** Looks at what every entity needs. */
    public static void run(MappedModel model, Connection connection, Notes notes) throws SQLException {
        MappingExamination examination = new MappingExamination(model, connection, notes);
        for (PersistentClass entity : model.metadata().getEntityBindings()) {
            for (Property property : entity.getProperties()) {
                examination.examine(entity, property.getName(), property.getValue());
            }
            examination.examineSoftDelete(entity);
            examination.examineTenant(entity);
        }
        for (Collection collection : model.metadata().getCollectionBindings()) {
            examination.reference(collection.getRole(), collection.getCollectionTable(), collection.getKey());
            examination.examine(collection.getOwner(), collection.getRole(), collection.getElement());
        }
        for (Table table : model.tables()) {
            examination.privilege(table);
        }
    }

    private @Nullable LiveTable live(Table table) throws SQLException {
        String name = model.sqlName(table);
        if (!tables.containsKey(name)) {
            tables.put(name, LiveTable.read(connection, name));
        }
        return tables.get(name);
    }

    private static List<String> names(Value value) {
        return value.getColumns().stream().map(MappedModel::catalogueName).toList();
    }

    private void examine(PersistentClass entity, String name, Value value) throws SQLException {
        if (value instanceof Any any) {
            polymorphic(entity.getEntityName() + "." + name, any);
        } else if (value instanceof ManyToOne || value instanceof OneToOne) {
            reference(entity.getEntityName() + "." + name, value.getTable(), value);
        } else if (value.getSelectables().size() == 1
                && value.getSelectables().get(0) instanceof Column column
                && value.isSimpleValue()
                && isJson(column)) {
            json(entity.getEntityName() + "." + name, value.getTable(), column);
        }
    }

    private boolean isJson(Column column) {
        int code = column.getSqlTypeCode() == null ? 0 : column.getSqlTypeCode();
        return code == SqlTypes.JSON || column.getSqlType(model.metadata()).equals("jsonb");
    }

    private void reference(String subject, @Nullable Table table, Value value) throws SQLException {
        List<String> columns = names(value);
        LiveTable live = table == null || columns.isEmpty() ? null : live(table);
        notes.examined(1);
        if (table == null || live == null || !live.columns().keySet().containsAll(columns)) {
            return;
        }
        boolean saidByTheDatabase =
                live.foreignKeys().stream().anyMatch(key -> key.columns().equals(columns));
        if (!saidByTheDatabase && !live.hasIndexOn(columns)) {
            notes.warn(
                    "index.foreign-key",
                    subject,
                    "No index of " + model.sqlName(table) + " begins with " + String.join(", ", columns)
                            + ", by which the association is loaded",
                    create(table, String.join(", ", columns)));
        }
    }

    private String create(Table table, String columns) {
        return "CREATE INDEX CONCURRENTLY ON " + model.sqlName(table) + " (" + columns + ")";
    }

    private void polymorphic(String subject, Any any) throws SQLException {
        List<String> columns = names(any);
        LiveTable live = live(any.getTable());
        notes.examined(1);
        if (live != null && live.columns().keySet().containsAll(columns) && !live.hasIndexOn(columns)) {
            notes.warn(
                    "index.polymorphic",
                    subject,
                    "No index of " + model.sqlName(any.getTable()) + " begins with " + String.join(" and ", columns)
                            + ": the other side's list reads the whole table",
                    create(any.getTable(), String.join(", ", columns)));
        }
    }

    private void json(String subject, Table table, Column column) throws SQLException {
        String name = MappedModel.catalogueName(column);
        LiveTable live = live(table);
        notes.examined(1);
        if (live != null
                && live.columns().containsKey(name)
                && live.indexes().stream()
                        .noneMatch(index ->
                                index.method().equals("gin") && index.columns().contains(name))) {
            notes.note(
                    "index.json",
                    subject,
                    "The document column " + name + " of " + model.sqlName(table) + " has no GIN index",
                    "If queries look inside it: CREATE INDEX CONCURRENTLY ON " + model.sqlName(table) + " USING gin ("
                            + name + " jsonb_path_ops)");
        }
    }

    private void examineSoftDelete(PersistentClass entity) throws SQLException {
        String column = softDeleteColumn(entity);
        LiveTable live = column == null ? null : live(entity.getTable());
        if (column == null || live == null || !live.columns().containsKey(column)) {
            return;
        }
        notes.examined(1);
        if (live.indexes().stream()
                .noneMatch(index -> index.columns().contains(column)
                        || (index.predicate() != null && index.predicate().contains(column)))) {
            notes.note(
                    "index.soft-delete",
                    entity.getEntityName(),
                    "No index of " + model.sqlName(entity.getTable()) + " knows the marker " + column
                            + ": listing and purging the trash reads the whole table",
                    "CREATE INDEX CONCURRENTLY ON " + model.sqlName(entity.getTable()) + " (" + column + ") WHERE "
                            + column + " IS NOT NULL");
        }
    }

    private static @Nullable String softDeleteColumn(PersistentClass entity) {
        Column own = entity.getRootClass().getSoftDeleteColumn();
        if (own != null) {
            return MappedModel.catalogueName(own);
        }
        for (Class<?> type = entity.getMappedClass(); type != null; type = type.getSuperclass()) {
            for (Annotation annotation : type.getDeclaredAnnotations()) {
                if (annotation.annotationType().getName().equals(SOFT_DELETABLE)) {
                    try {
                        Object column =
                                annotation.annotationType().getMethod("column").invoke(annotation);
                        return String.valueOf(column).isEmpty() ? "deleted_at" : String.valueOf(column);
                    } catch (ReflectiveOperationException e) {
                        return null;
                    }
                }
            }
        }
        return null;
    }

    private void examineTenant(PersistentClass entity) throws SQLException {
        String attribute = tenantAttribute(entity.getMappedClass());
        if (attribute == null || entity.getSuperclass() != null) {
            return;
        }
        List<String> columns = names(entity.getProperty(attribute).getValue());
        LiveTable live = live(entity.getTable());
        notes.examined(1);
        if (live != null && live.columns().keySet().containsAll(columns) && !live.hasIndexOn(columns)) {
            notes.warn(
                    "index.tenant",
                    entity.getEntityName(),
                    "No index of " + model.sqlName(entity.getTable()) + " begins with the tenant ("
                            + String.join(", ", columns) + "): each tenant's query reads everybody's rows",
                    create(entity.getTable(), String.join(", ", columns)));
        }
    }

    private static @Nullable String tenantAttribute(@Nullable Class<?> mapped) {
        for (Class<?> type = mapped; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (isTenant(field)) {
                    return field.getName();
                }
            }
            for (Method method : type.getDeclaredMethods()) {
                if (isTenant(method) && method.getName().startsWith("get")) {
                    return Character.toLowerCase(method.getName().charAt(3))
                            + method.getName().substring(4);
                }
            }
        }
        return null;
    }

    private static boolean isTenant(AnnotatedElement member) {
        return member.isAnnotationPresent(TenantId.class);
    }

    private void privilege(Table table) throws SQLException {
        List<String> wanted = Stream.of("SELECT", "INSERT", "UPDATE", "DELETE").toList();
        for (String privilege : wanted) {
            notes.check(
                    connection,
                    model.sqlName(table),
                    "select pg_catalog.has_table_privilege(c.oid, ?) from pg_catalog.pg_class c"
                            + " where c.oid = pg_catalog.to_regclass(?) and c.relkind in ('r', 'p')",
                    row -> {
                        if (!row.getBoolean(1)) {
                            notes.warn(
                                    "role.privilege",
                                    model.sqlName(table),
                                    "The login may not " + privilege + " there",
                                    "GRANT " + privilege + " ON " + model.sqlName(table)
                                            + ", unless the entity is meant to be out of reach");
                        }
                    },
                    privilege,
                    model.sqlName(table));
        }
    }
}
