package dev.nexs.types.internal.hibernate.partial;

import dev.nexs.types.internal.hibernate.json.JsonbType;
import dev.nexs.types.internal.path.ChangeFinder;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityMutationTarget;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.hibernate.type.Type;

/**
 * A document attribute whose changed members are sent.
 *
 * @param index its place in the state of the entity
 * @param table where its column is
 * @param column its column, quoted where needed
 * @param type its type
 * @param finder finds what changed in its values
 */
record PartialAttribute(int index, EntityTableMapping table, String column, JsonbType<?> type, ChangeFinder finder) {

    /** Those of an entity. None if it is in the second-level cache, which would keep the old document. */
    static List<PartialAttribute> of(EntityPersister persister) {
        List<PartialAttribute> found = new ArrayList<>();
        Type[] types = persister.getPropertyTypes();
        for (int i = 0; i < types.length; i++) {
            AttributeMapping mapping = persister.getAttributeMapping(i);
            if (types[i] instanceof JsonbType<?> type
                    && type.isPartial()
                    && !persister.canWriteToCache()
                    && mapping instanceof BasicValuedModelPart column) {
                found.add(new PartialAttribute(
                        i,
                        table(persister, column.getContainingTableExpression()),
                        column.getSelectionExpression(),
                        type,
                        new ChangeFinder(type.document(), type.isWholeWhenShorter())));
            }
        }
        return List.copyOf(found);
    }

    private static EntityTableMapping table(EntityPersister persister, String name) {
        List<EntityTableMapping> found = new ArrayList<>();
        ((EntityMutationTarget) persister).forEachMutableTable(table -> {
            if (table.getTableName().equals(name)) {
                found.add(table);
            }
        });
        return found.get(0);
    }
}
