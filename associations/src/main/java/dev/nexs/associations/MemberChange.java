package dev.nexs.associations;

import java.util.List;

/**
 * What a change of an {@link Association} has done.
 *
 * @param added the members that were not there before
 * @param removed the members that were there and are not any more
 * @param <E> the type of the members
 */
public record MemberChange<E>(List<E> added, List<E> removed) {

    /** Copies the lists. */
    public MemberChange {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** {@return whether everything was as wanted before} */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty();
    }
}
