package dev.nexs.types.internal.json;

import dev.nexs.types.JsonbValueException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the values of one attribute mean: when two are the same, what a snapshot of one is, what a free copy is.
 *
 * <p>The structure is walked where it can be. Where it cannot (a serializer of the application, no constructor to copy
 * with, a closed module, a class of the JDK that changes), the JSON of the value stands in: slower by a write and a read,
 * but never wrong.
 */
public final class Document {

    /** Numbers keep every digit. */
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final JsonCodec codec;
    private final Contents contents;
    private final Snapshots snapshots;

    /** For the values that the codec reads and writes. */
    public Document(JsonCodec codec) {
        this.codec = codec;
        Shapes shapes = codec.shapes();
        this.contents = new Contents(shapes);
        this.snapshots = new Snapshots(shapes, contents);
    }

    /** Whether a flush has nothing to send. */
    public boolean same(@Nullable Object one, @Nullable Object other) {
        if (one == other) {
            return true;
        }
        if (one == null || other == null) {
            return false;
        }
        return switch (compare(one, other)) {
            case SAME -> true;
            case DIFFERENT -> false;
            case UNSURE -> sameJson(codec.write(one), codec.write(other));
        };
    }

    private Contents.Answer compare(Object one, Object other) {
        boolean structured = !codec.isRaw()
                && !(one instanceof FrozenJson)
                && !(other instanceof FrozenJson)
                && !codec.writesClassNames();
        return structured ? contents.compare(one, other) : Contents.Answer.UNSURE;
    }

    /** The members of an object have no order. */
    private static boolean sameJson(String one, String other) {
        return one.equals(other) || EXACT.readTree(one).equals(EXACT.readTree(other));
    }

    /** A JSON text as a tree that keeps every digit. */
    public static JsonNode tree(String json) {
        return EXACT.readTree(json);
    }

    /** How parts of the values are compared. */
    public Contents contents() {
        return contents;
    }

    /** A copy to compare with later; it shares what is immutable and is not to be changed. */
    public @Nullable Object snapshot(@Nullable Object value) {
        if (value == null || value instanceof FrozenJson) {
            return value;
        }
        if (codec.writesClassNames()) {
            return copyOfJson(value); // the name of a compact copy's class would get into the document
        }
        try {
            Object snapshot = snapshots.of(value);
            return codec.accepts(snapshot) ? snapshot : copyOfJson(value);
        } catch (UncopyableException e) {
            return copyOfJson(value);
        }
    }

    private @Nullable Object copyOfJson(Object value) {
        String json = codec.write(value);
        try {
            Object copy = codec.read(json);
            return copy != null && codec.write(copy).equals(json) ? copy : new FrozenJson(json);
        } catch (JsonbValueException e) { // written and not read
            return new FrozenJson(json);
        }
    }

    /** A copy that belongs to whoever asked for it. */
    public @Nullable Object copy(@Nullable Object value) {
        if (value instanceof JsonNode node) {
            return node.deepCopy();
        }
        return value == null ? null : codec.read(codec.write(value));
    }

    /** What reads and writes the values. */
    public JsonCodec codec() {
        return codec;
    }
}
