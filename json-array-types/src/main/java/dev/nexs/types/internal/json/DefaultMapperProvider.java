package dev.nexs.types.internal.json;

import dev.nexs.types.spi.JsonMapperProvider;
import tools.jackson.databind.json.JsonMapper;

/** Jackson's own defaults. */
public final class DefaultMapperProvider implements JsonMapperProvider {

    /** Shared: the mapper keeps a cache of serializers that every attribute profits from. */
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @Override
    public JsonMapper mapper() {
        return MAPPER;
    }
}
