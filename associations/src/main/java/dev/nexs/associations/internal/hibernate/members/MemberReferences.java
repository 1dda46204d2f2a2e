package dev.nexs.associations.internal.hibernate.members;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.hibernate.collection.spi.PersistentBag;
import org.hibernate.engine.spi.CascadingActions;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The members hold the reference: a foreign key, or a polymorphic one. Only the members in question are touched. */
final class MemberReferences extends Changes {

    private final BackReference back;

    MemberReferences(CollectionOf collection, MemberQueries queries) {
        super(collection, queries);
        BackReference reference = BackReference.of(collection);
        if (reference == null) {
            throw collection.error("its members have no attribute that refers to the owner");
        }
        this.back = reference;
    }

    /** The reference decides: a collection may have been read before a member's move to another owner was written. */
    @Override
    boolean isMember(Object member, Collection<Object> loaded) {
        return loaded.contains(member) && back.get(member) == collection.owner();
    }

    @Override
    void append(List<?> members, @Nullable Collection<Object> loaded) {
        Collection<Object> memory = loaded == null ? queue() : loaded;
        boolean moved = false;
        for (Object member : members) {
            leaveFormerOwner(member);
            boolean stored = collection.isStored(member);
            back.set(member, collection.owner());
            moved |= stored;
            if (!stored) {
                session.persist(member);
            }
            if (memory != null && (loaded == null || !loaded.contains(member))) {
                memory.add(member);
            }
        }
        if (memory == null && moved) {
            flush();
        } else if (memory == null) {
            insertPending();
        }
    }

    /** {@return the collection if it takes members without being loaded for that, else null} */
    @SuppressWarnings("unchecked")
    private @Nullable Collection<Object> queue() {
        Object value = collection.attribute().getValue(collection.owner());
        return value instanceof PersistentBag ? (Collection<Object>) value : null;
    }

    /** Where orphans are removed, the former owner's collection is left alone: the member would be taken for one. */
    private void leaveFormerOwner(Object member) {
        Object former = back.get(member);
        if (former == null || former == collection.owner()) {
            return;
        }
        CachedRows.forget(collection.persister(), CollectionOf.keyOf(collection.persister(), former, session), session);
        Collection<Object> memory = collection.persister().hasOrphanDelete()
                ? null
                : CollectionOf.loaded(session, former, collection.attribute());
        if (memory != null) {
            memory.remove(member);
        }
    }

    @Override
    void remove(List<?> members, @Nullable Collection<Object> loaded) {
        for (Object member : members) {
            boolean refers = back.get(member) == collection.owner();
            boolean contained = loaded == null ? refers : loaded.remove(member) && refers;
            if (contained && !collection.persister().hasOrphanDelete()) {
                requireOptional();
                back.set(member, null);
            } else if (contained && loaded == null) {
                session.remove(member);
            }
        }
        if (loaded == null) {
            flush();
        }
    }

    private void requireOptional() {
        if (!back.isOptional()) {
            throw collection.error("a member cannot be taken out, because its '" + back.attribute()
                    + "' may not be null; remove the entity, or map the collection with orphanRemoval");
        }
    }

    /** Only what goes is loaded, in one statement, because it has to be changed as an entity. */
    @Override
    List<Object> references(Collection<?> identifiers) {
        List<Object> found = new ArrayList<>(
                session.findMultiple(collection.members().getMappedClass(), new ArrayList<>(identifiers)));
        found.removeIf(member -> member == null);
        return found;
    }

    @Override
    void clearUnloaded() {
        EntityPersister members = collection.members();
        if (collection.persister().hasOrphanDelete() && goesAlone(members)) {
            removeManaged();
            session.createMutationQuery("delete from " + members.getEntityName() + " where this in (select nexs_m from "
                            + collection.entry().getEntityName() + " nexs_o join nexs_o." + collection.name()
                            + " nexs_m where nexs_o = :owner)")
                    .setParameter("owner", collection.owner())
                    .executeUpdate();
        } else {
            remove(queries.all(), null);
        }
    }

    private static boolean goesAlone(EntityPersister members) {
        return !members.hasCollections()
                && Arrays.stream(members.getPropertyCascadeStyles())
                        .noneMatch(style -> style.doCascade(CascadingActions.REMOVE));
    }

    /** Members that the session manages are removed as entities, so that the session does not keep rows that are gone. */
    private void removeManaged() {
        List<Object> managed = new ArrayList<>();
        for (var entry : session.getPersistenceContextInternal().reentrantSafeEntityEntries()) {
            Object entity = entry.getKey();
            if (collection.members().isInstance(entity)
                    && !entry.getValue().getStatus().isDeletedOrGone()
                    && back.get(entity) == collection.owner()) {
                managed.add(entity);
            }
        }
        managed.forEach(session::remove);
        session.flush();
    }
}
