package dev.nexs.types.internal.hibernate.ddl;

import dev.nexs.types.GistIndex;
import org.hibernate.binder.TypeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;

/** Adds one {@link GistIndex} to the schema. */
public final class GistIndexBinder implements TypeBinder<GistIndex> {

    @Override
    public void bind(GistIndex annotation, MetadataBuildingContext context, PersistentClass entity) {
        IndexObject.add(IndexDefinition.of(annotation), context, entity);
    }

    @Override
    public void bind(GistIndex annotation, MetadataBuildingContext context, Component embeddable) {
        throw IndexObject.onEmbeddable(annotation, embeddable);
    }
}
