package dev.nexs.types.internal.hibernate.ddl;

import dev.nexs.types.BtreeJsonIndex;
import dev.nexs.types.BtreeJsonIndexes;
import org.hibernate.binder.TypeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;

/** Adds several {@link BtreeJsonIndex} to the schema. */
public final class BtreeJsonIndexesBinder implements TypeBinder<BtreeJsonIndexes> {

    @Override
    public void bind(BtreeJsonIndexes annotation, MetadataBuildingContext context, PersistentClass entity) {
        for (BtreeJsonIndex index : annotation.value()) {
            IndexObject.add(IndexDefinition.of(index), context, entity);
        }
    }

    @Override
    public void bind(BtreeJsonIndexes annotation, MetadataBuildingContext context, Component embeddable) {
        throw IndexObject.onEmbeddable(annotation, embeddable);
    }
}
