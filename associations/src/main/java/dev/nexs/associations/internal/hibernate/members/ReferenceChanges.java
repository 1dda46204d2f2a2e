package dev.nexs.associations.internal.hibernate.members;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.hibernate.engine.spi.CascadingActions;
import org.hibernate.persister.entity.EntityPersister;

/** The members hold the reference: a foreign key, or a polymorphic one. Only the members in question are touched. */
final class ReferenceChanges extends Changes {

    private final MemberQueries queries;
    private final BackReference back;

    ReferenceChanges(CollectionOf collection, MemberQueries queries) {
        super(collection);
        this.queries = queries;
        BackReference reference = BackReference.of(collection);
        if (reference == null) {
            throw collection.error("its members have no attribute that refers to the owner");
        }
        this.back = reference;
    }

    @Override
    @SuppressWarnings("unchecked")
    void append(List<?> members) {
        Object bag = collection.attribute().getValue(collection.owner());
        boolean queues = bag instanceof org.hibernate.collection.spi.PersistentBag;
        boolean moved = false;
        for (Object member : members) {
            back.set(member, collection.owner());
            if (collection.isStored(member)) {
                moved = true;
            } else {
                session.persist(member);
            }
            if (queues) {
                ((Collection<Object>) bag).add(member);
            }
        }
        if (!queues && moved) {
            session.flush();
        } else if (!queues) {
            insertPending();
        }
    }

    @Override
    void remove(List<?> members) {
        for (Object member : members) {
            if (back.get(member) == collection.owner()) {
                takeOut(member);
            }
        }
        session.flush();
    }

    private void takeOut(Object member) {
        if (collection.persister().hasOrphanDelete()) {
            session.remove(member);
        } else {
            requireOptional();
            back.set(member, null);
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
    List<Object> surplus(Collection<Object> identifiers) {
        List<Object> found = new ArrayList<>(
                session.findMultiple(collection.members().getMappedClass(), new ArrayList<>(identifiers)));
        found.removeIf(member -> member == null);
        return found;
    }

    @Override
    void clear() {
        EntityPersister members = collection.members();
        if (collection.persister().hasOrphanDelete() && goesAlone(members)) {
            detachManaged();
            bulk("delete from " + members.getEntityName());
        } else {
            remove(queries.all());
        }
    }

    private static boolean goesAlone(EntityPersister members) {
        return !members.hasCollections()
                && Arrays.stream(members.getPropertyCascadeStyles())
                        .noneMatch(style -> style.doCascade(CascadingActions.REMOVE));
    }

    /** Members that the session manages are removed as entities, so that the session does not keep rows that are gone. */
    private void detachManaged() {
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

    private void bulk(String statement) {
        session.createMutationQuery(statement + " where this in (select nexs_m from "
                        + collection.entry().getEntityName() + " nexs_o join nexs_o." + collection.name()
                        + " nexs_m where nexs_o = :owner)")
                .setParameter("owner", collection.owner())
                .executeUpdate();
    }
}
