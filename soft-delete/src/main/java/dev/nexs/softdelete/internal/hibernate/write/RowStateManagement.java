package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.model.RowDefinition;
import dev.nexs.softdelete.internal.hibernate.model.RowMarker;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import org.hibernate.mapping.Collection;
import org.hibernate.metamodel.mapping.AuxiliaryMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.MappingModelCreationProcess;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.collection.mutation.RemoveCoordinator;
import org.hibernate.persister.state.internal.AbstractStateManagement;

/** A collection table whose rows are marked instead of deleted. */
public final class RowStateManagement extends AbstractStateManagement {

    /** Looked up by reflection. */
    public static final RowStateManagement INSTANCE = new RowStateManagement();

    private RowStateManagement() {}

    @Override
    public RemoveCoordinator createRemoveCoordinator(CollectionPersister persister) {
        return new KeepingRemoveCoordinator(persister, super.createRemoveCoordinator(persister));
    }

    @Override
    public AuxiliaryMapping createAuxiliaryMapping(
            PluralAttributeMapping attribute, Collection collection, MappingModelCreationProcess process) {
        SoftDeleteModel model = SoftDeleteModel.of(process.getCreationContext().getSessionFactory());
        RowDefinition definition = model.requiredRows(collection.getRole());
        return new RowMarker(
                definition,
                definition.column(
                        attribute.getSeparateCollectionTable(),
                        process.getCreationContext().getSessionFactory()));
    }
}
