package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.Marker;
import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.sql.KeySql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerSql;
import dev.nexs.softdelete.internal.hibernate.sql.MarkerTables;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.persister.entity.EntityPersister;

/** The statements of a purge. Ages are judged by the server's clock, as the markers are. */
public final class PurgeStatements {

    private PurgeStatements() {}

    /** Refuses what cannot be purged by age. */
    public static void check(SoftDeletePersister persister, Duration olderThan) {
        if (olderThan.isNegative()) {
            throw new IllegalArgumentException("olderThan is " + olderThan + "; it must not be negative.");
        }
        if (marker(persister) == Marker.BOOLEAN && !olderThan.isZero()) {
            throw new IllegalArgumentException(persister.getEntityName() + " cannot be purged by age: its marker is a"
                    + " boolean, which does not say since when a row is in the trash. Purge with Duration.ZERO, or use a"
                    + " TIMESTAMP or EPOCH_MILLIS marker.");
        }
    }

    private static Marker marker(SoftDeletePersister persister) {
        return persister.trash().marker().definition().marker();
    }

    /** Locks the oldest rows of the trash that nobody else has locked, and returns their ids. */
    public static List<Object> lock(
            SessionImplementor session, SoftDeletePersister persister, Duration olderThan, int size) {
        List<Object> ids = new ArrayList<>();
        for (EntityPersister table : MarkerTables.of(persister)) {
            if (ids.size() < size) {
                ids.addAll(query(session, persister, table, olderThan, size - ids.size()));
            }
        }
        return ids;
    }

    private static List<Object> query(
            SessionImplementor session,
            SoftDeletePersister persister,
            EntityPersister table,
            Duration olderThan,
            int size) {
        EntityDefinition definition = persister.trash().marker().definition();
        String keys = String.join(", ", KeySql.columns(table));
        String column = definition.column();
        String age = switch (definition.marker()) {
            case BOOLEAN -> "cast(? as bigint) is not null";
            case EPOCH_MILLIS -> column + " <= extract(epoch from current_timestamp) * 1000 - ?";
            default -> column + " <= current_timestamp - ? * interval '1 millisecond'";
        };
        IdAssembler ids = new IdAssembler(table, session);
        return NativeStatements.query(
                session,
                "select " + keys + " from " + table.getIdentifierTableName() + " where "
                        + MarkerSql.trashed(definition.marker(), column) + " and " + age + " order by " + column + ", "
                        + keys + " limit ? for update skip locked",
                statement -> {
                    statement.setLong(1, olderThan.toMillis());
                    statement.setInt(2, size);
                },
                ids::id);
    }

    /** Deletes the rows with what belongs to them in other tables, by statements alone. */
    public static int delete(SessionImplementor session, SoftDeletePersister persister, List<Object> ids) {
        LinkRows.owned(persister).forEach(collection -> LinkRows.deleteOwned(session, collection, ids));
        LinkRows.deleteTo(session, persister, ids);
        tables(persister).forEach(table -> table.delete(session, ids));
        return ids.size();
    }

    /** Every table of the hierarchy; each stands behind the last of those that refer to it. */
    private static Collection<KeyedRows> tables(SoftDeletePersister persister) {
        Map<String, KeyedRows> tables = new LinkedHashMap<>();
        List<EntityMappingType> types = new ArrayList<>(persister.getSubMappingTypes());
        types.add(persister);
        for (EntityMappingType type : types) {
            if (!type.isAbstract()) {
                type.getEntityPersister().forEachMutableTableReverse(table -> {
                    tables.remove(table.getTableName());
                    tables.put(table.getTableName(), KeyedRows.of(table));
                });
            }
        }
        return tables.values();
    }
}
