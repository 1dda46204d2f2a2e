package dev.nexs.types.internal.hibernate.ddl;

import dev.nexs.types.FullTextIndex;
import org.hibernate.binder.TypeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;

/** Adds one {@link FullTextIndex} to the schema. */
public final class FullTextIndexBinder implements TypeBinder<FullTextIndex> {

    @Override
    public void bind(FullTextIndex annotation, MetadataBuildingContext context, PersistentClass entity) {
        IndexObject.add(IndexDefinition.of(annotation), context, entity);
    }

    @Override
    public void bind(FullTextIndex annotation, MetadataBuildingContext context, Component embeddable) {
        throw IndexObject.onEmbeddable(annotation, embeddable);
    }
}
