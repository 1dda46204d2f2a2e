package dev.nexs.types.internal.schema;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import dev.nexs.types.JsonSchemaViolation;
import dev.nexs.types.JsonSchemaViolationException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema of one attribute, compiled. */
public final class CompiledSchema {

    private static final String PLACE = "classpath:";

    private final String attribute;
    private final String name;
    private final JsonNode source;
    private final Schema schema;

    private CompiledSchema(String attribute, String name, JsonNode source, Schema schema) {
        this.attribute = attribute;
        this.name = name;
        this.source = source;
        this.schema = schema;
    }

    /**
     * Compiles the schema of a resource; a reference to another one is relative to it. {@code read} gives the text of a
     * resource, null if there is none. Throws IllegalArgumentException with the reason if it is no schema.
     */
    public static CompiledSchema of(String attribute, String resource, Function<String, @Nullable String> read) {
        String text = read.apply(resource);
        if (text == null) {
            throw new IllegalArgumentException("there is no such resource on the class path");
        }
        JsonNode source = parse(text);
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config())
                        .resourceLoaders(loaders -> loaders.resources(
                                iri -> iri.startsWith(PLACE) ? read.apply(iri.substring(PLACE.length())) : null)));
        checkAgainstMetaSchema(registry, source);
        Schema schema = registry.getSchema(SchemaLocation.of(PLACE + resource), source);
        schema.initializeValidators();
        return new CompiledSchema(attribute, resource, source, schema);
    }

    private static SchemaRegistryConfig config() {
        return SchemaRegistryConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ENGLISH)
                .build();
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode source = JsonMapper.shared().readTree(text);
            if (!source.isObject() && !source.isBoolean()) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            return source;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void checkAgainstMetaSchema(SchemaRegistry registry, JsonNode source) {
        SpecificationVersion version =
                SpecificationVersion.fromSchemaNode(source).orElse(SpecificationVersion.DRAFT_2020_12);
        Schema meta = registry.getSchema(SchemaLocation.of(version.getDialectId()));
        List<Error> errors = meta.validate(source);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("it is no JSON schema: " + errors.get(0));
        }
    }

    /** The schema as it was read. */
    public JsonNode source() {
        return source;
    }

    /** Throws {@link JsonSchemaViolationException} with all that is wrong with a document. */
    public void check(String json) {
        List<Error> errors = schema.validate(json, InputFormat.JSON);
        if (!errors.isEmpty()) {
            throw new JsonSchemaViolationException(
                    attribute,
                    name,
                    errors.stream().map(CompiledSchema::violation).toList());
        }
    }

    private static JsonSchemaViolation violation(Error error) {
        JsonNode value = error.getInstanceNode();
        return new JsonSchemaViolation(
                String.valueOf(error.getInstanceLocation()),
                error.getKeyword(),
                error.getMessage(),
                value == null ? null : value.toString());
    }
}
