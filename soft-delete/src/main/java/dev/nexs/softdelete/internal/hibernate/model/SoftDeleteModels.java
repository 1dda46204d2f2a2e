package dev.nexs.softdelete.internal.hibernate.model;

import java.util.Map;
import java.util.WeakHashMap;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.service.Service;

/**
 * What each mapping phase of a service registry has found: several session factories may be made from one registry, and
 * what is soft-deletable in one of them is nothing to the others.
 */
public final class SoftDeleteModels implements Service {

    private final Map<BootstrapContext, SoftDeleteModel> models = new WeakHashMap<>();

    /** What the mapping phase of this bootstrap has found so far. */
    public static SoftDeleteModel of(BootstrapContext bootstrap) {
        return bootstrap
                .getServiceRegistry()
                .requireService(SoftDeleteModels.class)
                .model(bootstrap);
    }

    private synchronized SoftDeleteModel model(BootstrapContext bootstrap) {
        return models.computeIfAbsent(bootstrap, any -> new SoftDeleteModel());
    }
}
