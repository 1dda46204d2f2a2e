package dev.nexs.softdelete.internal.hibernate.read;

import static dev.nexs.softdelete.TrashedReference.FAIL;
import static dev.nexs.softdelete.TrashedReference.HIDE;

import dev.nexs.softdelete.TrashedReference;
import dev.nexs.softdelete.TrashedReferenceException;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.EntityType;
import org.jspecify.annotations.Nullable;

/**
 * Associations that hide a trashed target, or must not refer to one. For the latter, what is there when the owner
 * has been loaded is judged at once; for a lazy reference a note is left, and whoever initializes it judges. The
 * note is for the target, since a session has one object for it: if any of its references is mapped to fail,
 * initializing it fails.
 */
public final class StrictReferences implements PostLoadEventListener {

    private final SoftDeleteModel model;
    private final Map<String, int[]> failing = new ConcurrentHashMap<>();
    private final Map<String, int[]> hiding = new ConcurrentHashMap<>();

    /** By the policies of this model. */
    public StrictReferences(SoftDeleteModel model) {
        this.model = model;
    }

    @Override
    public void onPostLoad(PostLoadEvent event) {
        EntityPersister persister = event.getPersister();
        for (int index : hiding.computeIfAbsent(persister.getEntityName(), any -> with(persister, HIDE))) {
            hide(event.getSession(), persister, index, event.getEntity());
        }
        for (int index : failing.computeIfAbsent(persister.getEntityName(), any -> with(persister, FAIL))) {
            String name = persister.getPropertyNames()[index];
            if (Hibernate.isPropertyInitialized(event.getEntity(), name)) {
                Object target = persister.getValue(event.getEntity(), index);
                if (target != null) {
                    examine(event.getSession(), persister, index, target);
                }
            }
        }
    }

    private int[] with(EntityPersister persister, TrashedReference policy) {
        return IntStream.range(0, persister.getAttributeMappings().size())
                .filter(i -> model.policies()
                                .get(persister
                                        .getAttributeMappings()
                                        .get(i)
                                        .getNavigableRole()
                                        .getFullPath())
                        == policy)
                .toArray();
    }

    /** A query fetches the reference with a select of its own, which finds the row; this makes it null as a join does. */
    private static void hide(EventSource session, EntityPersister owner, int index, Object entity) {
        Object target = owner.getValue(entity, index);
        EntityKey key = target == null ? null : key(session, owner, index, target);
        if (key == null || View.of(session.getLoadQueryInfluencers()) != View.LIVE) {
            return;
        }
        Hibernate.initialize(target);
        EntityEntry entry = session.getPersistenceContextInternal().getEntry(entity);
        if (SessionTrash.of(session).isTrashed(key)) {
            owner.setValue(entity, index, null);
            if (entry != null && entry.getLoadedState() != null) {
                entry.getLoadedState()[index] = null;
            }
        }
    }

    private static @Nullable EntityKey key(EventSource session, EntityPersister owner, int index, Object target) {
        EntityType type = (EntityType) owner.getPropertyTypes()[index];
        EntityPersister persister =
                session.getFactory().getMappingMetamodel().getEntityDescriptor(type.getAssociatedEntityName());
        Object id = session.getContextEntityIdentifier(target);
        return id == null ? null : session.generateEntityKey(id, persister);
    }

    private static void examine(EventSource session, EntityPersister owner, int index, Object target) {
        EntityKey key = key(session, owner, index, target);
        if (key == null) {
            return;
        }
        SessionTrash.of(session).guard(key, owner.getEntityName() + "." + owner.getPropertyNames()[index]);
        if (Hibernate.isInitialized(target)) {
            check(session, key);
        }
    }

    /** Throws if this row is in the trash, is hidden by the view of the session, and must not be referred to. */
    public static void check(SharedSessionContractImplementor session, @Nullable EntityKey key) {
        SessionTrash trash = SessionTrash.of(session);
        if (key != null && trash.isTrashed(key) && View.of(session.getLoadQueryInfluencers()) == View.LIVE) {
            String association = trash.guardedBy(key);
            if (association != null) {
                throw new TrashedReferenceException(association, key.getEntityName(), key.getIdentifier());
            }
        }
    }
}
