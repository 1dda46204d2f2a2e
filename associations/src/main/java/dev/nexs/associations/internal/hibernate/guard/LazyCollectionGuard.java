package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.LazyLoading;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.CollectionEntry;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.EntityKey;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.InitializeCollectionEvent;
import org.hibernate.event.spi.InitializeCollectionEventListener;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/** Sees a collection that is about to be loaded because it was touched. */
final class LazyCollectionGuard implements InitializeCollectionEventListener {

    @Override
    public void onInitializeCollection(InitializeCollectionEvent event) {
        EventSource session = event.getSession();
        SessionGuard guard = session.getExtension(SessionGuard.class);
        if (guard.isIndifferent()) {
            return;
        }
        PersistentCollection<?> collection = event.getCollection();
        LazyLoading mode = guard.modeForOwner(ownerKey(collection, session));
        CollectionEntry entry = session.getPersistenceContextInternal().getCollectionEntry(collection);
        CollectionPersister persister = entry == null ? null : entry.getLoadedPersister();
        if (mode == LazyLoading.ALLOW || persister == null || isCached(persister, entry.getLoadedKey(), session)) {
            return;
        }
        String attribute = persister.getAttributeMapping().getAttributeName();
        guard.touched(
                mode,
                "collection " + persister.getRole() + " of key " + entry.getLoadedKey(),
                "load it before with Preload.of(session).with(\"" + attribute + "\").into(…), or in the query");
    }

    private static boolean isCached(CollectionPersister persister, Object key, EventSource session) {
        return persister.hasCache()
                && session.getCacheMode().isGetEnabled()
                && session.getFactory().getCache().containsCollection(persister.getRole(), key);
    }

    private static @Nullable EntityKey ownerKey(PersistentCollection<?> collection, EventSource session) {
        Object owner = collection.getOwner();
        EntityEntry entry =
                owner == null ? null : session.getPersistenceContextInternal().getEntry(owner);
        return entry == null ? null : entry.getEntityKey();
    }
}
