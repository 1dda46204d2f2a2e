package dev.nexs.associations.internal.hibernate.members;

import dev.nexs.associations.internal.hibernate.model.Navigation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/**
 * The inverse side of a many-to-many: the rows belong to the members' collections and are written there, by the member's
 * collection if that is in memory, else one row each. The owner's own collection, if it is in memory, follows.
 */
final class MemberRows extends Changes {

    private final CollectionPersister owning;
    private final LinkTable table;

    MemberRows(CollectionOf collection, MemberQueries queries) {
        super(collection, queries);
        PluralAttributeMapping other = Navigation.owningSideOf(collection.attribute(), collection.members());
        if (other == null) {
            throw collection.error("its members have no attribute '"
                    + collection.persister().getMappedByProperty() + "' that owns the rows");
        }
        this.owning = other.getCollectionDescriptor();
        this.table = new LinkTable(owning, session);
    }

    @Override
    void append(List<?> members, @Nullable Collection<Object> loaded) {
        List<Object> missing = new ArrayList<>(members);
        missing.removeAll(queries.contained(persistNew(members)));
        addMissing(missing, null);
        if (loaded != null) {
            members.stream().filter(member -> !loaded.contains(member)).forEach(loaded::add);
        }
    }

    @Override
    void waitForOthers() {
        super.waitForOthers();
        table.waitForOthers();
    }

    @Override
    void addMissing(List<?> missing, @Nullable Collection<Object> loaded) {
        if (loaded != null) {
            append(missing, loaded);
            return;
        }
        for (Object member : missing) {
            Collection<Object> memory = membersCollection(member);
            if (memory == null) {
                table.insert(collection.keyOfMember(owning, member), List.of(collection.owner()), 0);
            } else if (!memory.contains(collection.owner())) {
                memory.add(collection.owner());
            }
            changed(member);
        }
    }

    @Override
    void remove(List<?> members, @Nullable Collection<Object> loaded) {
        flush();
        for (Object member : members) {
            Collection<Object> memory = membersCollection(member);
            if (memory == null) {
                table.delete(collection.keyOfMember(owning, member), List.of(collection.owner()));
            } else {
                memory.remove(collection.owner());
            }
            changed(member);
        }
        if (loaded != null) {
            members.forEach(loaded::remove);
        }
    }

    @Override
    void clearUnloaded() {
        remove(references(queries.identifiers()), null);
    }

    /** {@return the member's collection, if it is in memory or knows positions that a row needs} */
    private @Nullable Collection<Object> membersCollection(Object member) {
        if (!owning.hasIndex() && !Hibernate.isInitialized(member)) {
            return null;
        }
        Object entity = Hibernate.unproxy(member);
        if (session.getPersistenceContextInternal().getEntry(entity) == null) {
            return null;
        }
        CollectionOf other = CollectionOf.resolve(session, entity, owning.getAttributeMapping());
        boolean loaded = !(other.value() instanceof PersistentCollection<?> lazy) || lazy.wasInitialized();
        return loaded || owning.hasIndex() ? other.load() : null;
    }

    private void changed(Object member) {
        CachedRows.forget(owning, collection.keyOfMember(owning, member), session);
    }
}
