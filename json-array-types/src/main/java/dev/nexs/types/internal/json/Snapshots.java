package dev.nexs.types.internal.json;

import java.lang.reflect.Field;
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

    private static @Nullable Object copy(@Nullable Object value, int depth) {
        if (value == null || Leaves.isLeaf(value)) {
            return value;
        }
        if (depth > MAX_DEPTH) {
            throw new UncopyableException(value.getClass(), null);
        }
        if (value instanceof Map<?, ?> map) {
            return copyMap(map, depth + 1);
        }
        if (value instanceof Collection<?> collection) {
            return copyCollection(collection, depth + 1);
        }
        return copyOther(value, depth + 1);
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

    @SuppressWarnings("JavaUtilDate") // users have them in their classes
    private static Object copyOther(Object value, int depth) {
        if (value instanceof JsonNode node) {
            return node.deepCopy();
        }
        if (value instanceof Date date) {
            return date.clone();
        }
        if (value instanceof Optional<?> optional) {
            Object content = optional.orElse(null);
            Object copy = copy(content, depth);
            return copy == content ? optional : Optional.ofNullable(copy);
        }
        if (value instanceof Object[] array) {
            Object[] copy = array.clone();
            for (int i = 0; i < copy.length; i++) {
                copy[i] = copy(copy[i], depth);
            }
            return copy;
        }
        return value.getClass().isArray() ? PrimitiveArrays.copy(value) : copyFields(value, depth);
    }

    private static Object copyFields(Object value, int depth) {
        Shape shape = Shape.of(value.getClass());
        if (!shape.isOpen() || Shape.isPlatform(value.getClass())) {
            throw new UncopyableException(value.getClass(), null);
        }
        try {
            if (shape.isFinal()) {
                return copyFinal(value, shape, depth);
            }
            Object copy = emptyOf(shape, value);
            for (Field field : shape.fields()) {
                copyField(field, value, copy, depth);
            }
            return copy;
        } catch (IllegalAccessException e) {
            throw new UncopyableException(value.getClass(), e);
        }
    }

    /** Shares the value if all it holds is immutable. */
    private static Object copyFinal(Object value, Shape shape, int depth) throws IllegalAccessException {
        Field[] fields = shape.fields();
        @Nullable Object[] copies = null;
        for (int i = 0; i < fields.length; i++) {
            if (!fields[i].getType().isPrimitive()) {
                Object content = fields[i].get(value);
                Object copy = copy(content, depth);
                if (copy != content && copies == null) {
                    copies = new Object[fields.length];
                }
                if (copies != null && copy != content) {
                    copies[i] = fitting(fields[i], copy);
                }
            }
        }
        return copies == null ? value : rebuild(value, shape, copies);
    }

    private static Object rebuild(Object value, Shape shape, @Nullable Object[] copies) throws IllegalAccessException {
        Field[] fields = shape.fields();
        if (!shape.isRecord() || !shape.isCopyable()) {
            throw new UncopyableException(value.getClass(), null);
        }
        for (int i = 0; i < fields.length; i++) {
            if (copies[i] == null) {
                copies[i] = fields[i].get(value);
            }
        }
        return shape.create(copies);
    }

    private static Object emptyOf(Shape shape, Object value) {
        if (!shape.isCopyable()) {
            throw new UncopyableException(value.getClass(), null);
        }
        return shape.create();
    }

    private static void copyField(Field field, Object from, Object to, int depth) throws IllegalAccessException {
        if (field.getType().isPrimitive()) {
            PrimitiveFields.copy(field, from, to);
        } else {
            field.set(to, fitting(field, copy(field.get(from), depth)));
        }
    }

    /** A field may be declared with a class, such as {@code HashMap}, that a compact copy is not. */
    private static @Nullable Object fitting(Field field, @Nullable Object copy) {
        if (copy != null && !field.getType().isInstance(copy)) {
            throw new UncopyableException(field.getType(), null);
        }
        return copy;
    }
}
