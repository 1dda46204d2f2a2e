package dev.nexs.types.internal.hibernate.json;

import dev.nexs.types.UnknownProperties;
import dev.nexs.types.internal.json.DefaultMapperProvider;
import dev.nexs.types.internal.json.JsonCodec;
import dev.nexs.types.internal.json.JsonParameter;
import java.util.Objects;
import org.hibernate.query.sqm.SqmExpressible;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The types of what goes into and comes out of the JSON functions beside the documents of one mapper: any value as an
 * argument, written as that mapper writes, and a {@code JsonNode} as a result.
 */
public final class JsonFunctionTypes {

    /** A tree has no names or formats, but is to have all digits. No class of an application gets into its caches. */
    private static final JsonMapper TREES = new DefaultMapperProvider().mapper();

    private final JsonbType<JsonParameter> argument;
    private final JsonbType<JsonNode> node;
    private final JsonMapper mapper;

    JsonFunctionTypes(JsonMapper mapper) {
        this.mapper = mapper;
        this.argument = new JsonbType<>("any", new JsonParameterJavaType(mapper), this);
        this.node = new JsonbType<>(
                "node",
                new JsonbJavaType<>(
                        JsonNode.class,
                        JsonNode.class,
                        new JsonCodec("A selected document", JsonNode.class, TREES, UnknownProperties.IGNORE)),
                this);
    }

    /** Throws a LinkageError if Jackson is not there. */
    static void requireJackson() {
        Objects.requireNonNull(TREES);
    }

    /** The type of a parameter that may be set to any value. */
    public JsonbType<JsonParameter> argument() {
        return argument;
    }

    /** The type of a document, or a part of one, that a query returns. */
    public JsonbType<JsonNode> node() {
        return node;
    }

    /** A value in the place of a JSON argument: a string is JSON text, anything else is written by the mapper. */
    public JsonParameter parameter(@Nullable Object value) {
        return JsonParameter.of(value, mapper);
    }

    /** Whether what one of them writes fits the documents of the other. */
    public boolean writeLike(JsonFunctionTypes other) {
        return mapper == other.mapper;
    }

    /** Those of the documents that the expression is about; null if it is about none of this module. */
    public static @Nullable JsonFunctionTypes of(@Nullable SqmExpressible<?> expressible) {
        return expressible != null && expressible.getSqmType() instanceof JsonbType<?> type
                ? type.functionTypes()
                : null;
    }
}
