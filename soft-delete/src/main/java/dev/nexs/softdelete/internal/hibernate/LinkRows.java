package dev.nexs.softdelete.internal.hibernate;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
        for (var entry : session.getPersistenceContextInternal().reentrantSafeEntityEntries()) {
            EntityEntry entity = entry.getValue();
            if (entity.getStatus().isDeletedOrGone()) {
                removed.add(entity.getEntityKey());
                deleteTo(session, entity.getPersister(), entity.getId());
            }
        }
    }

    /** Deletes the rows of a collection table that belong to these owners. */
    static void deleteOwned(SessionImplementor session, PluralAttributeMapping collection, List<Object> owners) {
        ForeignKeyDescriptor key = collection.getKeyDescriptor();
        for (Object owner : owners) {
            delete(session, collection.getSeparateCollectionTable(), key, owner);
        }
    }

    static void deleteTo(SessionImplementor session, EntityPersister target, Object id) {
        List<CollectionPersister> collections = new ArrayList<>();
        session.getFactory().getMappingMetamodel().forEachCollectionDescriptor(collections::add);
        for (CollectionPersister collection : collections) {
            if (collection.isManyToMany() && !collection.isInverse() && refersTo(collection, target)) {
                delete(session, collection.getAttributeMapping(), id);
            }
        }
    }

    private static boolean refersTo(CollectionPersister collection, EntityPersister target) {
        EntityPersister element = collection.getElementPersister();
        return element != null && element.getRootEntityName().equals(target.getRootEntityName());
    }

    private static void delete(SessionImplementor session, PluralAttributeMapping collection, Object id) {
        if (!(collection.getElementDescriptor() instanceof ManyToManyCollectionPart element)) {
            return;
        }
        delete(session, collection.getSeparateCollectionTable(), element.getForeignKeyDescriptor(), id);
    }

    private static void delete(SessionImplementor session, String table, ForeignKeyDescriptor key, Object id) {
        List<String> columns = new ArrayList<>();
        key.getKeyPart().forEachSelectable((index, column) -> columns.add(column.getSelectionExpression()));
        String sql = "delete from " + table + " where "
                + columns.stream().map(column -> column + " = ?").collect(Collectors.joining(" and "));
        NativeStatements.execute(session, sql, statement -> bind(statement, key, id, session));
    }

    private static void bind(
            PreparedStatement statement, ForeignKeyDescriptor key, Object id, SessionImplementor session)
            throws SQLException {
        int position = 1;
        List<KeySql.Part> parts = new ArrayList<>();
        key.getKeyPart()
                .breakDownJdbcValues(
                        id,
                        (index, value, column) -> parts.add(new KeySql.Part(column.getJdbcMapping(), value)),
                        session);
        for (KeySql.Part part : parts) {
            KeySql.bind(statement, position++, part, session);
        }
    }
}
