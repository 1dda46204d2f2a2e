package dev.nexs.softdelete.internal.hibernate;

import org.hibernate.persister.entity.EntityPersister;

/** A persister of a soft-deletable entity. */
public interface SoftDeletePersister extends EntityPersister {

    /** What the persister adds to Hibernate's. */
    PersisterTrash trash();
}
