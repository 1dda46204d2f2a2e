package dev.nexs.orm.doctor.internal.hibernate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.service.Service;
import org.hibernate.service.spi.ServiceContributor;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was mapped for as long as its session factory is open, which keeps it anyhow, for its schema manager, and shows
 * it to nobody. A service of Hibernate's registry, so nothing is static.
 */
public final class KnownModels implements ServiceContributor, Integrator, Service {

    private final transient Map<String, Metadata> models = new ConcurrentHashMap<>();

    /** Called by Hibernate. */
    public KnownModels() {}

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        builder.addService(KnownModels.class, new KnownModels());
    }

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        KnownModels known = factory.getServiceRegistry().getService(KnownModels.class);
        if (known == null) {
            return;
        }
        known.models.put(factory.getUuid(), metadata);
        factory.addObserver(new SessionFactoryObserver() {
            @Override
            public void sessionFactoryClosed(SessionFactory closed) {
                known.models.remove(factory.getUuid());
            }
        });
    }

    static @Nullable Metadata of(SessionFactoryImplementor factory) {
        KnownModels known = factory.getServiceRegistry().getService(KnownModels.class);
        return known == null ? null : known.models.get(factory.getUuid());
    }
}
