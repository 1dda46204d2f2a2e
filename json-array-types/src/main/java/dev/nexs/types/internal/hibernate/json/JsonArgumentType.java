package dev.nexs.types.internal.hibernate.json;

import dev.nexs.types.UnknownProperties;
import dev.nexs.types.internal.json.DefaultMapperProvider;
import dev.nexs.types.internal.json.JsonCodec;
import dev.nexs.types.internal.json.JsonParameter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The types of what goes into and comes out of the JSON functions: any value as an argument, a {@code JsonNode} as a
 * result.
 */
public final class JsonArgumentType {

    private static final JsonMapper MAPPER = new DefaultMapperProvider().mapper();

    /** A parameter of a JSON function. */
    public static final JsonbType<JsonParameter> ANY = new JsonbType<>("any", new JsonParameterJavaType(MAPPER));

    /** A document that a query returns. */
    public static final JsonbType<JsonNode> NODE = new JsonbType<>(
            "node",
            new JsonbJavaType<>(
                    JsonNode.class,
                    JsonNode.class,
                    new JsonCodec("A selected document", JsonNode.class, MAPPER, UnknownProperties.IGNORE)));

    private JsonArgumentType() {}
}
