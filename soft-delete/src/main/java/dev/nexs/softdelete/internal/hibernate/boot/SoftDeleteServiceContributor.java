package dev.nexs.softdelete.internal.hibernate.boot;

import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModel;
import dev.nexs.softdelete.internal.hibernate.model.SoftDeleteModels;
import dev.nexs.softdelete.internal.hibernate.persister.SoftDeletePersisterClassResolver;
import dev.nexs.softdelete.internal.hibernate.read.TrashSqmTranslatorFactory;
import java.util.Map;
import java.util.function.BiFunction;
import org.hibernate.boot.internal.MetadataImpl;
import org.hibernate.boot.internal.SessionFactoryBuilderImpl;
import org.hibernate.boot.internal.SessionFactoryOptionsBuilder;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.boot.spi.SessionFactoryBuilderImplementor;
import org.hibernate.boot.spi.SessionFactoryBuilderService;
import org.hibernate.persister.internal.PersisterClassResolverInitiator;
import org.hibernate.persister.spi.PersisterClassResolver;
import org.hibernate.query.sqm.sql.SqmTranslatorFactory;
import org.hibernate.service.Service;
import org.hibernate.service.spi.ServiceContributor;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.service.spi.SessionFactoryServiceContributor;
import org.hibernate.service.spi.SessionFactoryServiceRegistryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Stands where Hibernate decides on persister classes and on the query translator. Where nothing is soft-deletable the
 * decision is Hibernate's, or the application's, as if this were not there.
 */
public final class SoftDeleteServiceContributor implements ServiceContributor, SessionFactoryServiceContributor {

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        builder.addService(SoftDeleteModels.class, new SoftDeleteModels());
        // As initiators, so that a service which the application has added itself stays.
        builder.addInitiator(new Initiator<>(
                PersisterClassResolver.class,
                (settings, services) -> new SoftDeletePersisterClassResolver(
                        PersisterClassResolverInitiator.INSTANCE.initiateService(settings, services))));
        builder.addInitiator(new Initiator<>(
                SessionFactoryBuilderService.class,
                (settings, services) -> SoftDeleteServiceContributor::sessionFactoryBuilder));
    }

    @Override
    public void contribute(SessionFactoryServiceRegistryBuilder builder) {
        builder.addService(SoftDeleteModel.class, new SoftDeleteModel());
    }

    /** An application that has set a translator of its own keeps it. */
    private static SessionFactoryBuilderImplementor sessionFactoryBuilder(
            MetadataImpl metadata, BootstrapContext bootstrap) {
        if (SoftDeleteModels.of(bootstrap).isEmpty()) {
            return new SessionFactoryBuilderImpl(metadata, bootstrap);
        }
        SessionFactoryOptionsBuilder options =
                new SessionFactoryOptionsBuilder(
                        metadata.getMetadataBuildingOptions().getServiceRegistry(), bootstrap) {

                    private final SqmTranslatorFactory ours = new TrashSqmTranslatorFactory();

                    @Override
                    public SqmTranslatorFactory getCustomSqmTranslatorFactory() {
                        SqmTranslatorFactory chosen = super.getCustomSqmTranslatorFactory();
                        return chosen == null ? ours : chosen;
                    }
                };
        return new SessionFactoryBuilderImpl(metadata, options, bootstrap);
    }

    private record Initiator<R extends Service>(
            Class<R> role, BiFunction<Map<String, Object>, ServiceRegistryImplementor, R> initiate)
            implements StandardServiceInitiator<R> {

        @Override
        public Class<R> getServiceInitiated() {
            return role;
        }

        @Override
        public @Nullable R initiateService(Map<String, Object> settings, ServiceRegistryImplementor services) {
            return initiate.apply(settings, services);
        }
    }
}
