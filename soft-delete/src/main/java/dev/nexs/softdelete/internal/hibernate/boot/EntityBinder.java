package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.DeletedAt;
import dev.nexs.softdelete.DeletedBy;
import dev.nexs.softdelete.DeletionReason;
import dev.nexs.softdelete.Marker;
import dev.nexs.softdelete.SoftDeletable;
import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.write.EntityStateManagement;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.RootClass;
import org.hibernate.mapping.SyntheticProperty;
import org.hibernate.property.access.internal.PropertyAccessStrategyNoopImpl;
import org.jspecify.annotations.Nullable;

/** Adds the marker to one entity hierarchy: its columns, the values that only Hibernate sees, and the state management. */
final class EntityBinder {

    private final MetadataBuildingContext context;
    private final InFlightMetadataCollector metadata;
    private final Settings settings;
    private final SoftDeleteModel model;

    EntityBinder(
            MetadataBuildingContext context,
            InFlightMetadataCollector metadata,
            Settings settings,
            SoftDeleteModel model) {
        this.context = context;
        this.metadata = metadata;
        this.settings = settings;
        this.model = model;
    }

    void bind(RootClass root) {
        Class<?> type = root.getMappedClass();
        if (type == null) {
            return;
        }
        Declaration declaration = Declaration.of(root, type);
        if (declaration == null) {
            Misuse.checkUndeclared(root);
            return;
        }
        SoftDeletable annotation = declaration.annotation();
        Marker marker = settings.marker(annotation);
        String column = physical(settings.column(annotation));
        boolean batched = annotation.batch() && settings.batch();
        String batchColumn = batched ? physical(or(annotation.batchColumn(), settings.batchColumn())) : null;
        String deletedBy = declaration.has(DeletedBy.class)
                ? physical(or(annotation.deletedByColumn(), settings.deletedByColumn()))
                : null;
        String reason = declaration.has(DeletionReason.class)
                ? physical(or(annotation.reasonColumn(), "deletion_reason"))
                : null;
        Misuse.check(root, declaration, marker, present(column, batchColumn, deletedBy, reason));
        if (reason != null) {
            view(root, declaration.attribute(DeletionReason.class), new Column(reason));
        }
        if (deletedBy != null) {
            view(root, declaration.attribute(DeletedBy.class), new Column(deletedBy));
        }
        if (declaration.has(DeletedAt.class)) {
            view(root, declaration.attribute(DeletedAt.class), markerColumn(marker, column));
        }
        hidden(root, EntityDefinition.MARKER_PROPERTY, markerColumn(marker, column), MarkerSql.javaType(marker));
        if (batchColumn != null) {
            hidden(root, EntityDefinition.BATCH_PROPERTY, new Column(batchColumn), UUID.class);
        }
        root.setStateManagementType(EntityStateManagement.class);
        UniqueBinder unique = new UniqueBinder(metadata, root, marker, column);
        unique.column(column, MarkerSql.columnType(marker));
        if (batchColumn != null) {
            unique.column(batchColumn, "uuid");
        }
        if (deletedBy != null) {
            unique.column(deletedBy, "varchar(255)");
        }
        if (reason != null) {
            unique.column(reason, "varchar(255)");
        }
        unique.bind(annotation.unique());
        unique.index(annotation.index());
        model.add(new EntityDefinition(
                root.getEntityName(), marker, column, batchColumn, deletedBy, reason, unique.unique(), unique.ddl()));
    }

    private static List<String> present(@Nullable String... columns) {
        return Stream.of(columns).filter(Objects::nonNull).toList();
    }

    private static String or(String chosen, String standard) {
        return chosen.isBlank() ? standard : chosen;
    }

    static Column markerColumn(Marker marker, String name) {
        Column column = new Column(name);
        if (marker == Marker.BOOLEAN) {
            column.setNullable(false);
            column.setDefaultValue("false");
        }
        return column;
    }

    private String physical(String logical) {
        return ColumnNames.physical(logical, context, metadata);
    }

    private void hidden(RootClass root, String name, Column column, Type javaType) {
        Property property = new SyntheticProperty();
        property.setName(name);
        property.setValue(value(root, column, javaType));
        property.setPropertyAccessorName(PropertyAccessStrategyNoopImpl.class.getName());
        property.setPropertyAccessStrategy(PropertyAccessStrategyNoopImpl.INSTANCE);
        property.setInsertable(false);
        property.setUpdatable(false);
        property.setOptimisticLocked(false);
        property.setOptional(true);
        root.addProperty(property);
    }

    private BasicValue value(RootClass root, Column column, Type javaType) {
        BasicValue value = new BasicValue(context, root.getTable());
        value.setImplicitJavaTypeAccess(types -> javaType);
        column.setValue(value);
        root.getTable().addColumn(column);
        value.addColumn(column, false, false);
        value.resolve();
        return value;
    }

    /** Turns an annotated attribute into a read-only view of one of our columns. */
    private static void view(RootClass root, String attribute, Column column) {
        Property property = root.getProperty(attribute);
        for (Column mapped : property.getColumns()) {
            mapped.setName(column.getQuotedName());
            mapped.setNullable(column.isNullable());
            mapped.setDefaultValue(column.getDefaultValue());
            root.getTable().columnRenamed(mapped);
        }
        property.resetInsertable(false);
        property.resetUpdateable(false);
        property.setOptional(true);
        property.setOptimisticLocked(false);
    }
}
