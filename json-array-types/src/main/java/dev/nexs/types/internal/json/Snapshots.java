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
            case MAP -> copyMap((Map<?, ?>) value, depth + 1);
            case COLLECTION -> copyCollection((Collection<?>) value, depth + 1);
            case NODE -> ((JsonNode) value).deepCopy();
            case DATE -> ((Date) value).clone();
            case OPTIONAL -> copyOptional((Optional<?>) value, depth + 1);
            case OBJECT_ARRAY -> copyArray((Object[]) value, depth + 1);
            case PRIMITIVE_ARRAY -> PrimitiveArrays.copy(value);
            case OBJECT -> copyObject(value, shape, depth + 1);
            case OPAQUE -> throw new UncopyableException(value.getClass(), null);
        };
    }

    private static Map<?, ?> copyMap(Map<?, ?> map, int depth) {
        @Nullable Object[] content = new Object[2 * map.size()];
        int next = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            content[next++] = entry.getKey();
            content[next++] = copy(entry.getValue(), depth);
        }
        return new FrozenMap(content);
    }

    private static Collection<?> copyCollection(Collection<?> collection, int depth) {
        @Nullable Object[] content = collection.toArray();
        for (int i = 0; i < content.length; i++) {
            content[i] = copy(content[i], depth);
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

    private static Object copyObject(Object value, Shape shape, int depth) {
        if (!shape.isOpen()) {
            throw new UncopyableException(value.getClass(), null);
        }
        try {
            return shape.isFinal() ? copyFinal(value, shape, depth) : copyParts(value, shape, depth);
        } catch (IllegalAccessException e) {
            throw new UncopyableException(value.getClass(), e);
        }
    }

    /** Shares the value if all it holds is immutable. */
    private static Object copyFinal(Object value, Shape shape, int depth) throws IllegalAccessException {
        Part[] parts = shape.parts();
        @Nullable Object[] copies = null;
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].leaf() && !parts[i].isPrimitive()) {
                Object content = parts[i].get(value);
                Object copy = copy(content, depth);
                if (copy != content) {
                    copies = copies == null ? new Object[parts.length] : copies;
                    copies[i] = parts[i].fitting(copy);
                }
            }
        }
        return copies == null ? value : rebuild(value, shape, copies);
    }

    private static Object rebuild(Object value, Shape shape, @Nullable Object[] copies) throws IllegalAccessException {
        Part[] parts = shape.parts();
        if (!shape.isRecord() || !shape.isCopyable()) {
            throw new UncopyableException(value.getClass(), null);
        }
        for (int i = 0; i < parts.length; i++) {
            if (copies[i] == null) {
                copies[i] = parts[i].get(value);
            }
        }
        return shape.create(copies);
    }

    private static Object copyParts(Object value, Shape shape, int depth) throws IllegalAccessException {
        if (!shape.isCopyable()) {
            throw new UncopyableException(value.getClass(), null);
        }
        Object copy = shape.create();
        for (Part part : shape.parts()) {
            if (part.isPrimitive()) {
                part.copyPrimitive(value, copy);
            } else if (part.leaf()) {
                part.set(copy, part.get(value));
            } else {
                part.set(copy, part.fitting(copy(part.get(value), depth)));
            }
        }
        return copy;
    }
}
