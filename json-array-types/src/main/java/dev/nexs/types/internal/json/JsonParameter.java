package dev.nexs.types.internal.json;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The argument of a JSON function, as JSON text.
 *
 * @param json the text that is bound
 */
public record JsonParameter(String json) implements Serializable {

    /** Whatever a user hands over: a string is JSON text, anything else is written by the mapper. */
    public static JsonParameter of(@Nullable Object value, JsonMapper mapper) {
        return value instanceof JsonParameter parameter ? parameter : new JsonParameter(JsonText.of(value, mapper));
    }
}
