package dev.nexs.softdelete.internal.hibernate.write;

import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.collection.mutation.RemoveCoordinator;
import org.hibernate.persister.state.internal.AbstractStateManagement;

/** A collection of a soft-deletable owner, whose rows stay when it goes into the trash, or one that leads to the trash. */
public final class KeptCollectionManagement extends AbstractStateManagement {

    /** Looked up by reflection. */
    public static final KeptCollectionManagement INSTANCE = new KeptCollectionManagement();

    private KeptCollectionManagement() {}

    @Override
    public RemoveCoordinator createRemoveCoordinator(CollectionPersister persister) {
        return new KeepingRemoveCoordinator(persister, super.createRemoveCoordinator(persister));
    }
}
