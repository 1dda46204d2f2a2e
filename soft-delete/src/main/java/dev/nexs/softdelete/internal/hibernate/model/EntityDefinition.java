package dev.nexs.softdelete.internal.hibernate.model;

import dev.nexs.softdelete.Marker;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an entity hierarchy declares, with every default resolved. Names are physical column names as SQL writes them.
 *
 * @param entity the name of the root entity
 * @param marker never {@link Marker#DEFAULT}
 * @param column the marker column
 * @param batchColumn the column of the deletion's id, or null if there is none
 * @param deletedByColumn the column that says who, or null if there is none
 * @param reasonColumn the column that says why, or null if there is none
 * @param unique what is unique among live rows
 * @param ddl the columns and partial indexes, as statements for a migration
 */
public record EntityDefinition(
        String entity,
        Marker marker,
        String column,
        @Nullable String batchColumn,
        @Nullable String deletedByColumn,
        @Nullable String reasonColumn,
        List<UniqueAmongLive> unique,
        List<Ddl> ddl) {

    /** The state of a marker column, as an attribute that only Hibernate sees. */
    public static final String MARKER_PROPERTY = "_nexsMarker";

    /** The id of the deletion, likewise. */
    public static final String BATCH_PROPERTY = "_nexsDeletion";

    /** The columns beside the marker that say something about the deletion, and nothing about a live row. */
    public List<String> kept() {
        return Stream.of(batchColumn, deletedByColumn, reasonColumn)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whether this value of the marker column means that the row is in the trash. */
    public static boolean isTrashed(@Nullable Object value) {
        return value instanceof Boolean flag ? flag : value != null;
    }
}
