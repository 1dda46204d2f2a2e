package dev.nexs.types.internal.hibernate.ddl;

import dev.nexs.types.GinIndex;
import dev.nexs.types.GinIndexes;
import org.hibernate.binder.TypeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;

/** Adds several {@link GinIndex} to the schema. */
public final class GinIndexesBinder implements TypeBinder<GinIndexes> {

    @Override
    public void bind(GinIndexes annotation, MetadataBuildingContext context, PersistentClass entity) {
        for (GinIndex index : annotation.value()) {
            IndexObject.add(IndexDefinition.of(index), context, entity);
        }
    }

    @Override
    public void bind(GinIndexes annotation, MetadataBuildingContext context, Component embeddable) {
        throw IndexObject.onEmbeddable(annotation, embeddable);
    }
}
