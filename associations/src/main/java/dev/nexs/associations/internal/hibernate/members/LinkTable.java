package dev.nexs.associations.internal.hibernate.members;

import java.util.List;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.persister.collection.CollectionPersister;

/** Writes single rows of one collection role, whoever their owner is, and forgets what the second-level cache knew. */
final class LinkTable {

    private final CollectionPersister persister;
    private final SessionImplementor session;

    LinkTable(CollectionPersister persister, SessionImplementor session) {
        this.persister = persister;
        this.session = session;
    }

    void insert(Object key, List<?> members, int firstIndex) {
        persister.recreate(new LinkRows(session, members, firstIndex), key, session);
        sent(key);
    }

    void delete(Object key, List<?> members) {
        persister.deleteRows(new LinkRows(session, members, 0), key, session);
        sent(key);
    }

    void deleteAll(Object key) {
        persister.remove(key, session);
        sent(key);
    }

    /** Evicted now and again after the transaction: between the two, another session may have read the old rows. */
    private void sent(Object key) {
        session.getJdbcCoordinator().executeBatch();
        if (persister.hasCache()) {
            evict(key);
            session.unwrap(EventSource.class).getActionQueue().registerCallback((success, s) -> evict(key));
        }
    }

    private void evict(Object key) {
        session.getFactory().getCache().evictCollectionData(persister.getRole(), key);
    }
}
