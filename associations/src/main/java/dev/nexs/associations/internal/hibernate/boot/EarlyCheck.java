package dev.nexs.associations.internal.hibernate.boot;

import dev.nexs.associations.internal.hibernate.any.NamesAtStart;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;

/** Reads the settings while the session factory starts, so that a wrong one fails there, and finishes the names. Found through service loading. */
public final class EarlyCheck implements Integrator {

    /** For the service loader. */
    public EarlyCheck() {}

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        AssociationsService.of(factory);
        factory.addObserver(new NamesAtStart());
    }
}
