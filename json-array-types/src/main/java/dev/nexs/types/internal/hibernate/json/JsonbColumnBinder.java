package dev.nexs.types.internal.hibernate.json;

import dev.nexs.types.JsonSchema;
import dev.nexs.types.JsonbColumn;
import dev.nexs.types.internal.hibernate.AttributeRole;
import dev.nexs.types.internal.hibernate.RequiredDialect;
import dev.nexs.types.internal.json.JsonCodec;
import dev.nexs.types.internal.schema.CompiledSchema;
import java.lang.reflect.Type;
import org.hibernate.AnnotationException;
import org.hibernate.binder.AttributeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.internal.util.ReflectHelper;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Gives an attribute with {@link JsonbColumn} its type. */
public final class JsonbColumnBinder implements AttributeBinder<JsonbColumn> {

    @Override
    public void bind(
            JsonbColumn annotation, MetadataBuildingContext context, PersistentClass entity, Property property) {
        String role = entity.getEntityName() + "." + property.getName();
        RequiredDialect.check("@JsonbColumn", role, context);
        if (!(property.getValue() instanceof BasicValue value)) {
            throw new AnnotationException("@JsonbColumn on '" + role + "' needs an attribute of a single column, but it"
                    + " is mapped as an embeddable, an association or a collection of rows. Remove @Embedded,"
                    + " @Embeddable, @ElementCollection or the association's annotation.");
        }
        if (annotation.wholeWhenShorter() && !annotation.partialUpdate()) {
            throw new AnnotationException(
                    "@JsonbColumn(wholeWhenShorter = true) on '" + role + "' means nothing without"
                            + " partialUpdate = true: without that the whole document is always sent.");
        }
        if (annotation.partialUpdate()) {
            checkPartialUpdate(role, entity, property, value);
        }
        Type javaType = value.getImplicitJavaTypeAccess()
                .apply(context.getBootstrapContext().getTypeConfiguration());
        JsonbType<?> type =
                type(AttributeRole.of(entity, property, value, javaType), javaType, annotation, value, context);
        context.getBootstrapContext().registerAdHocBasicType(type);
        value.setExplicitTypeName(type.getName());
    }

    private static void checkPartialUpdate(String role, PersistentClass entity, Property property, BasicValue value) {
        if (AttributeRole.isEmbedded(value)) {
            throw new AnnotationException("@JsonbColumn(partialUpdate = true) on '" + role + "' is in an embeddable,"
                    + " whose attributes are written together. Move the attribute to the entity, or leave partialUpdate"
                    + " out.");
        }
        if (entity.isVersioned() && property.isOptimisticLocked()) {
            throw new AnnotationException("@JsonbColumn(partialUpdate = true) on '" + role + "' contradicts the version"
                    + " of the entity, which refuses concurrent edits. Add @OptimisticLock(excluded = true) to the"
                    + " attribute, or leave partialUpdate out.");
        }
    }

    private static JsonbType<?> type(
            AttributeRole role,
            Type javaType,
            JsonbColumn annotation,
            BasicValue value,
            MetadataBuildingContext context) {
        JsonMapper mapper = mapper(role.subject(), annotation, context);
        JsonCodec codec = codec(role.subject(), annotation, javaType, mapper);
        CompiledSchema schema = schema(role.subject(), value, context);
        return new JsonbType<>(
                role.typeName(),
                javaType(javaType, ReflectHelper.getClass(javaType), codec, schema),
                new JsonFunctionTypes(mapper),
                annotation.partialUpdate(),
                annotation.wholeWhenShorter());
    }

    private static <T> JsonbJavaType<T> javaType(
            Type type, Class<T> rawType, JsonCodec codec, @Nullable CompiledSchema schema) {
        return new JsonbJavaType<>(type, rawType, codec, schema == null ? null : schema::check);
    }

    private static @Nullable CompiledSchema schema(String role, BasicValue value, MetadataBuildingContext context) {
        JsonSchema annotation = value.getMemberDetails() == null
                ? null
                : value.getMemberDetails().getDirectAnnotationUsage(JsonSchema.class);
        if (annotation == null) {
            return null;
        }
        CompiledSchema schema = SchemaSupport.compile(role, annotation, context);
        if (annotation.check()) {
            SchemaSupport.declare(
                    schema, value, context.getMetadataCollector().getDatabase().getDialect());
        }
        return schema;
    }

    private static JsonMapper mapper(String role, JsonbColumn annotation, MetadataBuildingContext context) {
        try {
            return context.getBootstrapContext()
                    .getServiceRegistry()
                    .requireService(JsonMappers.class)
                    .of(annotation.mapper());
        } catch (RuntimeException e) {
            throw new AnnotationException(
                    "@JsonbColumn on '" + role + "' cannot use the mapper of "
                            + annotation.mapper().getName() + ": " + e
                            + ". A JsonMapperProvider needs a public constructor without parameters, unless a"
                            + " container makes it, and supplies a mapper.",
                    e);
        }
    }

    private static JsonCodec codec(String role, JsonbColumn annotation, Type javaType, JsonMapper mapper) {
        try {
            return new JsonCodec(role, javaType, mapper, annotation.unknownProperties());
        } catch (RuntimeException e) {
            throw new AnnotationException(
                    "@JsonbColumn on '" + role + "': the mapper cannot be used for " + javaType.getTypeName() + ": "
                            + e,
                    e);
        }
    }
}
