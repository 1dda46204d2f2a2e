package dev.nexs.types.internal.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the values of one attribute mean: when two are the same, what a snapshot of one is, what a free copy is.
 *
 * <p>The structure is walked where it can be. Where it cannot (no constructor to copy with, a closed module, a class of
 * the JDK that changes), the JSON of the value stands in: slower by a write and a read, but never wrong.
 */
public final class Document {

    private final JsonCodec codec;

    /** For the values that the codec reads and writes. */
    public Document(JsonCodec codec) {
        this.codec = codec;
    }

    /** Whether a flush has nothing to send. */
    public boolean same(@Nullable Object one, @Nullable Object other) {
        if (one == other) {
            return true;
        }
        if (one == null || other == null) {
            return false;
        }
        try {
            return Contents.same(one, other);
        } catch (UncopyableException e) {
            return codec.write(one).equals(codec.write(other));
        }
    }

    /** A copy to compare with later; it shares what is immutable and is not to be changed. */
    public @Nullable Object snapshot(@Nullable Object value) {
        if (codec.writesClassNames()) {
            return copy(value); // the name of a compact copy's class would get into the document
        }
        try {
            Object snapshot = Snapshots.of(value);
            return codec.accepts(snapshot) ? snapshot : copy(value);
        } catch (UncopyableException e) {
            return copy(value);
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
