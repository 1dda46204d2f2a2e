package dev.nexs.softdelete;

import org.hibernate.HibernateException;

/** An entity was to be removed that is in the trash already. What a cascade finds there it passes over instead. */
public final class AlreadyTrashedException extends HibernateException {

    private final String entityName;
    private final transient Object id;

    /** The row that is in the trash. */
    public AlreadyTrashedException(String entityName, Object id) {
        super(entityName + " with id " + id + " cannot be removed: it is in the trash already. Delete it for good with"
                + " Trash.forceDelete(...), or take it out with Trash.restore(...) first.");
        this.entityName = entityName;
        this.id = id;
    }

    /** The name of the entity. */
    public String entityName() {
        return entityName;
    }

    /** The id of the row. */
    public Object id() {
        return id;
    }
}
