package dev.nexs.types.internal.json;

import dev.nexs.types.JsonbValueException;
import dev.nexs.types.UnknownProperties;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

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
    private final ObjectReader reader;
    private final ObjectWriter writer;

    /** A codec for values of {@code type}; {@code subject} is how messages call the attribute. */
    public JsonCodec(String subject, Type type, JsonMapper mapper, UnknownProperties unknown) {
        this.subject = subject;
        this.type = mapper.constructType(type);
        ObjectReader reader = mapper.readerFor(this.type);
        this.reader = unknown == UnknownProperties.FAIL
                ? reader.with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                : reader.without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.writer = this.type.getRawClass() == Object.class ? mapper.writer() : mapper.writerFor(this.type);
    }

    /** How messages call the attribute. */
    public String subject() {
        return subject;
    }

    /** The document in the form in which the driver received it. */
    public @Nullable Object read(byte[] json) {
        int start = json.length > 0 && json[0] == BINARY_JSONB_VERSION ? 1 : 0;
        try {
            return reader.readValue(json, start, json.length - start);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /** The document as text. */
    public @Nullable Object read(String json) {
        try {
            return reader.readValue(json);
        } catch (JacksonException e) {
            throw unreadable(e);
        }
    }

    /** The value as a document. */
    public String write(@Nullable Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new JsonbValueException(
                    subject + ": a value of " + nameOf(value) + " cannot be written as JSON: " + e.getOriginalMessage(),
                    e);
        }
    }

    private static String nameOf(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
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
