package dev.nexs.types.internal.hibernate.partial;

import java.util.Objects;
import org.hibernate.AnnotationException;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.generator.Generator;
import org.hibernate.jpa.event.spi.CallbackType;
import org.hibernate.metamodel.mapping.EntityVersionMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Refuses partial updates beside what is to happen with every update: to Hibernate a change of paths alone is none, and
 * a time of the last change that stays behind would be noticed by nobody.
 */
final class PartialConflicts implements SessionFactoryObserver {

    @Override
    public void sessionFactoryCreated(SessionFactory factory) {
        SessionFactoryImplementor implementor = factory.unwrap(SessionFactoryImplementor.class);
        implementor.getMappingMetamodel().forEachEntityDescriptor(persister -> {
            String attribute = PartialAttribute.declared(persister);
            String conflict = attribute == null ? null : conflict(persister, implementor);
            if (conflict != null) {
                throw new AnnotationException(
                        "@JsonbColumn(partialUpdate = true) on '" + persister.getEntityName() + "."
                                + attribute + "': " + conflict
                                + " with each update, and a change of paths alone is none. Set the"
                                + " value where the document is changed, or leave partialUpdate out.");
            }
        });
    }

    private static @Nullable String conflict(EntityPersister persister, SessionFactoryImplementor factory) {
        @Nullable Generator[] generators = persister.getGenerators();
        String[] names = persister.getPropertyNames();
        EntityVersionMapping mapping = persister.getVersionMapping();
        String version = mapping == null ? null : mapping.getVersionAttribute().getAttributeName();
        for (int i = 0; i < names.length; i++) {
            boolean isVersion = names[i].equals(version);
            Generator generator = generators[i];
            if (generator != null && generator.generatesOnUpdate() && !isVersion) {
                return "'" + names[i] + "' is generated";
            }
        }
        boolean called = factory.getEventEngine()
                .getCallbackRegistry()
                .hasRegisteredCallbacks(Objects.requireNonNull(persister.getMappedClass()), CallbackType.PRE_UPDATE);
        return called ? "a @PreUpdate callback of the entity is called" : null;
    }
}
