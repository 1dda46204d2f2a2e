package dev.nexs.types.internal.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Whether two values have the same content, whatever their classes say about {@code equals}.
 *
 * <p>The walk allocates nothing on the paths that a flush takes for an unchanged value. A class of the application is
 * compared by its fields even when it has an {@code equals}: one that looks at an identifier only would hide changes.
 */
public final class Contents {

    /** Deeper than any document that Jackson writes by default (500): the value refers to itself. */
    private static final int MAX_DEPTH = 600;

    private Contents() {}

    /** Whether the values have the same content; throws {@link UncopyableException} where that cannot be seen. */
    public static boolean same(@Nullable Object one, @Nullable Object other) {
        return same(one, other, 0);
    }

    /** Whether they have, as far as that can be seen. */
    public static boolean surelySame(@Nullable Object one, @Nullable Object other) {
        try {
            return same(one, other);
        } catch (UncopyableException e) {
            return false;
        }
    }

    private static boolean same(@Nullable Object one, @Nullable Object other, int depth) {
        if (one == other) {
            return true;
        }
        if (one == null || other == null) {
            return false;
        }
        if (one instanceof String) {
            return one.equals(other) || surelyNot(other);
        }
        if (depth > MAX_DEPTH) {
            throw new UncopyableException(one.getClass(), null);
        }
        if (other instanceof FrozenMap frozen) {
            return one instanceof Map<?, ?> map && map.size() == frozen.size() && sameFrozen(map, frozen, depth + 1);
        }
        if (other instanceof FrozenList frozen) {
            return one instanceof Collection<?> collection && sameFrozen(collection, frozen, depth + 1);
        }
        return sameStructure(one, other, Shape.of(one.getClass()), depth + 1) || surelyNot(other);
    }

    /** False; throws if the other one may be the same all the same, since only its JSON tells. */
    private static boolean surelyNot(Object other) {
        if (Shape.of(other.getClass()).kind() == Kind.OPAQUE) {
            throw new UncopyableException(other.getClass(), null);
        }
        return false;
    }

    /** The snapshot is asked first, by its own class: that is quicker than to ask any class for an interface. */
    private static boolean sameFrozen(Collection<?> one, FrozenList frozen, int depth) {
        if (!(one instanceof ArrayList<?> list)) {
            return sameCollection(one, frozen, depth);
        }
        int size = list.size();
        if (size != frozen.size()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (!same(list.get(i), frozen.get(i), depth)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameStructure(Object one, Object other, Shape shape, int depth) {
        return switch (shape.kind()) {
            case LEAF, NODE, DATE -> one.equals(other);
            case MAP -> other instanceof Map<?, ?> map && sameMap((Map<?, ?>) one, map, depth);
            case COLLECTION ->
                other instanceof Collection<?> collection && sameCollection((Collection<?>) one, collection, depth);
            case OPTIONAL ->
                other instanceof Optional<?> optional
                        && same(((Optional<?>) one).orElse(null), optional.orElse(null), depth);
            case OBJECT_ARRAY ->
                one.getClass() == other.getClass() && sameArray((Object[]) one, (Object[]) other, depth);
            case PRIMITIVE_ARRAY -> one.getClass() == other.getClass() && PrimitiveArrays.same(one, other);
            case OBJECT -> one.getClass() == other.getClass() && sameFields(one, other, shape.fieldsOf(one), depth);
            case OPAQUE -> throw new UncopyableException(one.getClass(), null);
        };
    }

    private static boolean sameMap(Map<?, ?> one, Map<?, ?> other, int depth) {
        if (one.size() != other.size()) {
            return false;
        }
        if (other instanceof FrozenMap frozen) {
            return sameFrozen(one, frozen, depth);
        }
        if (one instanceof FrozenMap frozen) {
            return sameFrozen(other, frozen, depth);
        }
        for (Map.Entry<?, ?> entry : one.entrySet()) {
            Object key = entry.getKey();
            boolean missing = entry.getValue() == null && !other.containsKey(key);
            if (missing || !same(entry.getValue(), other.get(key), depth)) {
                return false;
            }
        }
        return true;
    }

    /** Looks the keys up instead of walking both maps: an iterator for each map would be garbage at each flush. */
    private static boolean sameFrozen(Map<?, ?> map, FrozenMap frozen, int depth) {
        for (int i = 0; i < frozen.size(); i++) {
            Object key = frozen.keyAt(i);
            Object value = map.get(key);
            Object expected = frozen.valueAt(i);
            boolean missing = value == null && !map.containsKey(key);
            if (missing || (value != expected && !same(value, expected, depth))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameCollection(Collection<?> one, Collection<?> other, int depth) {
        if (one.size() != other.size()) {
            return false;
        }
        if (one instanceof RandomAccess && other instanceof RandomAccess) {
            return sameList((List<?>) one, (List<?>) other, depth);
        }
        Iterator<?> left = one.iterator();
        Iterator<?> right = other.iterator();
        while (left.hasNext() && right.hasNext()) {
            if (!same(left.next(), right.next(), depth)) {
                return false;
            }
        }
        return left.hasNext() == right.hasNext();
    }

    private static boolean sameList(List<?> one, List<?> other, int depth) {
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i), depth)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameArray(Object[] one, Object[] other, int depth) {
        return one.length == other.length && sameList(Arrays.asList(one), Arrays.asList(other), depth);
    }

    private static boolean sameFields(Object one, Object other, Fields fields, int depth) {
        if (!fields.sameLeaves(one, other)) {
            return false;
        }
        for (Part part : fields.parts()) {
            if (!same(part.get(one), part.get(other), depth)) {
                return false;
            }
        }
        return true;
    }
}
