package dev.nexs.softdelete;

import org.hibernate.HibernateException;

/** A to-one association with the policy {@link TrashedReference#FAIL} points to a row in the trash. */
public final class TrashedReferenceException extends HibernateException {

    private final String association;
    private final String targetEntity;
    private final transient Object targetId;

    /** The association as {@code Owner.attribute}, and the row it points to. */
    public TrashedReferenceException(String association, String targetEntity, Object targetId) {
        super(
                "The association " + association + " refers to " + targetEntity + " with id " + targetId
                        + ", which is in the trash, and the association is mapped to fail then. Restore the target, assign another"
                        + " one, read under Trash.with(...), or map the association with @OnTrashed(SHOW) or @OnTrashed(HIDE).");
        this.association = association;
        this.targetEntity = targetEntity;
        this.targetId = targetId;
    }

    /** The association, as {@code Owner.attribute}. */
    public String association() {
        return association;
    }

    /** The entity name of the trashed row. */
    public String targetEntity() {
        return targetEntity;
    }

    /** The id of the trashed row. */
    public Object targetId() {
        return targetId;
    }
}
