package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.PersistenceContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.collection.mutation.CollectionMutationTarget;
import org.hibernate.persister.collection.mutation.RemoveCoordinator;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Removes all rows of a collection unless that happens because the owner goes into the trash: then they stay, and come
 * back with it. Emptying or replacing the collection of a live owner works as ever.
 */
final class KeepingRemoveCoordinator implements RemoveCoordinator {

    private final CollectionPersister collection;
    private final RemoveCoordinator standard;

    KeepingRemoveCoordinator(CollectionPersister collection, RemoveCoordinator standard) {
        this.collection = collection;
        this.standard = standard;
    }

    @Override
    public void deleteAllRows(Object key, SharedSessionContractImplementor session) {
        if (!isOwnerBeingTrashed(key, session)) {
            standard.deleteAllRows(key, session);
        }
    }

    private boolean isOwnerBeingTrashed(Object key, SharedSessionContractImplementor session) {
        SessionTrash trash = SessionTrash.of(session);
        EntityPersister owner = collection.getOwnerEntityPersister();
        if (trash.physical() || !(owner instanceof SoftDeletePersister)) {
            return false;
        }
        PersistenceContext context = session.getPersistenceContextInternal();
        EntityKey ownerKey = ownerKey(key, session, owner);
        if (ownerKey == null) {
            return false;
        }
        Object entity = context.getEntity(ownerKey);
        EntityEntry entry = entity == null ? null : context.getEntry(entity);
        return (entry != null && entry.getStatus().isDeletedOrGone())
                || context.containsDeletedUnloadedEntityKey(ownerKey)
                || trash.wasMarked(ownerKey);
    }

    private @Nullable EntityKey ownerKey(Object key, SharedSessionContractImplementor session, EntityPersister owner) {
        if (collection.getAttributeMapping().getKeyDescriptor().getTargetPart().isEntityIdentifierMapping()) {
            return session.generateEntityKey(key, owner);
        }
        Object entity = session.getPersistenceContextInternal().getCollectionOwner(key, collection);
        EntityEntry entry =
                entity == null ? null : session.getPersistenceContextInternal().getEntry(entity);
        return entry == null ? null : entry.getEntityKey();
    }

    @Override
    public String getSqlString() {
        return standard.getSqlString();
    }

    @Override
    public CollectionMutationTarget getMutationTarget() {
        return standard.getMutationTarget();
    }
}
