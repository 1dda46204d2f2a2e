package dev.nexs.associations;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.query.restriction.Restriction;

/**
 * The members of one collection of one entity. Questions are answered by the database; changes are made to rows, and the
 * collection itself stays unloaded. If it happens to be loaded, it is changed as well, and Hibernate writes the change
 * with the next flush.
 *
 * <p>New members are persisted. On collections that are not loaded, changes of link rows are sent at once; they neither
 * increment the owner's version nor raise collection events, so that two transactions may append to one owner. Not safe
 * for use by several threads.
 *
 * @param <E> the type of the members
 */
public interface Association<E> {

    /** {@return how many members there are} */
    long count();

    /** {@return whether there is any member} */
    boolean exists();

    /** {@return whether this is a member; a new entity is not} */
    boolean contains(E member);

    /**
     * {@return the members that meet a condition}
     *
     * @param restriction a condition in HQL on the attributes of a member: {@code "qty > 3"}
     */
    default List<E> find(String restriction) {
        return find(restriction, Map.of());
    }

    /**
     * {@return the members that meet a condition}
     *
     * @param restriction a condition in HQL on the attributes of a member: {@code "qty > :least"}
     * @param parameters the values of its named parameters
     */
    List<E> find(String restriction, Map<String, ?> parameters);

    /** {@return the members that meet Hibernate's own kind of condition} */
    List<E> find(Restriction<? super E> restriction);

    /** Adds a member, persisting it if it is new. */
    default void append(E member) {
        appendAll(List.of(member));
    }

    /** Adds members, persisting those that are new. Link rows are sent as one batch. */
    void appendAll(Collection<? extends E> members);

    /**
     * Adds a member by an entity that links it, of a collection that is mapped with {@link HasManyThrough}. Where the member
     * is linked already, the attributes of that link are set.
     *
     * @param link the entity between the owner and its members
     * @param attributes sets what the link has beside its two references
     * @param <L> the entity between the owner and its members
     */
    <L> void append(E member, Class<L> link, Consumer<? super L> attributes);

    /**
     * {@return the entities that link a member, of a collection that is mapped with {@link HasManyThrough}} More than one
     * if the application has persisted several.
     *
     * @param link the entity between the owner and its members
     * @param <L> the entity between the owner and its members
     */
    <L> List<L> links(E member, Class<L> link);

    /** Takes a member out: its link row goes, or its reference becomes null, or it is removed where orphans are. */
    default void remove(E member) {
        removeAll(List.of(member));
    }

    /** Takes members out. */
    void removeAll(Collection<? extends E> members);

    /** Makes these the members: what is missing is added, what is not among them is taken out, the rest is untouched. */
    default void replace(Collection<? extends E> members) {
        sync(members);
    }

    /** Does the same as {@link #replace} and tells what has changed. */
    MemberChange<E> sync(Collection<? extends E> members);

    /** Adds those that are no members yet, looked for in one statement, and tells which. */
    MemberChange<E> attach(Collection<? extends E> members);

    /** Takes out those that are members, adds the others, and tells which were which. */
    MemberChange<E> toggle(Collection<? extends E> members);

    /**
     * {@return stored entities of the members' class as references, for any of the operations here} Nothing is read, where
     * the operation needs no more than their identifiers.
     *
     * @param identifiers their identifiers
     */
    List<E> byIds(Collection<?> identifiers);

    /** Takes all members out. */
    void clear();
}
