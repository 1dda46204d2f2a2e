package dev.nexs.associations.internal.hibernate.members;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.persister.collection.CollectionPersister;

/** How the members of a collection are changed. Which way depends on the side that owns the rows, and on what is loaded. */
abstract class Changes {

    final CollectionOf collection;
    final SessionImplementor session;

    Changes(CollectionOf collection) {
        this.collection = collection;
        this.session = collection.session();
    }

    static Changes of(CollectionOf collection, MemberQueries queries) {
        Collection<Object> loaded = collection.loaded();
        if (loaded != null) {
            return new LoadedChanges(collection, loaded);
        }
        CollectionPersister persister = collection.persister();
        boolean byEntity = collection.holdsEntities();
        if (byEntity && persister.isOneToMany() && persister.isInverse()) {
            return new ReferenceChanges(collection, queries);
        }
        if (byEntity && persister.isInverse()) {
            return new InverseLinkChanges(collection, queries);
        }
        boolean positional = persister.hasIndex() || persister.getIdentifierColumnName() != null;
        return byEntity && persister.hasOrphanDelete()
                ? new LoadedChanges(collection, collection.load())
                : new LinkChanges(collection, positional);
    }

    abstract void append(List<?> members);

    abstract void remove(List<?> members);

    abstract void clear();

    /** {@return the members with these identifiers, in a form that is enough for {@link #remove}} */
    List<Object> surplus(Collection<Object> identifiers) {
        List<Object> references = new ArrayList<>(identifiers.size());
        for (Object id : identifiers) {
            references.add(session.internalLoad(collection.members().getEntityName(), id, false, false));
        }
        return references;
    }

    /**
     * Persists what is new, and makes sure that rows can refer to it.
     *
     * @return the members that were stored before
     */
    List<Object> persistNew(List<?> members) {
        if (!collection.holdsEntities()) {
            return List.copyOf(members);
        }
        List<Object> stored = new ArrayList<>();
        boolean pending = !collection.entry().isExistsInDatabase();
        for (Object member : members) {
            if (collection.isStored(member)) {
                stored.add(member);
            } else {
                session.persist(member);
            }
            pending |= isPending(member);
        }
        if (pending) {
            insertPending();
        }
        return stored;
    }

    /** Sends the inserts that wait, and only them: a flush would compare everything that the session manages. */
    final void insertPending() {
        session.unwrap(EventSource.class).getActionQueue().executeInserts();
    }

    private boolean isPending(Object member) {
        var entry = session.getPersistenceContextInternal().getEntry(member);
        return entry != null && !entry.isExistsInDatabase();
    }
}
