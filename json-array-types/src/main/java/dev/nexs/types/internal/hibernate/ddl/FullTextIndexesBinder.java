package dev.nexs.types.internal.hibernate.ddl;

import dev.nexs.types.FullTextIndex;
import dev.nexs.types.FullTextIndexes;
import org.hibernate.binder.TypeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.Component;
import org.hibernate.mapping.PersistentClass;

/** Adds several {@link FullTextIndex} to the schema. */
public final class FullTextIndexesBinder implements TypeBinder<FullTextIndexes> {

    @Override
    public void bind(FullTextIndexes annotation, MetadataBuildingContext context, PersistentClass entity) {
        for (FullTextIndex index : annotation.value()) {
            IndexObject.add(IndexDefinition.of(index), context, entity);
        }
    }

    @Override
    public void bind(FullTextIndexes annotation, MetadataBuildingContext context, Component embeddable) {
        throw IndexObject.onEmbeddable(annotation, embeddable);
    }
}
