package dev.nexs.softdelete;

import org.hibernate.HibernateException;
import org.jspecify.annotations.Nullable;

/**
 * A row cannot leave the trash because a live row has its unique values. The transaction must be rolled back, as after
 * any exception from a session; its commit fails.
 */
public final class RestoreConflictException extends HibernateException {

    private final String constraint;
    private final @Nullable String conflictingKey;

    /** The row that wanted to come back, the constraint, and the row that is in the way. */
    public RestoreConflictException(
            String entityName, Object id, String constraint, @Nullable String conflictingKey, Throwable cause) {
        super(
                entityName + " with id " + id + " cannot be restored: a live row"
                        + (conflictingKey == null ? "" : " with id " + conflictingKey)
                        + " has the same values for the unique constraint \"" + constraint
                        + "\". Change or remove that row first, or force-delete the trashed one.",
                cause);
        this.constraint = constraint;
        this.conflictingKey = conflictingKey;
    }

    /** The name of the violated constraint or index. */
    public String constraint() {
        return constraint;
    }

    /** The key of the live row as text, or null if it could not be found out. */
    public @Nullable String conflictingKey() {
        return conflictingKey;
    }
}
