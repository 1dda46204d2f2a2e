package dev.nexs.softdelete.internal.hibernate.model;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;

/** A persister of a soft-deletable entity. */
public interface SoftDeletePersister extends EntityPersister {

    /** What the persister knows about the trash. */
    EntityTrash trash();

    /** The persister of an entity class, which must be soft-deletable. */
    static SoftDeletePersister of(SharedSessionContractImplementor session, Class<?> entity) {
        return required(session.getFactory().getMappingMetamodel().getEntityDescriptor(entity));
    }

    /** The persister of an instance, which must be of a soft-deletable entity. */
    static SoftDeletePersister ofInstance(SharedSessionContractImplementor session, Object instance) {
        return required(session.getEntityPersister(null, instance));
    }

    private static SoftDeletePersister required(EntityPersister persister) {
        if (persister instanceof SoftDeletePersister softDeletable) {
            return softDeletable;
        }
        throw new IllegalArgumentException(persister.getEntityName() + " has no trash: it is not @SoftDeletable, nor is"
                + " a superclass of it. Its rows are deleted for good by session.remove(...).");
    }
}
