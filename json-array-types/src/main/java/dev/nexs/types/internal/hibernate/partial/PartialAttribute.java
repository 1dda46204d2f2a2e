package dev.nexs.types.internal.hibernate.partial;

import dev.nexs.types.internal.hibernate.json.JsonbType;
import dev.nexs.types.internal.path.ChangeFinder;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * A document attribute whose changed paths are sent.
 *
 * @param index its place in the state of the entity
 * @param column its column, quoted where needed
 * @param type its type
 * @param finder finds what changed in its values
 */
record PartialAttribute(int index, String column, JsonbType<?> type, ChangeFinder finder) {

    /** The name of the first attribute that is declared to be updated by paths; null if there is none. */
    static @Nullable String declared(EntityPersister persister) {
        Type[] types = persister.getPropertyTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i] instanceof JsonbType<?> type && type.isPartial()) {
                return persister.getPropertyNames()[i];
            }
        }
        return null;
    }

    /**
     * Those of an entity. None if it is in the second-level cache, which would keep the old document, and none in the
     * table of a subclass, whose key may be named differently: there the whole document is sent.
     */
    static List<PartialAttribute> of(EntityPersister persister) {
        List<PartialAttribute> found = new ArrayList<>();
        Type[] types = persister.getPropertyTypes();
        for (int i = 0; i < types.length; i++) {
            AttributeMapping mapping = persister.getAttributeMapping(i);
            if (types[i] instanceof JsonbType<?> type
                    && type.isPartial()
                    && !persister.canWriteToCache()
                    && mapping instanceof BasicValuedModelPart column
                    && column.getContainingTableExpression().equals(persister.getIdentifierTableName())) {
                found.add(new PartialAttribute(
                        i,
                        column.getSelectionExpression(),
                        type,
                        new ChangeFinder(type.document().codec())));
            }
        }
        return List.copyOf(found);
    }
}
