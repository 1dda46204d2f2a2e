package dev.nexs.softdelete.internal.hibernate.operation;

import dev.nexs.softdelete.internal.hibernate.persister.SoftDeleteRowsPersister;
import dev.nexs.softdelete.internal.hibernate.sql.NativeStatements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ManyToManyCollectionPart;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Link rows that point to an entity from the other side of a many-to-many. Hibernate leaves them when it deletes the
 * entity, and their foreign key would refuse the deletion.
 */
public final class LinkRows {

    private LinkRows() {}

    /** Deletes the link rows to every entity that this session is about to delete, and notes those entities. */
    public static void deleteOfRemoved(SessionImplementor session, Set<EntityKey> removed) {
        Map<EntityPersister, List<Object>> ids = new LinkedHashMap<>();
        for (var entry : session.getPersistenceContextInternal().reentrantSafeEntityEntries()) {
            EntityEntry entity = entry.getValue();
            if (entity.getStatus().isDeletedOrGone()) {
                removed.add(entity.getEntityKey());
                ids.computeIfAbsent(entity.getPersister(), any -> new ArrayList<>())
                        .add(entity.getId());
            }
        }
        ids.forEach((persister, some) -> {
            deleteMarkable(session, persister, some);
            deleteTo(session, persister, some);
        });
    }

    /** Hibernate deletes the other rows of these owners by itself; these it would mark. */
    private static void deleteMarkable(SessionImplementor session, EntityPersister owner, List<Object> ids) {
        owned(owner)
                .filter(collection -> collection.getCollectionDescriptor() instanceof SoftDeleteRowsPersister)
                .forEach(collection -> deleteOwned(session, collection, ids));
    }

    /** The collections with a table that the entities of this hierarchy write, in embeddables too. */
    static Stream<PluralAttributeMapping> owned(EntityPersister owner) {
        Stream.Builder<PluralAttributeMapping> owned = Stream.builder();
        owner.getFactory().getMappingMetamodel().forEachCollectionDescriptor(collection -> {
            PluralAttributeMapping attribute = collection.getAttributeMapping();
            if (collection.getOwnerEntityPersister().getRootEntityName().equals(owner.getRootEntityName())
                    && attribute.getSeparateCollectionTable() != null
                    && !collection.isInverse()) {
                owned.add(attribute);
            }
        });
        return owned.build();
    }

    /** Deletes the rows of a collection table that belong to these owners. */
    static void deleteOwned(SessionImplementor session, PluralAttributeMapping collection, List<Object> owners) {
        delete(
                session,
                collection.getSeparateCollectionTable(),
                collection.getKeyDescriptor(),
                collection.getCollectionDescriptor().getOwnerEntityPersister(),
                owners);
    }

    /** Deletes the link rows to these entities. */
    static void deleteTo(SessionImplementor session, EntityPersister target, List<Object> ids) {
        session.getFactory().getMappingMetamodel().forEachCollectionDescriptor(collection -> {
            if (refersTo(collection, target)
                    && collection.getAttributeMapping().getElementDescriptor()
                            instanceof ManyToManyCollectionPart element) {
                delete(
                        session,
                        collection.getAttributeMapping().getSeparateCollectionTable(),
                        element.getForeignKeyDescriptor(),
                        target,
                        ids);
            }
        });
    }

    /** By ids, or by what the key refers to where that is another column. */
    private static void delete(
            SessionImplementor session,
            String table,
            ForeignKeyDescriptor key,
            EntityPersister entity,
            List<Object> ids) {
        KeyedRows links = KeyedRows.of(table, key);
        if (key.getTargetPart().isEntityIdentifierMapping()) {
            links.delete(session, ids);
            return;
        }
        List<String> referred = new ArrayList<>();
        key.getTargetPart().forEachSelectable((index, column) -> referred.add(column.getSelectionExpression()));
        entity.forEachMutableTable(mapping -> {
            if (mapping.getTableName().equals(key.getTargetTable())) {
                KeyedRows owners = KeyedRows.of(mapping);
                owners.inChunks(
                        ids,
                        chunk -> NativeStatements.attempt(
                                session,
                                "delete from " + table + " where (" + String.join(", ", links.columns())
                                        + ") in (select " + String.join(", ", referred) + " from " + owners.table()
                                        + " where " + owners.condition(chunk, session) + ")",
                                statement -> owners.bind(statement, 1, chunk, session)));
            }
        });
    }

    private static boolean refersTo(CollectionPersister collection, EntityPersister target) {
        EntityPersister element =
                collection.isManyToMany() && !collection.isInverse() ? collection.getElementPersister() : null;
        return element != null && element.getRootEntityName().equals(target.getRootEntityName());
    }
}
