package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.Marker;
import dev.nexs.softdelete.SoftDeleteMappingException;
import dev.nexs.softdelete.internal.hibernate.model.Ddl;
import dev.nexs.softdelete.internal.hibernate.model.UniqueAmongLive;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.boot.spi.InFlightMetadataCollector;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.ManyToOne;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.RootClass;
import org.hibernate.mapping.Table;
import org.hibernate.mapping.UnionSubclass;

/** Turns the unique lists of an entity into partial indexes, one for each table that has the marker. */
final class UniqueBinder {

    private final InFlightMetadataCollector metadata;
    private final RootClass root;
    private final Marker marker;
    private final String markerColumn;
    private final List<UniqueAmongLive> unique = new ArrayList<>();
    private final List<Ddl> ddl = new ArrayList<>();

    UniqueBinder(InFlightMetadataCollector metadata, RootClass root, Marker marker, String markerColumn) {
        this.metadata = metadata;
        this.root = root;
        this.marker = marker;
        this.markerColumn = markerColumn;
    }

    /** A column of ours that a table of an older schema lacks. */
    void column(String column, String definition) {
        for (Table table : tables()) {
            ddl.add(new Ddl("alter table ", table, " add column if not exists " + column + " " + definition));
        }
    }

    void bind(String[] lists) {
        Set<List<String>> constrained = constrained();
        for (String list : lists) {
            List<String> columns = listed("unique", list);
            add(columns, constrained.contains(columns));
        }
        constrained.forEach(columns -> {
            if (isUniqueByDefinition(columns)) {
                add(columns, true);
            }
        });
        for (Table table : tables()) {
            ddl.add(Indexes.addTrashed(metadata, table, marker, markerColumn));
        }
    }

    /** Indexes that the default view can use, and that the trash does not make larger. */
    void index(String[] lists) {
        for (String list : lists) {
            List<String> columns = listed("index", list);
            for (Table table : tables()) {
                ddl.add(Indexes.addLive(metadata, table, columns, marker, markerColumn));
            }
        }
    }

    private List<String> listed(String element, String list) {
        List<String> columns = new ArrayList<>();
        for (String name : list.split(",", -1)) {
            columns.addAll(columns(element, name.trim()));
        }
        return columns;
    }

    /** What Hibernate makes a constraint for that would hold among trashed rows too. */
    private Set<List<String>> constrained() {
        Set<List<String>> constrained = new LinkedHashSet<>(byDefinition());
        root.getTable().getColumns().stream()
                .filter(Column::isUnique)
                .forEach(column -> constrained.add(List.of(ColumnNames.sql(column, metadata))));
        root.getTable().getUniqueKeys().values().forEach(key -> constrained.add(sql(key.getColumns())));
        return constrained;
    }

    private boolean isUniqueByDefinition(List<String> columns) {
        return byDefinition().contains(columns);
    }

    /** A natural id, and a one-to-one with a foreign key. */
    private Set<List<String>> byDefinition() {
        Set<List<String>> found = new LinkedHashSet<>();
        List<Column> naturalId = root.getProperties().stream()
                .filter(Property::isNaturalIdentifier)
                .flatMap(property -> property.getColumns().stream())
                .toList();
        if (!naturalId.isEmpty()) {
            found.add(sql(naturalId));
        }
        for (Property property : root.getProperties()) {
            if (property.getValue() instanceof ManyToOne toOne && toOne.isLogicalOneToOne()) {
                found.add(sql(toOne.getColumns()));
            }
        }
        return found;
    }

    private List<String> sql(List<Column> columns) {
        return columns.stream().map(column -> ColumnNames.sql(column, metadata)).toList();
    }

    private void add(List<String> columns, boolean constrained) {
        for (Table table : tables()) {
            UniqueAmongLive index = new UniqueAmongLive(Indexes.uniqueName(table, columns), columns);
            if (!unique.contains(index)) {
                unique.add(index);
                if (constrained) {
                    ddl.addAll(Indexes.relax(metadata, table, columns, marker, markerColumn));
                } else {
                    ddl.add(Indexes.addUnique(metadata, table, columns, marker, markerColumn));
                }
            }
        }
    }

    List<UniqueAmongLive> unique() {
        return unique;
    }

    List<Ddl> ddl() {
        return ddl;
    }

    private Set<Table> tables() {
        Set<Table> tables = new LinkedHashSet<>();
        if (!root.getTable().isAbstract()) {
            tables.add(root.getTable());
        }
        for (PersistentClass subclass : root.getSubclassClosure()) {
            if (subclass instanceof UnionSubclass && !subclass.getTable().isAbstract()) {
                tables.add(subclass.getTable());
            }
        }
        return tables;
    }

    private List<String> columns(String element, String name) {
        for (Property property : root.getProperties()) {
            if (property.getName().equals(name) && !property.isSynthetic()) {
                return property.getColumns().stream()
                        .map(column -> ColumnNames.sql(column, metadata))
                        .toList();
            }
        }
        for (Column column : root.getTable().getColumns()) {
            if (column.getName().equalsIgnoreCase(name)) {
                return List.of(ColumnNames.sql(column, metadata));
            }
        }
        throw new SoftDeleteMappingException(
                "@SoftDeletable(" + element + ") of " + root.getEntityName() + " names \"" + name
                        + "\", which is neither an attribute of it nor a column of its table "
                        + root.getTable().getName() + ". Allowed are: "
                        + String.join(
                                ", ",
                                root.getTable().getColumns().stream()
                                        .map(Column::getName)
                                        .toList())
                        + ".");
    }
}
