package dev.nexs.associations.internal.hibernate.members;

import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/** What the second-level cache knows about collections. */
final class CachedRows {

    private CachedRows() {}

    /** Evicted now and again after the transaction: between the two, another session may have read the old rows. */
    static void forget(@Nullable CollectionPersister persister, @Nullable Object key, SessionImplementor session) {
        if (persister != null && key != null && persister.hasCache()) {
            evict(persister, key, session);
            session.unwrap(EventSource.class)
                    .getActionQueue()
                    .registerCallback((success, s) -> evict(persister, key, session));
        }
    }

    private static void evict(CollectionPersister persister, Object key, SessionImplementor session) {
        session.getFactory().getCache().evictCollectionData(persister.getRole(), key);
    }
}
