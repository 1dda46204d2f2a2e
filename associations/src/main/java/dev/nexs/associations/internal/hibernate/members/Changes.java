package dev.nexs.associations.internal.hibernate.members;

import dev.nexs.associations.internal.hibernate.factory.AssociationsService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.event.spi.EventSource;
import org.jspecify.annotations.Nullable;

/**
 * How the members of a collection are changed. There is one way for each place in which the connection may be stored: the
 * members, the owner's rows, the members' rows, entities between both. Each of them knows what to do about a collection that is in memory.
 */
abstract class Changes {

    final CollectionOf collection;
    final MemberQueries queries;
    final SessionImplementor session;
    private boolean waits;

    Changes(CollectionOf collection, MemberQueries queries) {
        this.collection = collection;
        this.queries = queries;
        this.session = collection.session();
    }

    static Changes of(CollectionOf collection, MemberQueries queries) {
        String way = AssociationsService.of(collection.session())
                .ways()
                .get(collection.persister().getRole());
        if (way != null) {
            return new LinkEntities(collection, queries, way);
        }
        if (!collection.holdsEntities() || !collection.persister().isInverse()) {
            return new OwnerRows(collection, queries);
        }
        return collection.persister().isOneToMany()
                ? new MemberReferences(collection, queries)
                : new MemberRows(collection, queries);
    }

    /** Adds members to what is there. */
    final void append(List<?> members) {
        append(members, collection.loaded());
        forget();
    }

    /**
     * Adds members that are persisted, of which it is known which are members already, unless the collection is in memory.
     *
     * @param present the identifiers of those that are
     */
    final void add(List<?> members, Set<Object> present) {
        addMissing(
                members.stream()
                        .filter(member ->
                                !collection.holdsEntities() || !present.contains(collection.identifier(member)))
                        .toList(),
                collection.loaded());
        forget();
    }

    /** Adds persisted members that are none yet, unless the collection is in memory. */
    void addMissing(List<?> members, @Nullable Collection<Object> loaded) {
        append(members, loaded);
    }

    /** What is sent waits from now on for a flush, or for the batch to be executed, which somebody else does. */
    void waitForOthers() {
        waits = true;
    }

    final boolean waits() {
        return waits;
    }

    /** Sends what waits, unless somebody else does that. */
    final void flush() {
        if (!waits) {
            session.flush();
        }
    }

    /** Takes members out. */
    final void remove(List<?> members) {
        remove(members, collection.loaded());
        forget();
    }

    /** Takes all members out that can be seen. */
    final void clear() {
        Collection<Object> loaded = collection.loaded();
        if (loaded == null) {
            clearUnloaded();
        } else {
            remove(List.copyOf(loaded), loaded);
        }
        forget();
    }

    /** {@return whether this is a member of the collection in memory} */
    boolean isMember(Object member, Collection<Object> loaded) {
        return loaded.contains(member);
    }

    abstract void append(List<?> members, @Nullable Collection<Object> loaded);

    abstract void remove(List<?> members, @Nullable Collection<Object> loaded);

    abstract void clearUnloaded();

    /** The second-level cache must not know what was there before. */
    private void forget() {
        CachedRows.forget(collection.persister(), collection.key(), session);
    }

    /** {@return the members with these identifiers, in a form that is enough for {@link #remove}} */
    List<Object> references(Collection<?> identifiers) {
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
    final List<Object> persistNew(List<?> members) {
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
        if (!waits) {
            session.unwrap(EventSource.class).getActionQueue().executeInserts();
        }
    }

    private boolean isPending(Object member) {
        var entry = session.getPersistenceContextInternal().getEntry(member);
        return entry != null && !entry.isExistsInDatabase();
    }
}
