package dev.nexs.associations.internal.hibernate.factory;

import org.hibernate.service.spi.SessionFactoryServiceContributor;
import org.hibernate.service.spi.SessionFactoryServiceInitiator;
import org.hibernate.service.spi.SessionFactoryServiceInitiatorContext;
import org.hibernate.service.spi.SessionFactoryServiceRegistryBuilder;

/** Gives every session factory its {@link AssociationsService}. Found through service loading. */
@SuppressWarnings("removal")
public final class AssociationsServiceContributor implements SessionFactoryServiceContributor {

    /** For the service loader. */
    public AssociationsServiceContributor() {}

    @Override
    public void contribute(SessionFactoryServiceRegistryBuilder builder) {
        builder.addInitiator(new Initiator());
    }

    private static final class Initiator implements SessionFactoryServiceInitiator<AssociationsService> {

        @Override
        public Class<AssociationsService> getServiceInitiated() {
            return AssociationsService.class;
        }

        @Override
        public AssociationsService initiateService(SessionFactoryServiceInitiatorContext context) {
            return new AssociationsService(
                    AssociationsConfig.from(context.getSessionFactory().getProperties()));
        }
    }
}
