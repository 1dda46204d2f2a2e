package dev.nexs.associations.internal.hibernate.members;

import dev.nexs.associations.AssociationException;
import dev.nexs.associations.AssociationOfMany;
import dev.nexs.associations.MemberFilter;
import dev.nexs.associations.internal.hibernate.view.Aggregate;
import dev.nexs.associations.internal.hibernate.view.OwnerQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.jspecify.annotations.Nullable;

/**
 * The collections of many owners. What is there is asked for once, for all of those that are not loaded; then each is
 * changed as it would be alone, except that what it sends waits for the others.
 *
 * @param <X> the type of the owners
 * @param <E> the type of the members
 */
public final class MembersOfMany<X, E> implements AssociationOfMany<X, E> {

    private static final int BATCH = 1_000;

    private final SessionImplementor session;
    private final Map<X, CollectionOf> collections = new LinkedHashMap<>();
    private final IdentityHashMap<Object, X> given = new IdentityHashMap<>();

    /** The collections of that name. */
    public MembersOfMany(SessionImplementor session, Collection<? extends X> owners, String attribute) {
        this.session = session;
        for (X owner : owners) {
            collections.put(owner, CollectionOf.resolve(session, owner, attribute));
            given.put(Hibernate.unproxy(owner), owner);
        }
    }

    @Override
    public Map<X, Long> counts() {
        Aggregate count = new Aggregate("count", "", "count", null, new MemberFilter());
        Map<X, Long> counts = new LinkedHashMap<>();
        collections.forEach((owner, collection) -> counts.put(owner, (long) sizeInMemory(collection)));
        ask((query, owners) -> query.aggregates(owners, List.of(count))
                .get(0)
                .forEach((owner, value) -> counts.put(givenFor(owner), ((Number) value).longValue())));
        return counts;
    }

    private static int sizeInMemory(CollectionOf collection) {
        Collection<Object> loaded = collection.loaded();
        return loaded == null ? 0 : loaded.size();
    }

    @Override
    public Map<X, List<E>> find(String restriction, Map<String, ?> parameters) {
        MemberFilter filter = new MemberFilter().where(restriction);
        parameters.forEach(filter::parameter);
        Map<X, List<E>> found = new LinkedHashMap<>();
        collections.keySet().forEach(owner -> found.put(owner, List.of()));
        groups(collections.values())
                .forEach((attribute, owners) -> new OwnerQuery(session, attribute)
                        .members(owners, filter)
                        .forEach((owner, members) -> found.put(givenFor(owner), cast(members))));
        return found;
    }

    @SuppressWarnings("unchecked")
    private List<E> cast(List<Object> members) {
        return (List<E>) members;
    }

    @Override
    public void appendAll(Collection<? extends E> members) {
        Map<X, Collection<? extends E>> each = new LinkedHashMap<>();
        collections.keySet().forEach(owner -> each.put(owner, members));
        if (collections.size() > 1 && changesOf(firstCollection()) instanceof MemberReferences) {
            throw firstCollection()
                    .error("a member refers to one owner, so it cannot be added to " + collections.size()
                            + "; say what goes where with appendEach(…)");
        }
        appendEach(each);
    }

    @Override
    public void appendEach(Map<? extends X, ? extends Collection<? extends E>> members) {
        members.keySet().forEach(this::requireKnown);
        Set<Object> all = new LinkedHashSet<>();
        members.values().forEach(all::addAll);
        if (all.isEmpty()) {
            return;
        }
        Changes any = changesOf(firstCollection());
        if (any instanceof MemberReferences) {
            together((collection, changes) -> changes.append(wanted(collection, members)));
            session.flush();
            return;
        }
        List<Object> stored = any.persistNew(List.copyOf(all));
        IdentityHashMap<Object, Set<Object>> present = present(stored);
        together((collection, changes) -> {
            List<Object> wanted = wanted(collection, members);
            if (!wanted.isEmpty()) {
                changes.add(wanted, present.getOrDefault(collection.owner(), Set.of()));
            }
        });
        any.insertPending();
    }

