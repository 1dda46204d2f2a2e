package dev.nexs.associations.internal.hibernate.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;

/** Touches the collections of a path level by level, while the session fetches by subselect: one statement for each. */
public final class SubselectRun {

    private SubselectRun() {}

    /** Initialises the collections of a path whose steps are all collections. */
    public static void load(Collection<?> results, EntityPersister type, String path) {
        Collection<?> owners = results;
        for (String step : path.split("\\.", -1)) {
            List<Object> members = new ArrayList<>();
            for (Object reference : owners) {
                Object owner = Hibernate.unproxy(reference);
                EntityPersister actual = type.getFactory()
                        .getMappingMetamodel()
                        .getEntityDescriptor(type.getFactory().bestGuessEntityName(owner));
                AttributeMapping attribute = actual.findAttributeMapping(step);
                if (attribute instanceof PluralAttributeMapping) {
                    Object value = attribute.getValue(owner);
                    Hibernate.initialize(value);
                    members.addAll(value instanceof Map<?, ?> map ? map.values() : elements(value));
                }
            }
            owners = members;
        }
    }

    private static Collection<?> elements(Object value) {
        return value instanceof Collection<?> collection ? collection : List.of();
    }
}
