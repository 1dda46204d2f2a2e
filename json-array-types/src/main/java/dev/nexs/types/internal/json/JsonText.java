package dev.nexs.types.internal.json;

import dev.nexs.types.JsonbValueException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns what a user hands to a JSON function into JSON text. One rule for all functions, and it is PostgreSQL's own: a
 * string is JSON text, anything else is a value.
 */
public final class JsonText {

    private static final String ZERO = "\\u0000";

    private JsonText() {}

    /** The JSON text of a value; throws {@link JsonbValueException} for a string that is none. */
    public static String of(@Nullable Object value, JsonMapper mapper) {
        if (value instanceof CharSequence text) {
            return checked(text.toString(), mapper);
        }
        try {
            return mapper.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new JsonbValueException(
                    "A value of " + (value == null ? "null" : value.getClass().getName())
                            + " cannot be written as JSON: " + e.getOriginalMessage(),
                    e);
        }
    }

    /** Whether the text holds U+0000, which PostgreSQL refuses; Jackson writes it as an escape. */
    static boolean holdsZero(String json) {
        for (int at = json.indexOf(ZERO); at >= 0; at = json.indexOf(ZERO, at + 1)) {
            int before = at;
            while (before > 0 && json.charAt(before - 1) == '\\') {
                before--;
            }
            if ((at - before) % 2 == 0) { // else the backslash is itself escaped
                return true;
            }
        }
        return false;
    }

    private static String checked(String json, JsonMapper mapper) {
        try {
            if (mapper.readTree(json).isMissingNode()) {
                throw new JsonbValueException(explain("it is empty"), null);
            }
            return json;
        } catch (JacksonException e) {
            throw new JsonbValueException(explain(e.getOriginalMessage()), e);
        }
    }

    private static String explain(String reason) {
        return "A string in the place of a JSON document has to be JSON text, but it is not: " + reason
                + ". For a JSON string use to_jsonb(:parameter) in HQL or Jsonb.text(builder, value) in Criteria.";
    }
}
