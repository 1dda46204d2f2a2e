package dev.nexs.associations.internal.hibernate.members;

import dev.nexs.associations.Association;
import dev.nexs.associations.MemberChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.query.restriction.Restriction;

/**
 * The members of a collection: questions go to the database unless the collection is loaded, changes to the place where
 * the mapping keeps the connection.
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
            return changes().isMember(member, loaded);
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
            changes().append(List.copyOf(members));
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
    public MemberChange<E> sync(Collection<? extends E> members) {
        members.forEach(member -> Objects.requireNonNull(member, "member"));
        if (collection.loaded() == null && !collection.holdsEntities()) {
            collection.load();
        }
        Collection<Object> loaded = collection.loaded();
        return loaded == null
                ? syncUnloaded(members)
                : change(without(members, present(members)), without(loaded, members));
    }

    private MemberChange<E> syncUnloaded(Collection<? extends E> members) {
        Set<Object> surplus = new LinkedHashSet<>(queries.identifiers());
        List<Object> missing = new ArrayList<>();
        for (Object member : members) {
            Object id = collection.identifier(member);
            if (id == null || !surplus.remove(id)) {
                missing.add(member);
            }
        }
        return change(missing, surplus.isEmpty() ? List.of() : changes().references(surplus));
    }

    @Override
    public MemberChange<E> attach(Collection<? extends E> members) {
        return change(without(members, present(members)), List.of());
    }

    @Override
    public MemberChange<E> toggle(Collection<? extends E> members) {
        List<Object> present = present(members);
        return change(without(members, present), present);
    }

    @SuppressWarnings("unchecked")
    private MemberChange<E> change(List<Object> missing, List<Object> surplus) {
        if (!surplus.isEmpty()) {
            changes().remove(surplus);
        }
        if (!missing.isEmpty()) {
            changes().append(missing);
        }
        return new MemberChange<>((List<E>) missing, (List<E>) surplus);
    }

    private List<Object> present(Collection<? extends E> members) {
        Collection<Object> loaded = collection.loaded();
        if (loaded != null) {
            Changes changes = changes();
            return members.stream()
                    .filter(member -> changes.isMember(member, loaded))
                    .map(Object.class::cast)
                    .toList();
        }
        List<Object> stored = members.stream()
                .filter(member -> !collection.holdsEntities() || collection.isStored(member))
                .map(Object.class::cast)
                .toList();
        return queries.contained(stored);
    }

    /** {@return what is in one collection and not in the other, each once; gaps of a list are nothing} */
    private static List<Object> without(Collection<?> some, Collection<?> others) {
        Set<Object> rest = new LinkedHashSet<>(some);
        rest.remove(null);
        others.forEach(rest::remove);
        return List.copyOf(rest);
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<E> byIds(Collection<?> identifiers) {
        List<E> references = new ArrayList<>(identifiers.size());
        for (Object id : identifiers) {
            references.add(
                    (E) collection.session().getReference(collection.members().getMappedClass(), id));
        }
        return references;
    }

    @Override
    public <L> void append(E member, Class<L> link, Consumer<? super L> attributes) {
        links(link).append(List.of(member), entity -> attributes.accept(link.cast(Hibernate.unproxy(entity))));
    }

    @Override
    public <L> List<L> links(E member, Class<L> link) {
        return collection.isStored(member)
                ? links(link).between(List.of(member)).stream()
                        .map(Hibernate::unproxy)
                        .map(link::cast)
                        .toList()
                : List.of();
    }

    private LinkEntities links(Class<?> type) {
        if (!(changes() instanceof LinkEntities links)) {
            throw collection.error(
                    "its members are not linked by entities, so the links have no attributes; map the links"
                            + " as an entity, and this collection with @HasManyThrough");
        }
        if (!type.isAssignableFrom(links.type())) {
            throw collection.error("its links are of " + links.type().getName() + ", not of " + type.getName());
        }
        return links;
    }

    private Changes changes() {
        return Changes.of(collection, queries);
    }
}
