package dev.nexs.softdelete.internal.hibernate.read;

import dev.nexs.softdelete.TrashedReference;
import dev.nexs.softdelete.internal.hibernate.model.Reference;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.Hibernate;
import org.hibernate.HibernateException;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.MergeContext;
import org.hibernate.event.spi.MergeEvent;
import org.hibernate.event.spi.MergeEventListener;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.event.spi.PreUpsertEvent;
import org.hibernate.event.spi.PreUpsertEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Associations that show null while their target is in the trash. Such a null must never reach the foreign key:
 *
 * <ul>
 *   <li>in a session the dirty check sees to that, since the loaded state says null too;
 *   <li>a merge keeps the reference of the row if the instance was loaded with null there, and still has it;
 *   <li>a stateless update or upsert writes all columns and knows no loaded state. Where the instance says null the
 *       foreign key of the row is looked up, and kept if its target is in the trash.
 * </ul>
 */
public final class HiddenReferences implements PostLoadEventListener, PreUpdateEventListener, PreUpsertEventListener {

    private final SoftDeleteModel model;
    private final Map<String, List<Reference>> hiding = new ConcurrentHashMap<>();
    private final WeakInstances<List<Reference>> loadedAsNull = new WeakInstances<>();

    /** By the policies of this model. */
    public HiddenReferences(SoftDeleteModel model) {
        this.model = model;
    }

    private List<Reference> of(EntityPersister persister) {
        return hiding.computeIfAbsent(
                persister.getEntityName(), any -> Reference.of(persister, model, TrashedReference.HIDE));
    }

    @Override
    public void onPostLoad(PostLoadEvent event) {
        List<Reference> references = of(event.getPersister());
        if (!references.isEmpty()) {
            references.forEach(reference -> hide(event, reference));
            List<Reference> nulls = references.stream()
                    .filter(reference -> reference.get(event.getEntity()) == null)
                    .toList();
            if (!nulls.isEmpty() && View.of(event.getSession().getLoadQueryInfluencers()) == View.LIVE) {
                loadedAsNull.put(event.getEntity(), nulls);
            }
        }
    }

    /** A query fetches the reference with a select of its own, which finds the row; this makes it null as a join does. */
    private static void hide(PostLoadEvent event, Reference reference) {
        Object target = reference.get(event.getEntity());
        EntityKey key = target == null ? null : reference.key(target, event.getSession());
        if (key == null || View.of(event.getSession().getLoadQueryInfluencers()) != View.LIVE) {
            return;
        }
        Hibernate.initialize(target);
        if (SessionTrash.of(event.getSession()).isTrashed(key)) {
            event.getPersister().setValue(event.getEntity(), reference.index(), null);
            EntityEntry entry =
                    event.getSession().getPersistenceContextInternal().getEntry(event.getEntity());
            if (entry != null && entry.getLoadedState() != null) {
                entry.getLoadedState()[reference.index()] = null;
            }
        }
    }

    @Override
    public boolean onPreUpdate(PreUpdateEvent event) {
        keep(event.getSession(), event.getPersister(), event.getId(), event.getState());
        return false;
    }

    @Override
    public boolean onPreUpsert(PreUpsertEvent event) {
        keep(event.getSession(), event.getPersister(), event.getId(), event.getState());
        return false;
    }

    private void keep(SharedSessionContractImplementor session, EntityPersister persister, Object id, Object[] state) {
        if (session instanceof StatelessSession && View.of(session.getLoadQueryInfluencers()) == View.LIVE) {
            for (Reference reference : of(persister)) {
                if (state[reference.index()] == null) {
                    Object hidden = trashedTarget(session, persister, id, reference);
                    if (hidden != null) {
                        state[reference.index()] = hidden;
                    }
                }
            }
        }
    }

    private static @Nullable Object trashedTarget(
            SharedSessionContractImplementor session, EntityPersister owner, Object id, Reference reference) {
        return View.ALL.during(session.getLoadQueryInfluencers(), () -> {
            String hql =
                    "from " + owner.getEntityName() + " o join o." + reference.path() + " target where id(o) = :id";
            Object target = session.createSelectionQuery("select target " + hql, Object.class)
                    .setParameter("id", id)
                    .getSingleResultOrNull();
            boolean live = target == null
                    || View.LIVE.during(
                                    session.getLoadQueryInfluencers(),
                                    () -> session.createSelectionQuery("select 1 " + hql, Integer.class)
                                            .setParameter("id", id)
                                            .getSingleResultOrNull())
                            != null;
            return live ? null : target;
        });
    }

    /** Stands around Hibernate's listeners for merges. */
    public MergeEventListener merging(Iterable<MergeEventListener> standard) {
        return new Merging(standard);
    }

    private final class Merging implements MergeEventListener {

        private final Iterable<MergeEventListener> standard;

        Merging(Iterable<MergeEventListener> standard) {
            this.standard = standard;
        }

        @Override
        public void onMerge(MergeEvent event) throws HibernateException {
            standard.forEach(listener -> listener.onMerge(event));
            keep(event);
        }

        @Override
        public void onMerge(MergeEvent event, MergeContext copied) throws HibernateException {
            standard.forEach(listener -> listener.onMerge(event, copied));
            keep(event);
        }

        /** The managed instance takes back what its row refers to, where the merged one only ever showed null. */
        private void keep(MergeEvent event) {
            Object detached = event.getOriginal() == null ? null : Hibernate.unproxy(event.getOriginal());
            Object managed = event.getResult();
            if (detached == null || managed == null || detached == managed) {
                return;
            }
            List<Reference> nulls = loadedAsNull.get(detached);
            if (nulls == null) {
                return;
            }
            EntityEntry entry =
                    event.getSession().getPersistenceContextInternal().getEntry(Hibernate.unproxy(managed));
            for (Reference reference : nulls) {
                if (entry != null && entry.getLoadedState() != null && reference.get(detached) == null) {
                    entry.getPersister()
                            .setValue(
                                    Hibernate.unproxy(managed),
                                    reference.index(),
                                    entry.getLoadedState()[reference.index()]);
                }
            }
        }
    }
}
