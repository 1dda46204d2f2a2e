package dev.nexs.softdelete;

/**
 * Is told what happens to single entities. An exception from a {@code before} method vetoes: it reaches the caller, and
 * the transaction must be rolled back. Bulk statements and the fast purge tell nobody.
 *
 * <p>The methods are called on the thread of the session, within its flush, and must not use that session.
 */
public interface TrashListener {

    /** A row is about to be marked. */
    default void beforeTrash(TrashEvent event) {}

    /** The marking statement was issued or queued in the current JDBC batch. */
    default void afterTrash(TrashEvent event) {}

    /** A row is about to be restored. */
    default void beforeRestore(TrashEvent event) {}

    /** The row is live again. */
    default void afterRestore(TrashEvent event) {}

    /** A row is about to be deleted physically. */
    default void beforeForceDelete(TrashEvent event) {}

    /** The deleting statement was issued or queued in the current JDBC batch. */
    default void afterForceDelete(TrashEvent event) {}
}
