package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.persister.SoftDeletePersisterClassResolver;
import dev.nexs.softdelete.internal.hibernate.read.TrashSqmTranslatorFactory;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.QuerySettings;
import org.hibernate.persister.spi.PersisterClassResolver;
import org.hibernate.service.spi.ServiceContributor;

/** Adds the model, the choice of persister classes and the query translator to the service registry. */
public final class SoftDeleteServiceContributor implements ServiceContributor {

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        SoftDeleteModel model = new SoftDeleteModel();
        builder.addService(SoftDeleteModel.class, model);
        // An application that has a translator of its own keeps it.
        builder.getSettings()
                .putIfAbsent(QuerySettings.SEMANTIC_QUERY_TRANSLATOR, TrashSqmTranslatorFactory.class.getName());
        builder.addService(PersisterClassResolver.class, new SoftDeletePersisterClassResolver(model));
    }
}
