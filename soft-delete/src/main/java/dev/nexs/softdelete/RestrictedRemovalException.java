package dev.nexs.softdelete;

import org.hibernate.HibernateException;

/** An entity cannot be removed while live rows refer to it, by a reference with {@link RemovalRule#RESTRICT}. */
public final class RestrictedRemovalException extends HibernateException {

    private final String association;

    /** What was to be removed, and the first of the rows that refer to it. */
    public RestrictedRemovalException(
            String entityName, Object id, String association, String ownerEntity, Object ownerId) {
        super(entityName + " with id " + id + " cannot be removed: " + ownerEntity + " with id " + ownerId
                + " refers to it by " + association
                + ", which is mapped with @OnRemoval(RESTRICT). Remove that one first,"
                + " or let it refer to something else.");
        this.association = association;
    }

    /** The association, as {@code Owner.attribute}. */
    public String association() {
        return association;
    }
}
