package dev.nexs.types.internal.hibernate.ddl;

import dev.nexs.types.BtreeJsonIndex;
import org.hibernate.binder.TypeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;

/** Adds one {@link BtreeJsonIndex} to the schema. */
public final class BtreeJsonIndexBinder implements TypeBinder<BtreeJsonIndex> {

    @Override
    public void bind(BtreeJsonIndex annotation, MetadataBuildingContext context, PersistentClass entity) {
        IndexObject.add(IndexDefinition.of(annotation), context, entity);
    }

    @Override
    public void bind(BtreeJsonIndex annotation, MetadataBuildingContext context, Component embeddable) {
        throw IndexObject.onEmbeddable(annotation, embeddable);
    }
}
