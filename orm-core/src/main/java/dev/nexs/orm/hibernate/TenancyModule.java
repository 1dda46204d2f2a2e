package dev.nexs.orm.hibernate;

import java.util.Map;

/** What the module that keeps tenants apart implements, found through {@code META-INF/services}. */
public interface TenancyModule {

    /**
     * Called when {@code nexs.tenancy.strategy} or {@code nexs.tenancy.instance} is set, before Hibernate reads its
     * settings.
     *
     * @param settings what to complete
     */
    void contribute(Map<String, Object> settings);
}
