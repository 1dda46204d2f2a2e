package dev.nexs.types.internal.hibernate.ddl;

import dev.nexs.types.GinIndex;
import org.hibernate.binder.TypeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;

/** Adds one {@link GinIndex} to the schema. */
public final class GinIndexBinder implements TypeBinder<GinIndex> {

    @Override
    public void bind(GinIndex annotation, MetadataBuildingContext context, PersistentClass entity) {
        IndexObject.add(IndexDefinition.of(annotation), context, entity);
    }

    @Override
    public void bind(GinIndex annotation, MetadataBuildingContext context, Component embeddable) {
        throw IndexObject.onEmbeddable(annotation, embeddable);
    }
}
