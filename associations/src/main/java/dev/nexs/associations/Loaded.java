package dev.nexs.associations;

import jakarta.persistence.metamodel.PluralAttribute;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.Hibernate;

/**
 * What a preload has found beside the managed collections: filtered members, counts, and everything when the session is
 * stateless. Paths are the ones that were asked for; the owner is the entity that has the last attribute of the path.
 */
public final class Loaded {

    private final Map<String, IdentityHashMap<Object, List<Object>>> members = new HashMap<>();
    private final Map<String, IdentityHashMap<Object, Object>> values = new HashMap<>();

    Loaded() {}

    /**
     * {@return the members of an owner, in the order of the filter}
     *
     * @throws AssociationException if the path was not loaded into this result
     */
    @SuppressWarnings("unchecked")
    public <T> List<T> members(Object owner, String path) {
        List<Object> found = find(members, path, "members").get(Hibernate.unproxy(owner));
        return found == null ? List.of() : (List<T>) found;
    }

    /**
     * {@return the members of one of the roots, in the order of the filter}
     *
     * @throws AssociationException if the collection was not loaded into this result
     */
    public <X, E> List<E> members(X owner, PluralAttribute<? super X, ?, E> collection) {
        return members(owner, collection.getName());
    }

    /**
     * {@return how many members one of the roots has}
     *
     * @throws AssociationException if they were not counted
     */
    public <X> long count(X owner, PluralAttribute<? super X, ?, ?> collection) {
        return count(owner, collection.getName());
    }

    /**
     * {@return the target of a to-one attribute of an owner}
     *
     * @throws AssociationException if the path was not loaded into this result
     */
    public <T> Optional<T> one(Object owner, String path) {
        return this.<T>members(owner, path).stream().findFirst();
    }

    /**
     * {@return how many members an owner has}
     *
     * @param owner the entity that has the collection
     * @param name the path that was counted, or the name that the count was given
     * @throws AssociationException if there is no such count
     */
    public long count(Object owner, String name) {
        Object count = find(values, name, "counts").get(Hibernate.unproxy(owner));
        return count == null ? 0 : ((Number) count).longValue();
    }

    /**
     * {@return whether an owner has members}
     *
     * @throws AssociationException if this was not asked for
     */
    public boolean exists(Object owner, String name) {
        return count(owner, name) > 0;
    }

    /**
     * {@return the value that was made of an attribute of an owner's members, empty if there are none}
     *
     * @param owner the entity that has the collection
     * @param name the name that the value was given; {@code sum(lines.qty)} for {@code withSum("lines.qty")}
     * @throws AssociationException if there is no such value
     */
    @SuppressWarnings("unchecked")
    public <T> Optional<T> value(Object owner, String name) {
        return Optional.ofNullable((T) find(values, name, "values").get(Hibernate.unproxy(owner)));
    }

    private static <V> V find(Map<String, V> byPath, String path, String what) {
        V found = byPath.get(path);
        if (found == null) {
            throw new AssociationException("there are no " + what + " of '" + path + "' here; there are "
                    + (byPath.isEmpty() ? "none at all" : what + " of " + String.join(", ", byPath.keySet())));
        }
        return found;
    }

    void expect(String path) {
        members.computeIfAbsent(path, p -> new IdentityHashMap<>());
    }

    void put(String path, Object owner, List<Object> found) {
        members.computeIfAbsent(path, p -> new IdentityHashMap<>()).put(owner, found);
    }

    void expectValues(String name) {
        values.computeIfAbsent(name, n -> new IdentityHashMap<>());
    }

    void putValues(String name, IdentityHashMap<Object, Object> found) {
        IdentityHashMap<Object, Object> known = values.computeIfAbsent(name, n -> new IdentityHashMap<>());
        found.forEach(known::put);
    }
}
