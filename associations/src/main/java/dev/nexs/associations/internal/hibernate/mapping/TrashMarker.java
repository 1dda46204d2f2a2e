package dev.nexs.associations.internal.hibernate.mapping;

import org.hibernate.mapping.Column;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.Table;
import org.jspecify.annotations.Nullable;

/**
 * The column that says whether a row is in the trash. The soft-delete module maps it, and the mapping is where the two meet.
 *
 * @param table the table that has the column
 * @param live the condition that a row is not in the trash, to be put behind the row's name and a dot
 */
record TrashMarker(Table table, String live) {

    private static final String NAME = "_nexsMarker";

    /** {@return the marker of an entity, or null if its rows are deleted} */
    static @Nullable TrashMarker of(PersistentClass entity) {
        for (Property property : entity.getRootClass().getProperties()) {
            if (property.getName().equals(NAME)
                    && property.getValue().getSelectables().get(0) instanceof Column column) {
                boolean flag = property.getType().getReturnedClass() == Boolean.class;
                return new TrashMarker(
                        property.getValue().getTable(), Sql.column(column) + (flag ? " = false" : " is null"));
            }
        }
        return null;
    }
}
