package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.Marker;
import dev.nexs.softdelete.SoftDeletable;
import dev.nexs.softdelete.SoftDeleteMappingException;
import dev.nexs.softdelete.internal.hibernate.model.Ddl;
import dev.nexs.softdelete.internal.hibernate.model.RowDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.write.KeptCollectionManagement;
import dev.nexs.softdelete.internal.hibernate.write.RowStateManagement;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.OneToMany;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.PrimaryKey;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UniqueKey;
import org.jspecify.annotations.Nullable;

/** Collections: their rows stay while the owner is in the trash, and can be soft-deletable themselves. */
final class CollectionBinder {

    private final MetadataBuildingContext context;
    private final InFlightMetadataCollector metadata;
    private final Settings settings;
    private final SoftDeleteModel model;
    private final Map<Table, RowDefinition> tables = new HashMap<>();

    CollectionBinder(
            MetadataBuildingContext context,
            InFlightMetadataCollector metadata,
            Settings settings,
            SoftDeleteModel model) {
        this.context = context;
        this.metadata = metadata;
        this.settings = settings;
        this.model = model;
    }

    void bind(Collection collection) {
        SoftDeletable rows = annotation(collection);
        PersistentClass owner = collection.getOwner();
        String element = element(collection);
        PersistentClass target = element == null ? null : metadata.getEntityBinding(element);
        boolean leads = target != null && model.definition(target.getRootClass().getEntityName()) != null;
        if (leads) {
            model.leadingToTrash(collection.getRole());
        }
        if (rows != null) {
            bindRows(collection, rows);
        } else if ((leads || model.definition(owner.getRootClass().getEntityName()) != null)
                && collection.getStateManagementType() == null) {
            collection.setStateManagementType(KeptCollectionManagement.class);
        }
    }

    private static @Nullable String element(Collection collection) {
        if (collection.getElement() instanceof OneToMany members) {
            return members.getReferencedEntityName();
        }
        return collection.getElement() instanceof ManyToOne links ? links.getReferencedEntityName() : null;
    }

    /** The other side of a many-to-many reads the same rows. To be called when every owning side is bound. */
    void bindInverse(Collection collection) {
        RowDefinition rows = collection.isInverse() ? tables.get(collection.getCollectionTable()) : null;
        if (rows != null) {
            collection.setStateManagementType(RowStateManagement.class);
            model.rows(collection.getRole(), rows);
            model.leadingToTrash(collection.getRole());
        }
    }

    private static @Nullable SoftDeletable annotation(Collection collection) {
        String owner = collection.getOwner().getEntityName();
        AnnotatedElement member = Members.find(
                collection.getOwner().getMappedClass(),
                List.of(collection.getRole().substring(owner.length() + 1).split("\\.")));
        return member == null ? null : member.getAnnotation(SoftDeletable.class);
    }

    private void bindRows(Collection collection, SoftDeletable annotation) {
        String role = collection.getRole();
        if (collection.isOneToMany() || collection.isInverse() || collection.getStateManagementType() != null) {
            throw new SoftDeleteMappingException("The collection " + role + " carries @SoftDeletable, which is for the"
                    + " owning side of a @ManyToMany or for an @ElementCollection, and not together with another state"
                    + " management such as @SoftDelete, @Temporal or @Audited. For a @OneToMany put it on the element's"
                    + " entity.");
        }
        Marker marker = settings.marker(annotation);
        String name = ColumnNames.physical(settings.column(annotation), context, metadata);
        Table table = collection.getCollectionTable();
        BasicValue value = new BasicValue(context, table);
        value.setImplicitJavaTypeAccess(types -> MarkerSql.javaType(marker));
        Column column = EntityBinder.markerColumn(marker, name);
        column.setValue(value);
        value.addColumn(column);
        table.addColumn(column);
        value.resolve();
        collection.setStateManagementType(RowStateManagement.class);
        List<Ddl> ddl = new ArrayList<>();
        ddl.add(new Ddl(
                "alter table ", table, " add column if not exists " + name + " " + MarkerSql.columnType(marker)));
        ddl.addAll(relaxKey(table, marker, name));
        RowDefinition definition = new RowDefinition(marker, name, List.copyOf(ddl));
        model.rows(role, definition);
        tables.put(table, definition);
    }

    /**
     * A row that was trashed and is added again exists twice, so the key holds among live rows only. A table without a
     * primary key needs another identity, or logical replication refuses to update it.
     */
    private List<Ddl> relaxKey(Table table, Marker marker, String column) {
        List<Ddl> ddl = new ArrayList<>();
        for (UniqueKey unique : List.copyOf(table.getUniqueKeys().values())) {
            List<String> columns = unique.getColumns().stream()
                    .map(part -> ColumnNames.sql(part, metadata))
                    .toList();
            ddl.addAll(Indexes.relax(metadata, table, columns, marker, column));
        }
        PrimaryKey key = table.getPrimaryKey();
        if (key != null) {
            List<String> columns = new ArrayList<>();
            key.getColumns().forEach(part -> columns.add(ColumnNames.sql(part, metadata)));
            table.setPrimaryKey(null);
            ddl.add(Indexes.dropPrimaryKey(table));
            columns.forEach(part -> ddl.add(new Ddl("alter table ", table, " alter column " + part + " set not null")));
            ddl.add(Indexes.addUnique(metadata, table, columns, marker, column));
        }
        if (table.getPrimaryKey() == null) {
            Ddl identity = new Ddl("alter table ", table, " replica identity full");
            metadata.addAuxiliaryDatabaseObject(identity.generated());
            ddl.add(identity);
        }
        return ddl;
    }
}
