package dev.nexs.types.internal.hibernate.partial;

import dev.nexs.types.internal.hibernate.json.JsonbType;
import java.util.LinkedHashSet;
import java.util.Set;
import org.hibernate.AnnotationException;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.mapping.RootClass;

/** Gives the entities with a document that is updated by paths a coordinator of their updates that can do so. */
public final class PartialUpdates implements Integrator {

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        Set<RootClass> roots = new LinkedHashSet<>();
        for (PersistentClass entity : metadata.getEntityBindings()) {
            if (!entity.hasPojoRepresentation()) {
                continue; // a history that Envers keeps: it has the types of the entity, but is no entity of the
                // application
            }
            for (Property property : entity.getPropertyClosure()) {
                if (property.getType() instanceof JsonbType<?> type && type.isPartial()) {
                    check(entity, property);
                    entity.setDynamicUpdate(true); // else it would write the whole document along with other columns
                    roots.add(entity.getRootClass());
                }
            }
        }
        PathStateManagement.take(roots, factory);
        if (metadata.getEntityBindings().stream().anyMatch(EqualAssignments::concerns)) {
            factory.getEventListenerRegistry().prependListeners(EventType.FLUSH_ENTITY, new EqualAssignments());
        }
    }

    private static void check(PersistentClass entity, Property property) {
        String subject =
                "@JsonbColumn(partialUpdate = true) on '" + entity.getEntityName() + "." + property.getName() + "' ";
        if (!property.isUpdatable()) {
            throw new AnnotationException(subject + "contradicts updatable = false, by which no update writes the"
                    + " document. Leave one of them out.");
        }
        switch (entity.getRootClass().getOptimisticLockStyle()) {
            case ALL, DIRTY ->
                throw new AnnotationException(subject + "contradicts @OptimisticLocking of type "
                        + entity.getRootClass().getOptimisticLockStyle()
                        + " of the entity, which refuses concurrent edits. Use a version, with"
                        + " @OptimisticLock(excluded = true) on the attribute, or leave partialUpdate out.");
            case NONE, VERSION -> {}
        }
    }
}
