package dev.nexs.associations;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The members of one collection of many entities, asked for and changed together: questions are one statement, link rows
 * one JDBC batch, whatever the number of owners. Everything else is as {@link Association} has it: collections that are
 * loaded are changed in memory as well, the others stay unloaded. Not safe for use by several threads.
 *
 * @param <X> the type of the owners
 * @param <E> the type of the members
 */
public interface AssociationOfMany<X, E> {

    /** {@return how many members each owner has} */
    Map<X, Long> counts();

    /** {@return the members of each owner that meet a condition in HQL, as of {@link Association#find}} */
    default Map<X, List<E>> find(String restriction) {
        return find(restriction, Map.of());
    }

    /** {@return the members of each owner that meet a condition in HQL, with the values of its named parameters} */
    Map<X, List<E>> find(String restriction, Map<String, ?> parameters);

    /** Adds the members to each of the owners; to a collection of references they can only belong to one. */
    void appendAll(Collection<? extends E> members);

    /**
     * Adds members to their owners.
     *
     * @param members by owner; owners that are not among those of this association are refused
     */
    void appendEach(Map<? extends X, ? extends Collection<? extends E>> members);

    /** Takes the members out of the collections of all owners. */
    void removeAll(Collection<? extends E> members);

    /** Takes all members out of the collections of all owners. */
    void clear();
}
