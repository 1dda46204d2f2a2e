package dev.nexs.associations.internal.hibernate.members;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The collection is in memory: it is changed there, both sides are kept in step, and the next flush writes it. */
final class LoadedChanges extends Changes {

    private final Collection<Object> loaded;
    private final @Nullable BackReference back;

    LoadedChanges(CollectionOf collection, Collection<Object> loaded) {
        super(collection);
        this.loaded = loaded;
        this.back = BackReference.of(collection);
    }

    @Override
    void append(List<?> members) {
        for (Object member : members) {
            if (back != null) {
                back.set(member, collection.owner());
            }
            if (collection.holdsEntities() && !collection.isStored(member)) {
                session.persist(member);
            }
            loaded.add(member);
        }
    }

    @Override
    void remove(List<?> members) {
        for (Object member : members) {
            if (loaded.remove(member) && back != null && !collection.persister().hasOrphanDelete()) {
                requireOptional(back);
                back.set(member, null);
            }
        }
    }

    private void requireOptional(BackReference reference) {
        if (!reference.isOptional()) {
            throw collection.error("a member cannot be taken out, because its '" + reference.attribute()
                    + "' may not be null; remove the entity, or map the collection with orphanRemoval");
        }
    }

    @Override
    void clear() {
        remove(List.copyOf(loaded));
    }
}
