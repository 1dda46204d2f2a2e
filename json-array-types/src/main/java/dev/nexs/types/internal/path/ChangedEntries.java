package dev.nexs.types.internal.path;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.jdk.MapSerializer;

/** Writes the entries of a map that its counterpart does not hold; each as Jackson writes a map of this one entry. */
final class ChangedEntries extends ValueSerializer<Map<?, ?>> {

    private final MapSerializer plain;

    ChangedEntries(MapSerializer plain) {
        this.plain = plain;
    }

    @Override
    public void serialize(Map<?, ?> map, JsonGenerator generator, SerializationContext context) {
        Pairs pairs = Pairs.of(context);
        if (!(pairs.counterpart(map) instanceof Map<?, ?> other)) {
            plain.serialize(map, generator, context);
            return;
        }
        generator.writeStartObject(map);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            Object otherValue = other.get(key);
            boolean missing = otherValue == null && !other.containsKey(key);
            if (missing || !pairs.same(entry.getValue(), otherValue)) {
                pairs.push(entry.getValue(), otherValue);
                plain.serializeWithoutTypeInfo(Collections.singletonMap(key, entry.getValue()), generator, context);
                pairs.pop();
            }
        }
        generator.writeEndObject();
    }

    @Override
    public void serializeWithType(
            Map<?, ?> map, JsonGenerator generator, SerializationContext context, TypeSerializer types) {
        plain.serializeWithType(map, generator, context, types);
    }

    @Override
    public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
        return around(plain.createContextual(context, property));
    }

    @Override
    public ValueSerializer<?> withFilterId(Object filter) {
        return around(plain.withFilterId(filter));
    }

    @Override
    public ValueSerializer<?> withIgnoredProperties(Set<String> ignored) {
        return around(plain.withIgnoredProperties(ignored));
    }

    @Override
    public boolean isEmpty(SerializationContext context, Map<?, ?> map) {
        return plain.isEmpty(context, map);
    }

    /** A serializer of the application stays what it is: it writes the whole map. */
    static ValueSerializer<?> around(ValueSerializer<?> serializer) {
        return serializer.getClass() == MapSerializer.class
                ? new ChangedEntries((MapSerializer) serializer)
                : serializer;
    }
}
