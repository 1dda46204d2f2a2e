package dev.nexs.types.internal.hibernate.partial;

import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.spi.EventType;
import org.hibernate.integrator.spi.Integrator;

/** Puts the listener before Hibernate's own. */
public final class PartialUpdates implements Integrator {

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        factory.getEventListenerRegistry().prependListeners(EventType.FLUSH_ENTITY, new PartialUpdateListener());
    }
}
