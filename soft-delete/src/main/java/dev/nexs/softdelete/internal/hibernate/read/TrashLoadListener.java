package dev.nexs.softdelete.internal.hibernate.read;

import dev.nexs.softdelete.TrashedReference;
import dev.nexs.softdelete.internal.hibernate.cache.LiveNaturalIds;
import dev.nexs.softdelete.internal.hibernate.model.Reference;
import dev.nexs.softdelete.internal.hibernate.model.SessionTrash;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeletePersister;
import dev.nexs.softdelete.internal.hibernate.model.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.CacheMode;
import org.hibernate.engine.spi.EntityHolder;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.engine.spi.LoadQueryInfluencers;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.LoadEvent;
import org.hibernate.event.spi.LoadEventListener;
import org.hibernate.persister.entity.EntityPersister;

/**
 * Tells a {@code find} from the resolving of a reference. The first hides what the view of the session hides, also when
 * the entity is managed already; the second finds the target of a foreign key in any state.
 */
public final class TrashLoadListener implements LoadEventListener {

    private final List<LoadEventListener> standard = new ArrayList<>();
    private final Map<String, Boolean> hiding = new ConcurrentHashMap<>();

    /** Around the listeners that load. */
    public TrashLoadListener(Iterable<LoadEventListener> standard) {
        standard.forEach(this.standard::add);
    }

    @Override
    public void onLoad(LoadEvent event, LoadType type) {
        EntityPersister persister = event.getInstanceToLoad() == null
                ? event.getFactory().getMappingMetamodel().findEntityDescriptor(event.getEntityClassName())
                : null;
        Runnable load = persister instanceof SoftDeletePersister
                ? () -> load(event, type, persister)
                : () -> proceed(event, type);
        EventSource session = event.getSession();
        if (persister != null && showsMoreThanTheCache(persister, session)) {
            CacheMode before = session.getCacheMode();
            session.setCacheMode(CacheMode.IGNORE);
            try {
                load.run();
            } finally {
                session.setCacheMode(before);
            }
        } else {
            load.run();
        }
    }

    /** A cached owner says null where an association hides its target; under another view that is not what it shows. */
    private boolean showsMoreThanTheCache(EntityPersister persister, EventSource session) {
        return persister.canReadFromCache()
                && View.of(session.getLoadQueryInfluencers()) != View.LIVE
                && hiding.computeIfAbsent(persister.getEntityName(), any -> hides(persister));
    }

    private static boolean hides(EntityPersister persister) {
        SoftDeleteModel model = SoftDeleteModel.of(persister.getFactory());
        return !Reference.of(persister, model, TrashedReference.HIDE).isEmpty();
    }

    private void load(LoadEvent event, LoadType type, EntityPersister persister) {
        EventSource session = event.getSession();
        LoadQueryInfluencers influencers = session.getLoadQueryInfluencers();
        if (type != LoadEventListener.GET || SessionTrash.of(session).cascadesMerge()) {
            References.resolving(influencers, () -> proceed(event, type));
            LiveNaturalIds.forgetIfTrashed(persister, event.getEntityId(), session);
            if (event.getResult() != null && !type.isAllowProxyCreation()) {
                FailingReferences.check(session, session.generateEntityKey(event.getEntityId(), persister));
            }
            return;
        }
        EntityKey key = session.generateEntityKey(event.getEntityId(), persister);
        if (hasUninitializedProxy(session, key)) {
            // Hibernate throws if it finds no row behind a proxy that it knows; a find has to answer null.
            References.resolving(influencers, () -> proceed(event, type));
        } else {
            References.reading(influencers, () -> proceed(event, type));
        }
        LiveNaturalIds.forgetIfTrashed(persister, event.getEntityId(), session);
        if (event.getResult() != null
                && !View.of(influencers).shows(SessionTrash.of(session).isTrashed(key))) {
            event.setResult(null);
        }
    }

    private static boolean hasUninitializedProxy(EventSource session, EntityKey key) {
        EntityHolder holder = session.getPersistenceContextInternal().getEntityHolder(key);
        return holder != null && holder.getProxy() != null && holder.getEntity() == null;
    }

    private Object proceed(LoadEvent event, LoadType type) {
        for (LoadEventListener listener : standard) {
            listener.onLoad(event, type);
        }
        return event;
    }
}