    private List<Object> wanted(CollectionOf collection, Map<? extends X, ? extends Collection<? extends E>> members) {
        Collection<? extends E> wanted = members.get(givenFor(collection.owner()));
        return wanted == null ? List.of() : List.copyOf(wanted);
    }

    @Override
    public void removeAll(Collection<? extends E> members) {
        if (!members.isEmpty()) {
            session.flush();
            together((collection, changes) -> changes.remove(List.copyOf(members)));
            session.flush();
        }
    }

    @Override
    public void clear() {
        if (collections.isEmpty()) {
            return;
        }
        session.flush();
        if (!firstCollection().holdsEntities()) {
            together((collection, changes) -> changes.clear());
            return;
        }
        IdentityHashMap<Object, List<Object>> identifiers = new IdentityHashMap<>();
        Set<Object> all = new LinkedHashSet<>();
        ask((query, owners) -> query.identifiers(owners, null).forEach((owner, ids) -> {
            identifiers.put(owner, ids);
            all.addAll(ids);
        }));
        Map<Object, Object> references = new HashMap<>();
        changesOf(firstCollection())
                .references(all)
                .forEach(reference -> references.put(firstCollection().identifier(reference), reference));
        together((collection, changes) -> {
            List<Object> members = identifiers.getOrDefault(collection.owner(), List.of()).stream()
                    .map(references::get)
                    .filter(Objects::nonNull)
                    .toList();
            if (collection.loaded() != null) {
                changes.clear();
            } else if (!members.isEmpty()) {
                changes.remove(members);
            }
        });
        session.flush();
    }

    /** {@return the identifiers of those of the stored members that each owner has, if its collection is not loaded} */
    private IdentityHashMap<Object, Set<Object>> present(List<Object> stored) {
        IdentityHashMap<Object, Set<Object>> present = new IdentityHashMap<>();
        if (!stored.isEmpty() && firstCollection().holdsEntities()) {
            List<Object> ids =
                    stored.stream().map(firstCollection()::identifier).toList();
            ask((query, owners) -> query.identifiers(owners, ids)
                    .forEach((owner, found) -> present.put(owner, new LinkedHashSet<>(found))));
        }
        return present;
    }

    /** Asks once for all owners whose collections are not loaded. */
    private void ask(BiConsumer<OwnerQuery, List<Object>> question) {
        groups(collections.values().stream()
                        .filter(collection -> collection.loaded() == null)
                        .toList())
                .forEach((attribute, owners) -> question.accept(new OwnerQuery(session, attribute), owners));
    }

    private static Map<PluralAttributeMapping, List<Object>> groups(Collection<CollectionOf> collections) {
        Map<PluralAttributeMapping, List<Object>> groups = new LinkedHashMap<>();
        collections.forEach(collection -> groups.computeIfAbsent(collection.attribute(), a -> new ArrayList<>())
                .add(collection.owner()));
        return groups;
    }

    /** Changes one collection after the other; rows of links go as one batch in the end. */
    private void together(BiConsumer<CollectionOf, Changes> change) {
        Integer before = session.getJdbcBatchSize();
        session.setJdbcBatchSize(Math.max(BATCH, before == null ? 0 : before));
        try {
            for (CollectionOf collection : collections.values()) {
                Changes changes = changesOf(collection);
                changes.waitForOthers();
                change.accept(collection, changes);
            }
            session.getJdbcCoordinator().executeBatch();
        } finally {
            session.setJdbcBatchSize(before);
        }
    }

    private Changes changesOf(CollectionOf collection) {
        return Changes.of(collection, new MemberQueries(collection));
    }

    private CollectionOf firstCollection() {
        return collections.values().iterator().next();
    }

    private X givenFor(Object owner) {
        return Objects.requireNonNull(given.get(owner), "an owner of this association");
    }

    private void requireKnown(@Nullable Object owner) {
        if (owner == null || !given.containsKey(Hibernate.unproxy(owner))) {
            throw new AssociationException(
                    "members were given for " + owner
                            + ", which is not among the owners that the association was asked for; name all owners in collections(…)");
        }
    }
}
