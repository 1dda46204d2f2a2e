package dev.nexs.softdelete;

/** What a removal of the target means for a reference. */
public enum RemovalRule {

    /** The removal is refused with a {@link RestrictedRemovalException} while a live row refers to the target. */
    RESTRICT,

    /** A to-one reference is set to null. A restore of the target does not bring it back. */
    SET_NULL,

    /** The owner of a to-one reference is removed too, in the same deletion, and comes back with it. */
    CASCADE,

    /** The target leaves a many-to-many collection. A restore of the target does not bring the link back. */
    DETACH
}
