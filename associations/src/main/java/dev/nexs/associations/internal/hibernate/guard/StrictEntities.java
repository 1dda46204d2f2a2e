package dev.nexs.associations.internal.hibernate.guard;

import dev.nexs.associations.StrictLoading;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.persister.entity.EntityPersister;

/** Which entity classes are annotated with {@link StrictLoading}, found out once for each. */
final class StrictEntities {

    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    boolean contains(EntityPersister persister) {
        Boolean strict = known.get(persister.getEntityName());
        if (strict == null) {
            strict = persister.getMappedClass().isAnnotationPresent(StrictLoading.class);
            known.put(persister.getEntityName(), strict);
        }
        return strict;
    }
}
