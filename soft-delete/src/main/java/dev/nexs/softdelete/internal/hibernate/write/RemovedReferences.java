package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.hibernate.Hibernate;
import org.hibernate.TransientPropertyValueException;
import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.internal.ForeignKeys;
import org.hibernate.engine.spi.CascadeStyle;
import org.hibernate.engine.spi.CascadingAction;
import org.hibernate.engine.spi.CascadingActions;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.FlushEntityEvent;
import org.hibernate.event.spi.FlushEntityEventListener;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.type.CollectionType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * A reference to an entity that this session has just removed. Hibernate refuses to flush it or writes null for it, since
 * the row will be gone; here the row stays, so the reference is as good as any.
 */
public final class RemovedReferences implements PreInsertEventListener, FlushEntityEventListener {

    private final Map<String, int[]> toOnes = new ConcurrentHashMap<>();

    /** Exempts references to soft-deletable entities from the check that looks for removed targets. */
    public static void tolerate(EntityPersister owner, SessionFactoryImplementor factory) {
        CascadeStyle[] styles = owner.getPropertyCascadeStyles();
        Type[] types = owner.getPropertyTypes();
        for (int i = 0; i < types.length; i++) {
            if (target(types[i], factory) instanceof SoftDeletePersister && !(styles[i] instanceof Unchecked)) {
                styles[i] = new Unchecked(styles[i]);
            }
        }
    }

    private static @Nullable EntityPersister target(Type type, SessionFactoryImplementor factory) {
        if (type instanceof EntityType toOne) {
            return factory.getMappingMetamodel().getEntityDescriptor(toOne.getAssociatedEntityName());
        } else if (type instanceof CollectionType toMany) {
            CollectionPersister collection = factory.getMappingMetamodel().getCollectionDescriptor(toMany.getRole());
            return collection.isManyToMany() || collection.isOneToMany() ? collection.getElementPersister() : null;
        } else {
            return null;
        }
    }

    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        EntityPersister owner = event.getPersister();
        for (int index : toOnes.computeIfAbsent(owner.getEntityName(), any -> softDeletable(owner))) {
            Object target = event.getState()[index] == null ? owner.getValue(event.getEntity(), index) : null;
            if (target != null && wasRemoved(event, target)) {
                event.getState()[index] = target;
            }
        }
        return false;
    }

    /** A target that is null for another reason, as one whose own insert comes later, is none of ours. */
    private static boolean wasRemoved(PreInsertEvent event, Object target) {
        Object instance = Hibernate.unproxy(target);
        EntityEntry entry = event.getSession().getPersistenceContextInternal().getEntry(instance);
        return entry != null
                ? entry.getStatus().isDeletedOrGone()
                : event.getSession().getEntityPersister(null, instance) instanceof SoftDeletePersister persister
                        && persister.trash().wasTrashed(instance, event.getSession());
    }

    /** What is left of Hibernate's check: a target that was never saved. */
    @Override
    public void onFlushEntity(FlushEntityEvent event) {
        EntityPersister owner = event.getEntityEntry().getPersister();
        for (int index : toOnes.computeIfAbsent(owner.getEntityName(), any -> softDeletable(owner))) {
            Object target = owner.getValue(event.getEntity(), index);
            if (target != null && target != LazyPropertyInitializer.UNFETCHED_PROPERTY && isNew(event, target)) {
                String entity = event.getSession().guessEntityName(target);
                throw new TransientPropertyValueException(
                        "An instance of " + owner.getEntityName() + " refers to a transient instance of " + entity
                                + "; persist that one first",
                        entity,
                        owner.getEntityName(),
                        owner.getPropertyNames()[index]);
            }
        }
    }

    private static boolean isNew(FlushEntityEvent event, Object target) {
        return HibernateProxy.extractLazyInitializer(target) == null
                && event.getSession().getPersistenceContextInternal().getEntry(target) == null
                && ForeignKeys.isTransient(
                        event.getSession().guessEntityName(target), target, null, event.getSession());
    }

    private static int[] softDeletable(EntityPersister owner) {
        Type[] types = owner.getPropertyTypes();
        return IntStream.range(0, types.length)
                .filter(i -> types[i] instanceof EntityType
                        && owner.getPropertyInsertability()[i]
                        && target(types[i], owner.getFactory()) instanceof SoftDeletePersister)
                .toArray();
    }

    /** A cascade style without that check. A target that was never saved is found when the reference is written. */
    private record Unchecked(CascadeStyle style) implements CascadeStyle {

        @Override
        public boolean doCascade(CascadingAction<?> action) {
            return action != CascadingActions.CHECK_ON_FLUSH && style.doCascade(action);
        }

        @Override
        public boolean reallyDoCascade(CascadingAction<?> action) {
            return action != CascadingActions.CHECK_ON_FLUSH && style.reallyDoCascade(action);
        }

        @Override
        public boolean hasOrphanDelete() {
            return style.hasOrphanDelete();
        }
    }
}
