package dev.nexs.softdelete.internal.hibernate;

import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.persister.spi.PersisterClassResolver;
import org.hibernate.service.spi.ServiceContributor;

/** Adds the model and the choice of persister classes to the service registry. */
public final class SoftDeleteServiceContributor implements ServiceContributor {

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        SoftDeleteModel model = new SoftDeleteModel();
        builder.addService(SoftDeleteModel.class, model);
        builder.addService(PersisterClassResolver.class, new SoftDeletePersisterClassResolver(model));
    }
}
