package dev.nexs.types.internal.hibernate.json;

import dev.nexs.types.UnknownProperties;
import dev.nexs.types.internal.json.JsonCodec;
import dev.nexs.types.internal.json.JsonParameter;
import java.io.Serializable;
import org.hibernate.SharedSessionContract;
import org.hibernate.type.descriptor.WrapperOptions;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns the value that a query parameter is set to into JSON when it is set, which is when a mistake is best told.
 *
 * <p>It has a class of its own because Hibernate ignores the type of a parameter whose class is {@code Object}.
 */
final class JsonParameterJavaType extends JsonbJavaType<JsonParameter> {

    private final JsonMapper mapper;

    JsonParameterJavaType(JsonMapper mapper) {
        super(
                JsonParameter.class,
                JsonParameter.class,
                new JsonCodec("A JSON parameter", JsonParameter.class, mapper, UnknownProperties.IGNORE));
        this.mapper = mapper;
    }

    @Override
    public Object coerce(Object value) {
        return JsonParameter.of(value, mapper);
    }

    @Override
    public <X> JsonParameter wrap(X value, WrapperOptions options) {
        return JsonParameter.of(value, mapper);
    }

    @Override
    public String toString(JsonParameter value) {
        return value.json();
    }

    @Override
    public @Nullable JsonParameter deepCopy(@Nullable JsonParameter value) {
        return value;
    }

    @Override
    public @Nullable Serializable disassemble(@Nullable JsonParameter value, SharedSessionContract session) {
        return value;
    }

    @Override
    public @Nullable JsonParameter assemble(@Nullable Serializable cached, SharedSessionContract session) {
        return (JsonParameter) cached;
    }

    @Override
    public int extractHashCode(JsonParameter value) {
        return value.hashCode();
    }
}
