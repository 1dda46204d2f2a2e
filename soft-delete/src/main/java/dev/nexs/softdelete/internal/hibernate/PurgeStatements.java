package dev.nexs.softdelete.internal.hibernate;

import dev.nexs.softdelete.Marker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.BasicType;

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
        if (!(persister.getIdentifierType() instanceof BasicType<?>)) {
            throw new IllegalArgumentException(
                    persister.getEntityName() + " cannot be purged: its id has several columns."
                            + " Use trash.forceDeleteAll(...) under a restriction.");
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

    @SuppressWarnings("unchecked")
    private static List<Object> query(
            SessionImplementor session,
            SoftDeletePersister persister,
            EntityPersister table,
            Duration olderThan,
            int size) {
        EntityDefinition definition = persister.trash().marker().definition();
        String key = KeySql.columns(table).get(0);
        String column = definition.column();
        String age = switch (definition.marker()) {
            case BOOLEAN -> "cast(:millis as bigint) is not null";
            case EPOCH_MILLIS -> column + " <= extract(epoch from current_timestamp) * 1000 - :millis";
            default -> column + " <= current_timestamp - :millis * interval '1 millisecond'";
        };
        NativeQuery<Object> query = session.createNativeQuery(
                "select " + key + " from " + table.getIdentifierTableName() + " where "
                        + MarkerSql.trashed(definition.marker(), column) + " and " + age + " order by " + column + ", "
                        + key
                        + " limit :size for update skip locked",
                Object.class);
        query.addScalar(key, (BasicType<Object>) persister.getIdentifierType());
        return query.setParameter("millis", olderThan.toMillis())
                .setParameter("size", size)
                .getResultList();
    }

    /** Deletes the rows with what belongs to them in other tables, by statements alone. */
    public static int delete(SessionImplementor session, SoftDeletePersister persister, List<Object> ids) {
        collections(persister).forEach(collection -> LinkRows.deleteOwned(session, collection, ids));
        ids.forEach(id -> LinkRows.deleteTo(session, persister, id));
        for (Map.Entry<String, String> table : tables(persister).entrySet()) {
            String marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
            NativeStatements.execute(
                    session,
                    "delete from " + table.getKey() + " where " + table.getValue() + " in (" + marks + ")",
                    statement -> {
                        int position = 1;
                        for (Object id : ids) {
                            position = KeySql.bind(statement, position, persister, id, session);
                        }
                    });
        }
        return ids.size();
    }

    /** Every table of the hierarchy with its key column, those of subclasses before those of superclasses. */
    private static Map<String, String> tables(SoftDeletePersister persister) {
        Map<String, String> tables = new LinkedHashMap<>();
        List<EntityMappingType> types = new ArrayList<>(persister.getSubMappingTypes());
        types.add(persister);
        for (EntityMappingType type : types) {
            if (!type.isAbstract()) {
                type.getEntityPersister()
                        .forEachMutableTableReverse(table -> tables.putIfAbsent(
                                table.getTableName(),
                                table.getKeyMapping().getKeyColumns().get(0).getColumnName()));
            }
        }
        return tables;
    }

    private static List<PluralAttributeMapping> collections(SoftDeletePersister persister) {
        List<PluralAttributeMapping> collections = new ArrayList<>();
        persister.visitSubTypeAttributeMappings(attribute -> {
            if (attribute instanceof PluralAttributeMapping collection
                    && collection.getSeparateCollectionTable() != null
                    && !collection.getCollectionDescriptor().isInverse()) {
                collections.add(collection);
            }
        });
        return collections;
    }
}
