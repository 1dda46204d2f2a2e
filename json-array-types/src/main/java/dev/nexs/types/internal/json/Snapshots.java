package dev.nexs.types.internal.json;

import dev.nexs.types.internal.json.Shapes.Shape;
import java.util.AbstractMap;
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
 * <p>Strings, numbers and whatever else is known to be immutable is shared; a record or a class of final fields whose
 * content is immutable is shared as a whole, so its snapshot costs nothing.
 */
final class Snapshots {

    private static final int MAX_DEPTH = 600;

    private final Shapes shapes;
    private final Contents contents;

    Snapshots(Shapes shapes, Contents contents) {
        this.shapes = shapes;
        this.contents = contents;
    }

    /** A copy of the structure; throws {@link UncopyableException} where only the JSON can be copied. */
    @Nullable
    Object of(@Nullable Object value) {
        return copy(value, 0);
    }

    @SuppressWarnings("JavaUtilDate") // users have them in their classes
    private @Nullable Object copy(@Nullable Object value, int depth) {
        if (value == null || value instanceof String) {
            return value;
        }
        Shape shape = shapes.of(value.getClass());
        if (shape.kind() == Kind.LEAF) {
            return value;
        }
        if (depth > MAX_DEPTH) {
            throw new UncopyableException(value.getClass(), null);
        }
        return switch (shape.kind()) {
            case LEAF, PRINTED -> value;
            case MAP -> copyMap((Map<?, ?>) value, shape.unmodifiable(), depth + 1);
            case ENTRY -> copyEntry((Map.Entry<?, ?>) value, depth + 1);
            case COLLECTION -> copyCollection((Collection<?>) value, shape.unmodifiable(), depth + 1);
            case NODE -> ((JsonNode) value).deepCopy();
            case DATE -> ((Date) value).clone();
            case OPTIONAL -> copyOptional((Optional<?>) value, depth + 1);
            case OBJECT_ARRAY -> copyArray((Object[]) value, depth + 1);
            case PRIMITIVE_ARRAY -> PrimitiveArrays.copy(value);
            case OBJECT -> copyObject(value, shape.known(), depth + 1);
            case OPAQUE -> throw new UncopyableException(value.getClass(), null);
        };
    }

    /** Shares a map that keeps what it holds if all of that is immutable; likewise a collection. */
    private Map<?, ?> copyMap(Map<?, ?> map, boolean unmodifiable, int depth) {
        @Nullable Object[] content = new Object[2 * map.size()];
        boolean shared = unmodifiable;
        int next = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object copy = copy(entry.getValue(), depth);
            shared &= copy == entry.getValue();
            content[next++] = key(entry.getKey());
            content[next++] = copy;
        }
        return shared ? map : new FrozenMap(content);
    }

    /** Keys are looked up, so they have to be what they were. */
    private @Nullable Object key(@Nullable Object key) {
        if (key == null || key instanceof String || shapes.of(key.getClass()).kind() == Kind.LEAF) {
            return key;
        }
        throw new UncopyableException(key.getClass(), null);
    }

    private Map.Entry<?, ?> copyEntry(Map.Entry<?, ?> entry, int depth) {
        return new AbstractMap.SimpleImmutableEntry<>(key(entry.getKey()), copy(entry.getValue(), depth));
    }

    private Collection<?> copyCollection(Collection<?> collection, boolean unmodifiable, int depth) {
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
            Set<@Nullable Object> copy = new LinkedHashSet<>(Arrays.asList(content));
            if (copy.size() < content.length) { // two elements that have become equal
                throw new UncopyableException(collection.getClass(), null);
            }
            return Collections.unmodifiableSet(copy);
        }
        return new FrozenList(content);
    }

    private Optional<?> copyOptional(Optional<?> optional, int depth) {
        Object content = optional.orElse(null);
        Object copy = copy(content, depth);
        return copy == content ? optional : Optional.ofNullable(copy);
    }

    private Object[] copyArray(Object[] array, int depth) {
        Object[] copy = array.clone();
        for (int i = 0; i < copy.length; i++) {
            Object element = copy(copy[i], depth);
            if (element != null && !array.getClass().getComponentType().isInstance(element)) {
                throw new UncopyableException(array.getClass(), null);
            }
            copy[i] = element;
        }
        return copy;
    }

    /** Shares the value if no field can be assigned and all they hold is immutable. */
    private Object copyObject(Object value, Fields fields, int depth) {
        boolean shared = fields.isImmutable();
        for (Part part : fields.parts()) {
            shared = shared && isShared(part, value, depth);
        }
        if (shared) {
            return value;
        }
        Part[] parts = fields.backed();
        @Nullable Object[] copies = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            Object content = parts[i].get(value);
            copies[i] = parts[i].fitting(copy(content, depth), content);
        }
        Object copy = fields.copy(value, copies);
        if (copy instanceof Record) {
            checkConstructor(value, copy, fields, copies);
        }
        return copy;
    }

    private boolean isShared(Part part, Object value, int depth) {
        Object content = part.get(value);
        return copy(content, depth) == content;
    }

    /** A constructor that changes what it is given makes a record that is no copy. */
    private void checkConstructor(Object value, Object copy, Fields fields, @Nullable Object[] copies) {
        boolean kept = fields.sameLeaves(value, copy);
        for (int i = 0; i < copies.length; i++) {
            Object held = fields.backed()[i].get(copy);
            kept = kept && (held == copies[i] || contents.same(held, copies[i]));
        }
        if (!kept) {
            throw new UncopyableException(value.getClass(), null);
        }
    }
}
