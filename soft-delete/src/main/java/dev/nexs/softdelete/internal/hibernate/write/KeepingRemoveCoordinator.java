package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.model.View;
import org.hibernate.StatelessSession;
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
 * Removes all rows of a collection, by what happens to its owner: if it goes into the trash they stay and come back with
 * it; if it is deleted for good they go, all of them; and if the owner lives on, because the collection is emptied,
 * replaced or written anew, those go that the session can see.
 */
final class KeepingRemoveCoordinator implements RemoveCoordinator {

    private final CollectionPersister collection;
    private final RemoveCoordinator standard;
    private volatile @Nullable SparedLinks spared;

    KeepingRemoveCoordinator(CollectionPersister collection, RemoveCoordinator standard) {
        this.collection = collection;
        this.standard = standard;
    }

    @Override
    public void deleteAllRows(Object key, SharedSessionContractImplementor session) {
        if (isOwnerRemoved(key, session)) {
            boolean trashed = collection.getOwnerEntityPersister() instanceof SoftDeletePersister
                    && !SessionTrash.of(session).physical();
            if (!trashed) {
                standard.deleteAllRows(key, session);
            }
        } else if (!collection.isInverse()
                && View.of(session.getLoadQueryInfluencers()) == View.LIVE
                && SparedLinks.leadToTrash(collection)) {
            spared().removeOthers(standard.getSqlString(), key, session);
        } else {
            standard.deleteAllRows(key, session);
        }
    }

    private SparedLinks spared() {
        SparedLinks links = spared;
        if (links == null) {
            links = SparedLinks.of(collection);
            spared = links;
        }
        return links;
    }

    private boolean isOwnerRemoved(Object key, SharedSessionContractImplementor session) {
        if (session instanceof StatelessSession) {
            ThreadLocal<@Nullable Object> removing =
                    SoftDeleteModel.of(session.getFactory()).removing();
            boolean removed = new StatelessRemovals.Removal(collection.getRole(), key).equals(removing.get());
            removing.remove();
            return removed;
        }
        SessionTrash trash = SessionTrash.of(session);
        PersistenceContext context = session.getPersistenceContextInternal();
        EntityKey ownerKey = ownerKey(key, session, collection.getOwnerEntityPersister());
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
