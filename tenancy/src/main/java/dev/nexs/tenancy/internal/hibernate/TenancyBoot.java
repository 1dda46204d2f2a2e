package dev.nexs.tenancy.internal.hibernate;

import dev.nexs.orm.hibernate.TenancyModule;
import java.util.Map;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.engine.jdbc.connections.internal.ConnectionProviderInitiator;

/** Makes Hibernate ask us for tenants' connections. Found through service loading. */
public final class TenancyBoot implements TenancyModule {

    private static final String ISOLATION = "nexs.pool.transaction-isolation";

    /** For the service loader. */
    public TenancyBoot() {}

    @Override
    public void contribute(Map<String, Object> settings) {
        Integer isolation = ConnectionProviderInitiator.extractIsolation(settings);
        if (isolation != null) {
            settings.putIfAbsent(ISOLATION, ConnectionProviderInitiator.toIsolationConnectionConstantName(isolation));
        }
        TenantResolver resolver = new TenantResolver();
        settings.putIfAbsent(MultiTenancySettings.MULTI_TENANT_IDENTIFIER_RESOLVER, resolver);
        settings.putIfAbsent(MultiTenancySettings.MULTI_TENANT_CONNECTION_PROVIDER, new TenantProvider(resolver));
    }
}
