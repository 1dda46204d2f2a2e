package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.AlreadyTrashedException;
import dev.nexs.softdelete.TrashedReferenceException;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.Hibernate;
import org.hibernate.action.internal.CollectionRemoveAction;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.CollectionEntry;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.PersistenceContext;
import org.hibernate.event.spi.DeleteContext;
import org.hibernate.event.spi.DeleteEvent;
import org.hibernate.event.spi.DeleteEventListener;
import org.hibernate.event.spi.EventSource;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.hibernate.type.CollectionType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * What a removal means for one entity. It stands around Hibernate's listeners, is asked once for each entity, by the
 * caller's own removal or by a cascade, and decides by the state of the row:
 *
 * <table>
 * <caption>Decisions</caption>
 * <tr><th>the row</th><th>removed by the caller</th><th>reached by a cascade or as an orphan</th></tr>
 * <tr><td>live</td><td>marked</td><td>marked, with the deletion id of the removal</td></tr>
 * <tr><td>in the trash</td><td>refused with a sentence</td><td>passed over, with what it cascades to</td></tr>
 * <tr><td>of an entity without a trash, or in a forced deletion</td><td>deleted</td><td>deleted</td></tr>
 * </table>
 *
 * <p>A removal begins with the caller's event and ends when Hibernate has handled it; removals nest, as from a callback,
 * and each is a deletion of its own.
 */
public final class RemovalPolicy implements DeleteEventListener {

    private enum Decision {
        DELETE,
        MARK,
        PASS_OVER,
        REFUSE
    }

    private final List<DeleteEventListener> standard = new ArrayList<>();

    /** Around the listeners that remove. */
    public RemovalPolicy(Iterable<DeleteEventListener> standard) {
        standard.forEach(this.standard::add);
    }

    @Override
    public void onDelete(DeleteEvent event) {
        SessionTrash trash = SessionTrash.of(event.getSession());
        UUID outer = trash.beginDeletion();
        try {
            decide(event, trash, trash.currentDeletion(), false, () -> standard.forEach(it -> it.onDelete(event)));
        } finally {
            trash.endDeletion(outer);
        }
    }

    @Override
    public void onDelete(DeleteEvent event, DeleteContext context) {
        SessionTrash trash = SessionTrash.of(event.getSession());
        decide(
                event,
                trash,
                trash.deletionOf(context),
                true,
                () -> standard.forEach(it -> it.onDelete(event, context)));
    }

    private static void decide(
            DeleteEvent event, SessionTrash trash, UUID deletion, boolean cascaded, Runnable proceed) {
        EventSource session = event.getSession();
        EntityKey key = key(event.getObject(), session);
        if (key == null) {
            proceed.run();
            return;
        }
        switch (decision(event.getObject(), key, trash, cascaded, session)) {
            case PASS_OVER -> {}
            case REFUSE -> throw new AlreadyTrashedException(key.getEntityName(), key.getIdentifier());
            case MARK -> {
                boolean begins = !isBeingRemoved(key, session);
                trash.assign(key, deletion);
                if (begins) {
                    RemovalRules.followCascades(key, deletion, session);
                }
                proceed.run();
                if (begins) {
                    RemovalRules.followOthers(key, deletion, session);
                }
            }
            case DELETE -> {
                deleteHiddenLinks(event.getObject(), session);
                proceed.run();
            }
        }
    }

    private static Decision decision(
            Object entity, EntityKey key, SessionTrash trash, boolean cascaded, EventSource session) {
        if (trash.physical() || !(key.getPersister() instanceof SoftDeletePersister)) {
            return Decision.DELETE;
        }
        if (cascaded && !Hibernate.isInitialized(entity) && isRefusedReference(entity)) {
            return Decision.PASS_OVER;
        }
        boolean inTheTrash =
                trash.isTrashed(key) || (trash.wasMarked(key) && !session.contains(Hibernate.unproxy(entity)));
        return !inTheTrash ? Decision.MARK : cascaded ? Decision.PASS_OVER : Decision.REFUSE;
    }

    /** Initializes it, since only the row says whether it is in the trash. */
    private static boolean isRefusedReference(Object entity) {
        try {
            Hibernate.initialize(entity);
            return false;
        } catch (TrashedReferenceException refused) {
            return true;
        }
    }

    private static boolean isBeingRemoved(EntityKey key, EventSource session) {
        PersistenceContext context = session.getPersistenceContextInternal();
        Object entity = context.getEntity(key);
        EntityEntry entry = entity == null ? null : context.getEntry(entity);
        return entry == null
                ? context.containsDeletedUnloadedEntityKey(key)
                : entry.getStatus().isDeletedOrGone();
    }

    /** Null for what this session does not know and what has no id: such an instance is none of ours to judge. */
    private static @Nullable EntityKey key(Object entity, EventSource session) {
        PersistenceContext context = session.getPersistenceContextInternal();
        LazyInitializer proxy = HibernateProxy.extractLazyInitializer(entity);
        if (proxy != null && proxy.isUninitialized()) {
            EntityPersister persister =
                    session.getFactory().getMappingMetamodel().getEntityDescriptor(proxy.getEntityName());
            return session.generateEntityKey(proxy.getInternalIdentifier(), persister);
        }
        Object instance = proxy == null ? entity : proxy.getImplementation();
        EntityEntry entry = context.getEntry(instance);
        if (entry != null) {
            return entry.getEntityKey();
        }
        EntityPersister persister = session.getEntityPersister(null, instance);
        Object id = persister.getIdentifier(instance, session);
        return id == null ? null : session.generateEntityKey(id, persister);
    }

    /**
     * Hibernate deletes no link rows of an owner whose collection is in memory and empty. Rows that lead to the trash are
     * not in memory; their foreign key would refuse the owner's deletion.
     */
    private static void deleteHiddenLinks(Object entity, EventSource session) {
        Object owner = Hibernate.isInitialized(entity) ? Hibernate.unproxy(entity) : null;
        EntityEntry entry =
                owner == null ? null : session.getPersistenceContextInternal().getEntry(owner);
        if (entry == null || entry.getStatus().isDeletedOrGone()) {
            return;
        }
        EntityPersister persister = entry.getPersister();
        Type[] types = persister.getPropertyTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i] instanceof CollectionType
                    && Hibernate.isPropertyInitialized(owner, persister.getPropertyNames()[i])) {
                deleteHiddenLinksOf(persister.getValue(owner, i), session);
            }
        }
    }

    private static void deleteHiddenLinksOf(@Nullable Object value, EventSource session) {
        CollectionEntry entry = value instanceof PersistentCollection<?> collection && collection.wasInitialized()
                ? session.getPersistenceContextInternal().getCollectionEntry(collection)
                : null;
        CollectionPersister persister = entry == null ? null : entry.getLoadedPersister();
        if (entry != null
                && persister != null
                && !persister.isInverse()
                && SparedLinks.leadToTrash(persister)
                && entry.isSnapshotEmpty((PersistentCollection<?>) value)) {
            session.getActionQueue().addAction(new CollectionRemoveAction(persister, entry.getLoadedKey(), session));
        }
    }
}
