package dev.nexs.types.internal.hibernate.json;

import dev.nexs.types.JsonSchema;
import dev.nexs.types.JsonbColumn;
import org.hibernate.AnnotationException;
import org.hibernate.binder.AttributeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;

/** Refuses a schema on what is no document; {@link JsonbColumnBinder} does the rest. */
public final class JsonSchemaBinder implements AttributeBinder<JsonSchema> {

    @Override
    public void bind(
            JsonSchema annotation, MetadataBuildingContext context, PersistentClass entity, Property property) {
        boolean document = property.getValue() instanceof BasicValue value
                && value.getMemberDetails() != null
                && value.getMemberDetails().hasDirectAnnotationUsage(JsonbColumn.class);
        if (!document) {
            throw new AnnotationException("@JsonSchema on '" + entity.getEntityName() + "." + property.getName()
                    + "' has no document to check. Add @JsonbColumn, or remove @JsonSchema.");
        }
    }
}
