package dev.nexs.associations.internal.hibernate.boot;

import dev.nexs.associations.Guards;
import dev.nexs.associations.StrictLoading;
import dev.nexs.associations.internal.hibernate.factory.AssociationsService;
import dev.nexs.associations.internal.hibernate.guard.LazyLoadingListener;
import dev.nexs.associations.internal.hibernate.guard.StatementRecorder;
import dev.nexs.associations.internal.hibernate.mapping.NamesAtStart;
import dev.nexs.associations.internal.hibernate.mapping.PolymorphicModel;
import dev.nexs.associations.internal.hibernate.members.ThroughListener;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.mapping.PersistentClass;

/**
 * Reads the settings while the session factory starts, so that a wrong one fails there, and adds to the factory what the
 * settings and the annotations of the entities ask for: nothing, if they ask for nothing. Found through service loading.
 */
public final class AssociationsIntegrator implements Integrator {

    /** For the service loader. */
    public AssociationsIntegrator() {}

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        AssociationsService service = AssociationsService.of(factory);
        if (metadata.getFetchProfiles().stream().anyMatch(profile -> Guards.STRICT.equals(profile.getName()))) {
            LazyLoadingListener.install(factory, strictEntities(metadata));
        }
        if (service.config().recordStatements()) {
            StatementRecorder.install(factory);
        }
        Map<String, String> ways = PolymorphicModel.finish(metadata, factory);
        if (!ways.isEmpty()) {
            service.ways(ways);
            ThroughListener.install(factory, ways);
        }
        if (Usage.hasPolymorphism(metadata.getEntityBindings())) {
            factory.addObserver(new NamesAtStart());
        }
    }

    private static Set<String> strictEntities(Metadata metadata) {
        return metadata.getEntityBindings().stream()
                .filter(entity -> entity.getMappedClass() != null
                        && entity.getMappedClass().isAnnotationPresent(StrictLoading.class))
                .map(PersistentClass::getEntityName)
                .collect(Collectors.toUnmodifiableSet());
    }
}
