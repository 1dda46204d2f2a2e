package dev.nexs.softdelete.internal.hibernate.write;

import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.UpdateCoordinator;
import org.hibernate.persister.state.internal.AbstractStateManagement;

/** The state of an entity that is deleted for good but has associations that hide trashed targets. */
public final class HidingOwnerManagement extends AbstractStateManagement {

    /** Looked up by reflection. */
    public static final HidingOwnerManagement INSTANCE = new HidingOwnerManagement();

    private HidingOwnerManagement() {}

    @Override
    public UpdateCoordinator createUpdateCoordinator(EntityPersister persister) {
        return new GuardedUpdateCoordinator(persister, super.createUpdateCoordinator(persister));
    }
}
