package dev.nexs.associations.internal.hibernate.members;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.LockMode;
import org.hibernate.metamodel.CollectionClassification;

/**
 * The owner holds the rows: a link table, a table of elements, or a foreign key that only the owner knows. Appending to a
 * list locks the owner's row until the end of the transaction, so that two transactions do not take one position.
 */
final class LinkChanges extends Changes {

    private final LinkTable table;
    private final boolean positional;

    LinkChanges(CollectionOf collection, boolean positional) {
        super(collection);
        this.table = new LinkTable(collection.persister(), session);
        this.positional = positional;
    }

    private CollectionClassification kind() {
        return collection.attribute().getMappedType().getCollectionSemantics().getCollectionClassification();
    }

    @Override
    void append(List<?> members) {
        List<Object> stored = persistNew(members);
        switch (kind()) {
            case BAG -> table.insert(collection.key(), members, 0);
            case SET, SORTED_SET, ORDERED_SET -> {
                Set<Object> missing = new LinkedHashSet<>(members);
                missing.removeAll(new MemberQueries(collection).contained(stored));
                if (!missing.isEmpty()) {
                    table.insert(collection.key(), List.copyOf(missing), 0);
                }
            }
            case LIST -> {
                session.lock(collection.owner(), LockMode.PESSIMISTIC_WRITE);
                table.insert(collection.key(), members, nextIndex());
            }
            default -> new LoadedChanges(collection, collection.load()).append(members);
        }
    }

    private int nextIndex() {
        Integer last = session.createSelectionQuery(
                        "select max(index(nexs_m)) from " + collection.entry().getEntityName() + " nexs_o join nexs_o."
                                + collection.name() + " nexs_m where nexs_o = :owner",
                        Integer.class)
                .setParameter("owner", collection.owner())
                .getSingleResultOrNull();
        return last == null ? 0 : last + 1;
    }

    /** Taking a member out of a list moves the rest, so a list is loaded for that. */
    @Override
    void remove(List<?> members) {
        if (positional || !collection.persister().isRowDeleteEnabled()) {
            new LoadedChanges(collection, collection.load()).remove(members);
        } else {
            session.flush();
            table.delete(collection.key(), members);
        }
    }

    @Override
    void clear() {
        session.flush();
        table.deleteAll(collection.key());
    }
}
