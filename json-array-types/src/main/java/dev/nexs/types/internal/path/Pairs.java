package dev.nexs.types.internal.path;

import dev.nexs.types.internal.json.Contents;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationContext;

/**
 * Which value stood at the place of the one that is being written: a stack of the objects between the root and here.
 *
 * <p>Only the top answers, and only for itself. An object inside an array, or behind a serializer of the application,
 * has no counterpart and is written in full.
 */
final class Pairs {

    private final Contents contents;
    private final boolean snapshot;
    private @Nullable Pair top;

    /** {@code snapshot} tells whether what is written is a snapshot: a comparison with one is quickest from there. */
    Pairs(Contents contents, boolean snapshot) {
        this.contents = contents;
        this.snapshot = snapshot;
    }

    private record Pair(
            @Nullable Object value,
            @Nullable Object other,
            @Nullable Pair below) {}

    static Pairs of(SerializationContext context) {
        return (Pairs) context.getAttribute(Pairs.class);
    }

    /** What the value is compared with; null if it has no counterpart. */
    @Nullable
    Object counterpart(Object value) {
        return top != null && top.value == value ? top.other : null;
    }

    boolean same(@Nullable Object value, @Nullable Object other) {
        return snapshot ? contents.same(other, value) : contents.same(value, other);
    }

    void push(@Nullable Object value, @Nullable Object other) {
        top = new Pair(value, other, top);
    }

    void pop() {
        top = top == null ? null : top.below;
    }
}
