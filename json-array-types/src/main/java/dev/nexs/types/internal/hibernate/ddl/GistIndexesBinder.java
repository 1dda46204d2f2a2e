package dev.nexs.types.internal.hibernate.ddl;

import dev.nexs.types.GistIndex;
import dev.nexs.types.GistIndexes;
import org.hibernate.binder.TypeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;

/** Adds several {@link GistIndex} to the schema. */
public final class GistIndexesBinder implements TypeBinder<GistIndexes> {

    @Override
    public void bind(GistIndexes annotation, MetadataBuildingContext context, PersistentClass entity) {
        for (GistIndex index : annotation.value()) {
            IndexObject.add(IndexDefinition.of(index), context, entity);
        }
    }

    @Override
    public void bind(GistIndexes annotation, MetadataBuildingContext context, Component embeddable) {
        throw IndexObject.onEmbeddable(annotation, embeddable);
    }
}
