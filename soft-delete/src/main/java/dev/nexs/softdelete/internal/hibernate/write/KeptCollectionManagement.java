package dev.nexs.softdelete.internal.hibernate.write;

import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.collection.mutation.RemoveCoordinator;
import org.hibernate.persister.state.internal.AbstractStateManagement;

/** A collection of a soft-deletable owner: its rows stay when the owner goes into the trash. */
public final class KeptCollectionManagement extends AbstractStateManagement {

    /** Looked up by reflection. */
    public static final KeptCollectionManagement INSTANCE = new KeptCollectionManagement();

    private KeptCollectionManagement() {}

    @Override
    public RemoveCoordinator createRemoveCoordinator(CollectionPersister persister) {
        return new KeepingRemoveCoordinator(persister, super.createRemoveCoordinator(persister));
    }
}
