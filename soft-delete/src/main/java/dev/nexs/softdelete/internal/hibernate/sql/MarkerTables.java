package dev.nexs.softdelete.internal.hibernate.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.persister.entity.EntityPersister;

/** Which tables carry the marker of an entity. Only a hierarchy with a table per concrete class has many. */
public final class MarkerTables {

    private MarkerTables() {}

    /** One persister for each such table. */
    public static List<EntityPersister> of(EntityPersister entity) {
        Set<String> seen = new HashSet<>();
        List<EntityPersister> tables = new ArrayList<>();
        List<EntityMappingType> candidates = new ArrayList<>();
        candidates.add(entity);
        candidates.addAll(entity.getSubMappingTypes());
        for (EntityMappingType candidate : candidates) {
            EntityPersister persister = candidate.getEntityPersister();
            if (!persister.isAbstract() && seen.add(persister.getIdentifierTableName())) {
                tables.add(persister);
            }
        }
        return tables;
    }
}
