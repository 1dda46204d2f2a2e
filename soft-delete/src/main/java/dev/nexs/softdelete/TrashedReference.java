package dev.nexs.softdelete;

/**
 * What a to-one association shows when the row that it points to is in the trash. Under every policy the owner stays
 * visible and an unrelated update of the owner leaves the foreign key as it is.
 */
public enum TrashedReference {

    /** What the setting {@link SoftDeleteSettings#ON_TRASHED} says; {@link #SHOW} if it says nothing. */
    DEFAULT,

    /** The trashed entity, like any row that a foreign key points to. A lazy association stays lazy. */
    SHOW,

    /**
     * Null. The association is fetched with its owner, since nothing else can tell null from a reference, and the owner
     * is updated with the changed columns only.
     */
    HIDE,

    /**
     * A {@link TrashedReferenceException} that names the owner, the association and the target: when the owner is
     * loaded if the association is eager, when the reference is first used if it is lazy.
     */
    FAIL
}
