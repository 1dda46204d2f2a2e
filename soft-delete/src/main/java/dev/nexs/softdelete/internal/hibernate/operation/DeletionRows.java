package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.Deletion;
import dev.nexs.softdelete.Marker;
import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.model.View;
import dev.nexs.softdelete.internal.hibernate.sql.IdSelect;
import dev.nexs.softdelete.internal.hibernate.sql.KeySql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerTables;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The rows of one entity by the deletion that they belong to. */
public final class DeletionRows {

    private DeletionRows() {}

    /** At most so many deletions, newest first, or those with some ids; of what the session may see. */
    public static List<Deletion> read(
            SharedSessionContractImplementor session,
            SoftDeletePersister entity,
            int limit,
            @Nullable List<UUID> only) {
        IdSelect visible = View.TRASHED.during(
                session.getLoadQueryInfluencers(), () -> IdSelect.of(session, entity.getMappedClass(), null));
        List<Deletion> found = new ArrayList<>();
        for (EntityPersister table : MarkerTables.of(entity)) {
            EntityDefinition definition =
                    ((SoftDeletePersister) table).trash().marker().definition();
            if (definition.batchColumn() == null) {
                continue;
            }
            String at = definition.marker() == Marker.BOOLEAN ? "null::bigint" : "max(" + definition.column() + ")";
            String sql = "select " + definition.batchColumn() + ", " + at + ", " + max(definition.deletedByColumn())
                    + ", "
                    + max(definition.reasonColumn()) + ", count(*) from " + table.getIdentifierTableName() + " where "
                    + definition.batchColumn() + (only == null ? " is not null" : " = any(?)") + " and "
                    + MarkerSql.trashed(definition.marker(), definition.column()) + " and ("
                    + String.join(", ", KeySql.columns(table)) + ") in (" + visible.sql() + ") group by 1"
                    + " order by 2 desc nulls last, 1 limit ?";
            found.addAll(NativeStatements.query(
                    session,
                    sql,
                    statement -> {
                        int next = 1;
                        if (only != null) {
                            statement.setArray(next++, statement.getConnection().createArrayOf("uuid", only.toArray()));
                        }
                        next = visible.bind(statement, next);
                        statement.setInt(next, limit);
                    },
                    row -> deletion(row, definition.marker(), entity)));
        }
        return found;
    }

    private static String max(@Nullable String column) {
        return column == null ? "null::text" : "max(" + column + ")";
    }

    private static Deletion deletion(ResultSet row, Marker marker, EntityPersister entity) throws SQLException {
        Instant at = null;
        if (marker == Marker.EPOCH_MILLIS) {
            at = Instant.ofEpochMilli(row.getLong(2));
        } else if (marker == Marker.TIMESTAMP) {
            at = row.getObject(2, OffsetDateTime.class).toInstant();
        }
        return new Deletion(
                row.getObject(1, UUID.class),
                at,
                row.getString(3),
                row.getString(4),
                Map.of(entity.getEntityName(), row.getLong(5)));
    }
}
