package dev.nexs.orm.bulk.internal.hibernate;

import jakarta.persistence.metamodel.EntityType;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;

/** Finds what is mapped. */
final class Entities {

    private Entities() {}

    static EntityPersister persister(SessionFactoryImplementor factory, Class<?> type) {
        EntityPersister persister = factory.getMappingMetamodel().findEntityDescriptor(type.getName());
        if (persister == null) {
            throw new IllegalArgumentException(type.getName() + " is no entity of this session factory; it maps "
                    + factory.getMetamodel().getEntities().stream()
                            .map(EntityType::getName)
                            .sorted()
                            .limit(20)
                            .collect(Collectors.joining(", ")));
        }
        return persister;
    }
}
