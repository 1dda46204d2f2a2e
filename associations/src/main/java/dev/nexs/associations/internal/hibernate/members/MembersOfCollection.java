package dev.nexs.associations.internal.hibernate.members;

import dev.nexs.associations.Association;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.query.restriction.Restriction;

/**
 * The members of a collection: questions go to the database unless the collection is loaded, changes to the strategy
 * that fits the mapping.
 *
 * @param <E> the type of the members
 */
public final class MembersOfCollection<E> implements Association<E> {

    private final CollectionOf collection;
    private final MemberQueries queries;

    /** The collection of that name. */
    public MembersOfCollection(SessionImplementor session, Object owner, String attribute) {
        this.collection = CollectionOf.resolve(session, owner, attribute);
        this.queries = new MemberQueries(collection);
    }

    @Override
    public long count() {
        Collection<Object> loaded = collection.loaded();
        return loaded == null ? queries.count() : loaded.size();
    }

    @Override
    public boolean exists() {
        Collection<Object> loaded = collection.loaded();
        return loaded == null ? queries.exists() : !loaded.isEmpty();
    }

    @Override
    public boolean contains(E member) {
        Collection<Object> loaded = collection.loaded();
        if (loaded != null) {
            return loaded.contains(member);
        }
        if (collection.holdsEntities() && !collection.isStored(member)) {
            return false;
        }
        return queries.contains(member);
    }

    @Override
    public List<E> find(String restriction, Map<String, ?> parameters) {
        return queries.find(restriction, parameters);
    }

    @Override
    public List<E> find(Restriction<? super E> restriction) {
        return queries.find(restriction);
    }

    @Override
    public void appendAll(Collection<? extends E> members) {
        if (!members.isEmpty()) {
            Changes changes = changes();
            changes.append(List.copyOf(members));
        }
    }

    @Override
    public void removeAll(Collection<? extends E> members) {
        if (!members.isEmpty()) {
            changes().remove(List.copyOf(members));
        }
    }

    @Override
    public void clear() {
        changes().clear();
    }

    @Override
    public void replace(Collection<? extends E> members) {
        Collection<Object> loaded = collection.loaded();
        if (loaded != null || !collection.holdsEntities()) {
            replaceLoaded(loaded == null ? collection.load() : loaded, List.copyOf(members));
            return;
        }
        Set<Object> surplus = new LinkedHashSet<>(queries.identifiers());
        List<Object> missing = new ArrayList<>();
        for (Object member : members) {
            Object id = collection.identifier(Objects.requireNonNull(member, "member"));
            if (id == null || !surplus.remove(id)) {
                missing.add(member);
            }
        }
        Changes changes = changes();
        if (!surplus.isEmpty()) {
            changes.remove(changes.surplus(surplus));
        }
        if (!missing.isEmpty()) {
            changes.append(missing);
        }
    }

    private void replaceLoaded(Collection<Object> loaded, List<Object> members) {
        Changes changes = changes();
        List<Object> surplus =
                loaded.stream().filter(member -> !members.contains(member)).toList();
        List<Object> missing =
                members.stream().filter(member -> !loaded.contains(member)).toList();
        changes.remove(surplus);
        changes.append(missing);
    }

    private Changes changes() {
        return Changes.of(collection, queries);
    }
}
