package dev.nexs.types.internal.hibernate.query;

import dev.nexs.types.internal.json.DefaultMapperProvider;
import dev.nexs.types.internal.json.JsonText;
import tools.jackson.databind.json.JsonMapper;

/** Values of Criteria helpers as JSON text. */
final class JsonValues {

    private static final JsonMapper MAPPER = new DefaultMapperProvider().mapper();

    private JsonValues() {}

    static String text(Object value) {
        return JsonText.of(value, MAPPER);
    }
}
