package dev.nexs.tenancy.internal.hibernate;

import dev.nexs.orm.NexsConfigurationException;
import dev.nexs.tenancy.TenancyStrategy;
import dev.nexs.tenancy.internal.TenancyCore;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.tool.schema.internal.SchemaCreatorImpl;
import org.jspecify.annotations.Nullable;

/** Tells the tenancy what the mapping knows, and audits the walls when the factory stands. Found through service loading. */
public final class TenancyIntegrator implements Integrator {

    /** Deprecated by Hibernate, and obeyed. */
    private static final String CACHE_KEYS_FACTORY = "hibernate.cache.keys_factory";

    /** For the service loader. */
    public TenancyIntegrator() {}

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        if (!(factory.getServiceRegistry().getService(MultiTenantConnectionProvider.class)
                instanceof TenantProvider provider)) {
            return;
        }
        TenancyCore core = provider.core();
        refuseKeysWithoutTenant(factory);
        provider.resolver().type(identifierType(metadata));
        List<String> script = core.settings().strategy() == TenancyStrategy.ROW
                ? List.of()
                : new SchemaCreatorImpl(factory.getServiceRegistry()).generateCreationCommands(metadata, false);
        core.tables(
                TenantModel.of(
                        metadata.getEntityBindings(),
                        metadata.getCollectionBindings(),
                        factory.getSqlStringGenerationContext()),
                script);
        factory.addObserver(new SessionFactoryObserver() {
            @Override
            public void sessionFactoryCreated(SessionFactory created) {
                core.auditAtStart();
            }
        });
    }

    private static Class<?> identifierType(Metadata metadata) {
        for (PersistentClass entity : metadata.getEntityBindings()) {
            @Nullable Property tenantId = TenantModel.tenantId(entity);
            if (tenantId != null) {
                return tenantId.getType().getReturnedClass();
            }
        }
        return String.class;
    }

    private static void refuseKeysWithoutTenant(SessionFactoryImplementor factory) {
        Object keys = factory.getProperties().get(CACHE_KEYS_FACTORY);
        if (keys == null) {
            return;
        }
        String name = keys instanceof Class<?> type
                ? type.getName()
                : keys instanceof String text ? text : keys.getClass().getName();
        if (name.equals("simple") || name.endsWith(".SimpleCacheKeysFactory")) {
            throw new NexsConfigurationException(List.of(CACHE_KEYS_FACTORY + " = '" + name
                    + "' leaves the tenant out of the keys of the second-level cache, so tenants would see each other's"
                    + " rows; remove the setting"));
        }
    }
}
