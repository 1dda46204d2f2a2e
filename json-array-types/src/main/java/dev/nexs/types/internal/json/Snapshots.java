package dev.nexs.types.internal.json;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Copies of values to compare with later: of the same types, but compact and not to be changed.
 *
 * <p>Strings, numbers and whatever else is immutable is shared; a record or a class of final fields whose content is
 * immutable is shared as a whole, so its snapshot costs nothing.
 */
final class Snapshots {

    private static final int MAX_DEPTH = 600;

    private Snapshots() {}

    /** A copy of the structure; throws {@link UncopyableException} where only the JSON can be copied. */
    static @Nullable Object of(@Nullable Object value) {
        return copy(value, 0);
    }

    @SuppressWarnings("JavaUtilDate") // users have them in their classes
    private static @Nullable Object copy(@Nullable Object value, int depth) {
        if (value == null || value instanceof String) {
            return value;
        }
        Shape shape = Shape.of(value.getClass());
        if (shape.kind() == Kind.LEAF) {
            return value;
        }
        if (depth > MAX_DEPTH) {
            throw new UncopyableException(value.getClass(), null);
        }
        return switch (shape.kind()) {
            case LEAF -> value;
            case MAP -> copyMap((Map<?, ?>) value, shape.unmodifiable(), depth + 1);
            case COLLECTION -> copyCollection((Collection<?>) value, shape.unmodifiable(), depth + 1);
            case NODE -> ((JsonNode) value).deepCopy();
            case DATE -> ((Date) value).clone();
            case OPTIONAL -> copyOptional((Optional<?>) value, depth + 1);
            case OBJECT_ARRAY -> copyArray((Object[]) value, depth + 1);
            case PRIMITIVE_ARRAY -> PrimitiveArrays.copy(value);
            case OBJECT -> copyObject(value, shape.fieldsOf(value), depth + 1);
            case OPAQUE -> throw new UncopyableException(value.getClass(), null);
        };
    }

    /** Shares a map that keeps what it holds if all of that is immutable; likewise a collection. */
    private static Map<?, ?> copyMap(Map<?, ?> map, boolean unmodifiable, int depth) {
        @Nullable Object[] content = new Object[2 * map.size()];
        boolean shared = unmodifiable;
        int next = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object copy = copy(entry.getValue(), depth);
            shared &= copy == entry.getValue();
            content[next++] = entry.getKey();
            content[next++] = copy;
        }
        return shared ? map : new FrozenMap(content);
    }

    private static Collection<?> copyCollection(Collection<?> collection, boolean unmodifiable, int depth) {
        @Nullable Object[] content = collection.toArray();
        boolean shared = unmodifiable;
        for (int i = 0; i < content.length; i++) {
            Object copy = copy(content[i], depth);
            shared &= copy == content[i];
            content[i] = copy;
        }
        if (shared) {
            return collection;
        }
        if (collection instanceof Set<?>) {
            return Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(content)));
        }
        return new FrozenList(content);
    }

    private static Optional<?> copyOptional(Optional<?> optional, int depth) {
        Object content = optional.orElse(null);
        Object copy = copy(content, depth);
        return copy == content ? optional : Optional.ofNullable(copy);
    }

    private static Object[] copyArray(Object[] array, int depth) {
        Object[] copy = array.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = copy(copy[i], depth);
        }
        return copy;
    }

    /** Shares the value if no field can be assigned and all they hold is immutable. */
    private static Object copyObject(Object value, Fields fields, int depth) {
        Part[] parts = fields.parts();
        @Nullable Object[] copies = new Object[parts.length];
        boolean shared = fields.areFinal();
        for (int i = 0; i < parts.length; i++) {
            Object content = parts[i].get(value);
            copies[i] = parts[i].fitting(copy(content, depth), content);
            shared &= copies[i] == content;
        }
        return shared ? value : fields.copy(value, copies);
    }
}
