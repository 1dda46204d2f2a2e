package dev.nexs.tenancy.internal.hibernate;

import dev.nexs.orm.hibernate.TenancyModule;
import java.util.Map;
import org.hibernate.cfg.MultiTenancySettings;

/** Makes Hibernate ask us for tenants' connections. Found through service loading. */
public final class TenancyBoot implements TenancyModule {

    /** For the service loader. */
    public TenancyBoot() {}

    @Override
    public void contribute(Map<String, Object> settings) {
        TenantResolver resolver = new TenantResolver();
        settings.putIfAbsent(MultiTenancySettings.MULTI_TENANT_IDENTIFIER_RESOLVER, resolver);
        settings.putIfAbsent(MultiTenancySettings.MULTI_TENANT_CONNECTION_PROVIDER, new TenantProvider(resolver));
    }
}
