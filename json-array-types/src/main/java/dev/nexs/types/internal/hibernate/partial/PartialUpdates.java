package dev.nexs.types.internal.hibernate.partial;

import dev.nexs.types.internal.hibernate.json.JsonbType;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.mapping.PersistentClass;

/** Puts the listener before Hibernate's own, and sees to the entities that have something for it to do. */
public final class PartialUpdates implements Integrator {

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        metadata.getEntityBindings().stream()
                .filter(PartialUpdates::isPartial)
                .forEach(entity -> entity.setDynamicUpdate(true));
        factory.addObserver(new PartialConflicts());
        factory.getEventListenerRegistry().prependListeners(EventType.FLUSH_ENTITY, new PartialUpdateListener());
    }

    /** Of a subclass, too: else it would write the whole document along with every other changed column. */
    private static boolean isPartial(PersistentClass entity) {
        return entity.getPropertyClosure().stream()
                .anyMatch(property -> property.getType() instanceof JsonbType<?> type && type.isPartial());
    }
}
