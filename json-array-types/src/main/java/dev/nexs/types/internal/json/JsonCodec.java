package dev.nexs.types.internal.json;

import dev.nexs.types.JsonbValueException;
import dev.nexs.types.UnknownProperties;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.ValueSerializerModifier;

/**
 * Reads and writes the documents of one attribute.
 *
 * <p>It reads the bytes that the driver holds, without a string in between, and writes a string because that is what
 * the driver takes.
 */
public final class JsonCodec {

    private static final byte BINARY_JSONB_VERSION = 1;

    private final String subject;
    private final JavaType type;
    private final JsonMapper mapper;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final boolean writesClassNames;
    private final Shapes shapes;

    /** A codec for values of {@code type}; {@code subject} is how messages call the attribute. */
    public JsonCodec(String subject, Type type, JsonMapper mapper, UnknownProperties unknown) {
        this.subject = subject;
        this.type = mapper.constructType(type);
        this.mapper = mapper;
        ObjectReader reader = mapper.readerFor(this.type);
        this.reader = unknown == UnknownProperties.FAIL
                ? reader.with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                : reader.without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.writer = writer(mapper);
        this.shapes = new Shapes(new Written(mapper));
        this.writesClassNames =
                mapper.serializationConfig().getDefaultTyper(mapper.constructType(Object.class)) != null;
    }

    private ObjectWriter writer(JsonMapper mapper) {
        return type.getRawClass() == Object.class ? mapper.writer() : mapper.writerFor(type);
    }

    /** A writer that differs from the attribute's own in this. */
    public ObjectWriter writer(ValueSerializerModifier modifier) {
        return writer(mapper.rebuild()
                .addModule(new SimpleModule(modifier.getClass().getName()).setSerializerModifier(modifier))
                .build());
    }

    /** What is known about the classes of its values. */
    Shapes shapes() {
        return shapes;
    }

    /** Whether what it writes depends on the class of each value and not on its content alone. */
    boolean writesClassNames() {
        return writesClassNames;
    }

    /** Whether the value is of the attribute's type: a compact copy of a {@code HashMap} is none. */
    boolean accepts(@Nullable Object value) {
        return value == null || type.getRawClass().isInstance(value);
    }

    /** How messages call the attribute. */
    public String subject() {
        return subject;
    }

    /** Whether its values are JSON texts themselves. */
    boolean isRaw() {
        return type.getRawClass() == String.class;
    }

    /** The document in the form in which the driver received it. */
    public @Nullable Object read(byte[] json) {
        int start = json.length > 0 && json[0] == BINARY_JSONB_VERSION ? 1 : 0;
        if (isRaw()) {
            return new String(json, start, json.length - start, StandardCharsets.UTF_8);
        }
        try {
            return reader.readValue(json, start, json.length - start);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /** The document as text. */
    public @Nullable Object read(String json) {
        if (isRaw()) {
            return json;
        }
        try {
            return reader.readValue(json);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /** The value as a document. */
    public String write(@Nullable Object value) {
        return write(value, writer);
    }

    /** The document as it is; throws if PostgreSQL cannot hold it. */
    public String storable(String json) {
        if (JsonText.holdsZero(json)) {
            throw new JsonbValueException(
                    subject + ": a text in the document holds the character U+0000, which PostgreSQL cannot store."
                            + " Remove it.",
                    null);
        }
        return json;
    }

    /** What the writer makes of the value. */
    public String write(@Nullable Object value, ObjectWriter writer) {
        if (value instanceof FrozenJson frozen) {
            return frozen.json();
        }
        if (value instanceof String text && isRaw()) {
            return raw(text);
        }
        try {
            return writer.writeValueAsString(value);
        } catch (JacksonException e) {
            throw unwritable(value, e);
        }
    }

    private String raw(String json) {
        try {
            return JsonText.of(json, mapper);
        } catch (JsonbValueException e) {
            throw new JsonbValueException(
                    subject + ": a String attribute of @JsonbColumn is JSON text. " + e.getMessage(), e);
        }
    }

    private JsonbValueException unwritable(@Nullable Object value, JacksonException e) {
        return new JsonbValueException(
                subject + ": a value of " + nameOf(value) + " cannot be written as JSON: " + e.getOriginalMessage(), e);
    }

    /** Whether the document of a value is longer; stops writing it when that is known. */
    public boolean isLongerThan(int size, Object value) {
        if (value instanceof FrozenJson frozen) {
            return frozen.json().length() > size;
        }
        LimitedOutput output = new LimitedOutput(size);
        try {
            writer.writeValue(output, value);
        } catch (JacksonException e) {
            if (!output.isExceeded()) {
                throw unwritable(value, e);
            }
        }
        return output.isExceeded();
    }

    private static String nameOf(@Nullable Object value) {
        if (value instanceof FrozenMap) {
            return Map.class.getName();
        }
        return value == null ? "null" : (value instanceof FrozenList ? List.class : value.getClass()).getName();
    }

    private JsonbValueException unreadable(JacksonException e) {
        return new JsonbValueException(
                subject + ": the stored document does not fit " + type.toCanonical() + place(e) + ": "
                        + e.getOriginalMessage() + ". Correct the row, or widen the class.",
                e);
    }

    /** Where in the document, as a JSON path. */
    private static String place(JacksonException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append('.').append(step.getPropertyName());
            }
        }
        return path.isEmpty() ? "" : " at $" + path;
    }
}
