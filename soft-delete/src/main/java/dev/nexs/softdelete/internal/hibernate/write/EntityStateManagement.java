package dev.nexs.softdelete.internal.hibernate.write;

import dev.nexs.softdelete.internal.hibernate.model.EntityDefinition;
import dev.nexs.softdelete.internal.hibernate.model.EntityMarker;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.RootClass;
import org.hibernate.metamodel.mapping.AuxiliaryMapping;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.internal.MappingModelCreationProcess;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.DeleteCoordinator;
import org.hibernate.persister.entity.mutation.UpdateCoordinator;
import org.hibernate.persister.state.internal.AbstractStateManagement;

/** How the state of a soft-deletable entity is managed. Hibernate finds the instance by the name of the field. */
public final class EntityStateManagement extends AbstractStateManagement {

    /** Looked up by reflection. */
    public static final EntityStateManagement INSTANCE = new EntityStateManagement();

    private EntityStateManagement() {}

    @Override
    public DeleteCoordinator createDeleteCoordinator(EntityPersister persister) {
        return new MarkingDeleteCoordinator(persister);
    }

    @Override
    public UpdateCoordinator createUpdateCoordinator(EntityPersister persister) {
        return new GuardedUpdateCoordinator(persister, super.createUpdateCoordinator(persister));
    }

    @Override
    public AuxiliaryMapping createAuxiliaryMapping(
            EntityPersister persister, RootClass entity, MappingModelCreationProcess process) {
        SoftDeleteModel model = SoftDeleteModel.of(process.getCreationContext().getSessionFactory());
        EntityDefinition definition = model.definition(entity.getEntityName());
        if (definition == null) {
            throw new IllegalStateException("No soft-delete definition was kept for " + entity.getEntityName() + ".");
        }
        return new EntityMarker(
                definition,
                persister,
                mapping(entity, EntityDefinition.MARKER_PROPERTY),
                definition.batchColumn() == null ? null : mapping(entity, EntityDefinition.BATCH_PROPERTY),
                model.policies());
    }

    private static JdbcMapping mapping(RootClass entity, String property) {
        return ((BasicValue) entity.getProperty(property).getValue()).resolve().getJdbcMapping();
    }
}
