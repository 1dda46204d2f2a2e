package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.LazyLoading;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.LoadEvent;
import org.hibernate.event.spi.LoadEventListener;
import org.hibernate.persister.entity.EntityPersister;

/** Sees a lazy reference whose target is about to be loaded because it was touched. */
final class LazyReferenceGuard implements LoadEventListener {

    @Override
    public void onLoad(LoadEvent event, LoadType type) {
        if (type != LoadEventListener.IMMEDIATE_LOAD) {
            return;
        }
        EventSource session = event.getSession();
        SessionGuard guard = session.getExtension(SessionGuard.class);
        if (guard.isIndifferent()) {
            return;
        }
        EntityPersister persister =
                session.getFactory().getMappingMetamodel().getEntityDescriptor(event.getEntityClassName());
        EntityKey key = session.generateEntityKey(event.getEntityId(), persister);
        LazyLoading mode = guard.modeForReference(key);
        if (mode != LazyLoading.ALLOW
                && !session.getPersistenceContextInternal().containsEntity(key)
                && !isCached(persister, key, session)) {
            guard.touched(
                    mode,
                    "reference to " + key.getEntityName() + "#" + key.getIdentifier(),
                    "load it before with Preload.of(session).with(<its attribute>).into(<its owners>), or in the query");
        }
    }

    private static boolean isCached(EntityPersister persister, EntityKey key, EventSource session) {
        return persister.canReadFromCache()
                && session.getCacheMode().isGetEnabled()
                && session.getFactory().getCache().containsEntity(persister.getEntityName(), key.getIdentifier());
    }
}
