package dev.nexs.softdelete;

import org.hibernate.HibernateException;

/** A child cannot be restored on its own while the parent that owns it is in the trash. */
public final class TrashedParentException extends HibernateException {

    /** The child that was to be restored, and its parent. */
    public TrashedParentException(String childEntity, Object childId, String parentEntity, Object parentId) {
        super(childEntity + " with id " + childId + " cannot be restored: its parent " + parentEntity + " with id "
                + parentId + " is in the trash, and nothing would lead to the child. Restore the parent, which brings"
                + " back what was trashed with it, or give the child another parent under Trash.with(...) first.");
    }
}
