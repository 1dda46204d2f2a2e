package dev.nexs.types.internal.hibernate;

import dev.nexs.types.internal.hibernate.json.JsonMappers;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.service.spi.ServiceContributor;

/** What has to be so before Hibernate looks at the first entity. Found through service loading. */
public final class StartUp implements ServiceContributor {

    /**
     * Keeps Hypersistence Utils from taking over attributes that nobody gave to it. Its own type contributor is found by
     * service loading as soon as its jar is there, and maps {@code Month}, {@code Period}, {@code Map}, ranges and
     * {@code Inet} of every entity its way: what was stored before is then read as something else. Here its types are
     * used where an attribute names one with {@code @Type}; an application that wants the contributor says so in its own
     * settings. Written out, so that nothing here loads its classes.
     */
    private static final String HYPERSISTENCE_CONTRIBUTOR = "hypersistence.utils.enable_types_contributor";

    /** For the service loader. */
    public StartUp() {}

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        RequiredHibernate.check();
        builder.getSettings().putIfAbsent(HYPERSISTENCE_CONTRIBUTOR, false);
        builder.addInitiator(new JsonMappers.Initiator());
    }
}
