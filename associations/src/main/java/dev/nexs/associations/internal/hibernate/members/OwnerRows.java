package dev.nexs.associations.internal.hibernate.members;

import dev.nexs.associations.internal.hibernate.model.Navigation;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.Hibernate;
import org.hibernate.LockMode;
import org.hibernate.metamodel.CollectionClassification;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;

/**
 * The owner has the rows: a link table, a table of elements, or a foreign key that only the owner knows. A collection in
 * memory is changed there, and the next flush writes it. Appending to a list locks the owner's row until the end of the
 * transaction, so that two transactions do not take one position.
 */
final class OwnerRows extends Changes {

    private final LinkTable table;
    private final @Nullable CollectionPersister otherSide;

    OwnerRows(CollectionOf collection, MemberQueries queries) {
        super(collection, queries);
        this.table = new LinkTable(collection.persister(), session);
        this.otherSide =
                collection.holdsEntities() ? Navigation.inverseOf(collection.attribute(), collection.members()) : null;
    }

    private boolean isPositional() {
        return collection.persister().hasIndex() || collection.persister().getIdentifierColumnName() != null;
    }

    /** Orphans are found by comparing what is in memory. */
    private boolean needsMemory() {
        return collection.holdsEntities() && collection.persister().hasOrphanDelete();
    }

    @Override
    void append(List<?> members, @Nullable Collection<Object> loaded) {
        Collection<Object> memory = loaded == null && needsMemory() ? collection.load() : loaded;
        if (memory == null) {
            insert(members);
        } else {
            for (Object member : members) {
                if (collection.holdsEntities() && !collection.isStored(member)) {
                    session.persist(member);
                }
            }
            if (memory instanceof List<Object> list && kind() == CollectionClassification.LIST) {
                fillGap(list);
            }
            memory.addAll(members);
        }
        members.forEach(member -> followOnOtherSide(member, true));
    }

    @Override
    void addMissing(List<?> members, @Nullable Collection<Object> loaded) {
        boolean set = kind() != CollectionClassification.BAG && kind() != CollectionClassification.LIST;
        if (loaded != null || needsMemory() || isPositional() || !set || !collection.holdsEntities()) {
            append(members, loaded);
        } else if (!members.isEmpty()) {
            table.insert(collection.key(), List.copyOf(new LinkedHashSet<>(members)), 0);
            members.forEach(member -> followOnOtherSide(member, true));
        }
    }

    @Override
    void waitForOthers() {
        super.waitForOthers();
        table.waitForOthers();
    }

    private CollectionClassification kind() {
        return collection.attribute().getMappedType().getCollectionSemantics().getCollectionClassification();
    }

    private void insert(List<?> members) {
        List<Object> stored = persistNew(members);
        switch (kind()) {
            case BAG -> table.insert(collection.key(), members, 0);
            case SET, SORTED_SET, ORDERED_SET -> {
                Set<Object> missing = new LinkedHashSet<>(members);
                missing.removeAll(queries.contained(stored));
                if (!missing.isEmpty()) {
                    table.insert(collection.key(), List.copyOf(missing), 0);
                }
            }
            case LIST -> {
                session.lock(collection.owner(), LockMode.PESSIMISTIC_WRITE);
                table.insert(collection.key(), members, table.nextPosition(collection.key()));
            }
            default -> collection.load().addAll(members);
        }
    }

    /** Rows that cannot be seen, to the trash for instance, keep their positions: as reading would, nulls stand for them. */
    private void fillGap(List<Object> list) {
        if (collection.entry().isExistsInDatabase() && collection.isUnchanged()) {
            int next = table.nextPosition(collection.key());
            while (list.size() < next) {
                list.add(null);
            }
        }
    }

    /** Taking a member out of a list moves the rest, so a list is loaded for that. */
    @Override
    void remove(List<?> members, @Nullable Collection<Object> loaded) {
        boolean byRow = !isPositional() && collection.persister().isRowDeleteEnabled() && !needsMemory();
        Collection<Object> memory = loaded == null && !byRow ? collection.load() : loaded;
        if (memory == null) {
            flush();
            table.delete(collection.key(), members);
        } else {
            members.forEach(memory::remove);
        }
        members.forEach(member -> followOnOtherSide(member, false));
    }

    /** What cannot be seen stays, so links to entities go one by one, in a batch. */
    @Override
    void clearUnloaded() {
        if (!collection.holdsEntities()) {
            flush();
            table.deleteAll(collection.key());
        } else {
            remove(references(queries.identifiers()), null);
        }
    }

    private void followOnOtherSide(Object member, boolean added) {
        if (otherSide == null) {
            return;
        }
        if (otherSide.hasCache()) {
            CachedRows.forget(otherSide, collection.keyOfMember(otherSide, member), session);
        }
        Collection<Object> memory = Hibernate.isInitialized(member)
                ? CollectionOf.loaded(session, Hibernate.unproxy(member), otherSide.getAttributeMapping())
                : null;
        if (memory != null && !added) {
            memory.remove(collection.owner());
        } else if (memory != null && !memory.contains(collection.owner())) {
            memory.add(collection.owner());
        }
    }
}
