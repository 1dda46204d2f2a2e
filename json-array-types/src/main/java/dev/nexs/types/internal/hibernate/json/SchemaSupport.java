package dev.nexs.types.internal.hibernate.json;

import dev.nexs.types.JsonSchema;
import dev.nexs.types.internal.schema.CheckConstraint;
import dev.nexs.types.internal.schema.CompiledSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.hibernate.AnnotationException;
import org.hibernate.boot.registry.classloading.spi.ClassLoaderService;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.dialect.Dialect;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Column;
import org.jspecify.annotations.Nullable;

/** Finds and compiles the schema of an attribute while the session factory is built. */
final class SchemaSupport {

    private SchemaSupport() {}

    static CompiledSchema compile(String role, JsonSchema annotation, MetadataBuildingContext context) {
        String resource = annotation.value();
        ClassLoaderService classLoader =
                context.getBootstrapContext().getServiceRegistry().requireService(ClassLoaderService.class);
        try {
            return CompiledSchema.of(role, resource, name -> read(name, classLoader));
        } catch (NoClassDefFoundError e) {
            throw new AnnotationException(
                    "@JsonSchema on '" + role + "' needs the validator: add com.networknt:json-schema-validator 3.x to"
                            + " the class path.",
                    e);
        } catch (RuntimeException e) {
            throw new AnnotationException(
                    "@JsonSchema on '" + role + "': the schema '" + resource + "' cannot be used: " + e.getMessage(),
                    e);
        }
    }

    private static @Nullable String read(String resource, ClassLoaderService classLoader) {
        try (InputStream stream = classLoader.locateResourceStream(resource)) {
            return stream == null ? null : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("the resource '" + resource + "' cannot be read: " + e.getMessage(), e);
        }
    }

    static void declare(CompiledSchema schema, BasicValue value, Dialect dialect) {
        if (value.getColumn() instanceof Column column) {
            String condition = CheckConstraint.of(schema.source(), column.getQuotedName(dialect));
            if (condition != null) {
                column.addCheckConstraint(new org.hibernate.mapping.CheckConstraint(condition));
            }
        }
    }
}
