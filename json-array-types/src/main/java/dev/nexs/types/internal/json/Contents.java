package dev.nexs.types.internal.json;

import dev.nexs.types.internal.json.Shapes.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether two values have the same content, whatever their classes say about {@code equals}.
 *
 * <p>{@link Answer#SAME} means the same JSON, and {@link Answer#DIFFERENT} other JSON. Where only the JSON itself can
 * tell, because a serializer of the application writes a value or because a format may hide a difference, the answer is
 * {@link Answer#UNSURE}. The walk allocates nothing on the paths that a flush takes for an unchanged value.
 */
public final class Contents {

    /** What a comparison found. */
    public enum Answer {
        SAME,
        DIFFERENT,
        UNSURE
    }

    /** Deeper than any document that Jackson writes by default (500): the value refers to itself. */
    private static final int MAX_DEPTH = 600;

    private final Shapes shapes;

    /** For values of these shapes. */
    public Contents(Shapes shapes) {
        this.shapes = shapes;
    }

    /** What can be said of the two values. */
    public Answer compare(@Nullable Object one, @Nullable Object other) {
        try {
            return compare(one, other, 0);
        } catch (UncopyableException e) {
            return Answer.UNSURE;
        }
    }

    /** Whether the values have the same content for sure. */
    public boolean same(@Nullable Object one, @Nullable Object other) {
        return compare(one, other) == Answer.SAME;
    }

    private Answer compare(@Nullable Object one, @Nullable Object other, int depth) {
        if (one == other) {
            return Answer.SAME; // a snapshot shares only what is known not to change
        }
        if (one == null || other == null) {
            return Answer.UNSURE; // what is empty may be left out like what is null
        }
        if (one instanceof String && other instanceof String) {
            return one.equals(other) ? Answer.SAME : different(shapes.of(String.class));
        }
        if (depth > MAX_DEPTH) {
            return Answer.UNSURE;
        }
        if (other instanceof FrozenMap frozen) {
            return one instanceof Map<?, ?> map ? compareFrozen(map, frozen, depth + 1) : Answer.UNSURE;
        }
        if (other instanceof FrozenList frozen) {
            return one instanceof ArrayList<?> list
                    ? compareFrozen(list, frozen, depth + 1)
                    : one instanceof Collection<?> collection
                            ? compareCollections(collection, frozen, depth + 1)
                            : Answer.UNSURE;
        }
        return compareStructure(one, other, shapes.of(one.getClass()), depth + 1);
    }

    private static Answer different(Shape shape) {
        return shape.exact() ? Answer.DIFFERENT : Answer.UNSURE;
    }

    private Answer compareStructure(Object one, Object other, Shape shape, int depth) {
        return switch (shape.kind()) {
            case LEAF ->
                one.equals(other) ? Answer.SAME : one.getClass() == other.getClass() ? different(shape) : Answer.UNSURE;
            case PRINTED ->
                one.getClass() == other.getClass() && one.toString().equals(other.toString())
                        ? Answer.SAME
                        : Answer.UNSURE;
            case NODE, DATE -> one.getClass() == other.getClass() && one.equals(other) ? Answer.SAME : Answer.UNSURE;
            case MAP -> other instanceof Map<?, ?> map ? compareMaps((Map<?, ?>) one, map, depth) : Answer.UNSURE;
            case ENTRY ->
                other instanceof Map.Entry<?, ?> entry
                        ? compareEntries((Map.Entry<?, ?>) one, entry, depth)
                        : Answer.UNSURE;
            case COLLECTION ->
                other instanceof Collection<?> collection
                        ? compareCollections((Collection<?>) one, collection, depth)
                        : Answer.UNSURE;
            case OPTIONAL ->
                other instanceof Optional<?> optional
                        ? compare(((Optional<?>) one).orElse(null), optional.orElse(null), depth)
                        : Answer.UNSURE;
            case OBJECT_ARRAY ->
                one.getClass() == other.getClass()
                        ? compareLists(Arrays.asList((Object[]) one), Arrays.asList((Object[]) other), depth)
                        : Answer.UNSURE;
            case PRIMITIVE_ARRAY ->
                one.getClass() == other.getClass() && PrimitiveArrays.same(one, other) ? Answer.SAME : Answer.UNSURE;
            case OBJECT ->
                one.getClass() == other.getClass() ? compareObjects(one, other, shape.known(), depth) : Answer.UNSURE;
            case OPAQUE -> Answer.UNSURE;
        };
    }

    private Answer compareMaps(Map<?, ?> one, Map<?, ?> other, int depth) {
        if (one instanceof FrozenMap frozen) {
            return compareFrozen(other, frozen, depth);
        }
        if (one.size() != other.size()) {
            return shapes.writesNullsOfMaps() ? Answer.DIFFERENT : Answer.UNSURE;
        }
        for (Map.Entry<?, ?> entry : one.entrySet()) {
            Object key = entry.getKey();
            if (entry.getValue() == null && !other.containsKey(key)) {
                return Answer.UNSURE;
            }
            Answer answer = compare(entry.getValue(), other.get(key), depth);
            if (answer != Answer.SAME) {
                return answer;
            }
        }
        return Answer.SAME;
    }

    /** Looks the keys up instead of walking both maps: an iterator for each map would be garbage at each flush. */
    private Answer compareFrozen(Map<?, ?> map, FrozenMap frozen, int depth) {
        if (map.size() != frozen.size()) {
            return shapes.writesNullsOfMaps() ? Answer.DIFFERENT : Answer.UNSURE;
        }
        if (!findsKeysByEquals(map)) {
            return compareEntries(map, frozen, depth);
        }
        for (int i = 0; i < frozen.size(); i++) {
            Object key = frozen.keyAt(i);
            Object value = map.get(key);
            if (value == null && !map.containsKey(key)) {
                return shapes.writesNullsOfMaps() ? Answer.DIFFERENT : Answer.UNSURE;
            }
            Answer answer = compare(value, frozen.valueAt(i), depth);
            if (answer != Answer.SAME) {
                return answer;
            }
        }
        return Answer.SAME;
    }

    private Answer compareEntries(Map<?, ?> map, FrozenMap frozen, int depth) {
        int next = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            int at = FrozenMap.sameKey(entry.getKey(), frozen.keyAt(next)) ? next : frozen.indexOf(entry.getKey());
            if (at < 0) {
                return shapes.writesNullsOfMaps() ? Answer.DIFFERENT : Answer.UNSURE;
            }
            Answer answer = compare(entry.getValue(), frozen.valueAt(at), depth);
            if (answer != Answer.SAME) {
                return answer;
            }
            next++;
        }
        return Answer.SAME;
    }

    /** Not so a map with an order of its own, to which two keys may be one. */
    static boolean findsKeysByEquals(Map<?, ?> map) {
        Class<?> type = map.getClass();
        return type == java.util.HashMap.class
                || type == java.util.LinkedHashMap.class
                || type == FrozenMap.class
                || type == java.util.EnumMap.class
                || type == java.util.concurrent.ConcurrentHashMap.class
                || type == java.util.Hashtable.class
                || type == Map.of().getClass()
                || type == Map.of(1, 1).getClass()
                || (type == java.util.TreeMap.class && ((java.util.TreeMap<?, ?>) map).comparator() == null);
    }

    private Answer compareEntries(Map.Entry<?, ?> one, Map.Entry<?, ?> other, int depth) {
        Answer key = compare(one.getKey(), other.getKey(), depth);
        return key == Answer.SAME ? compare(one.getValue(), other.getValue(), depth) : key;
    }

    /** The snapshot is asked first, by its own class: that is quicker than to ask any class for an interface. */
    @SuppressWarnings("NonApiType") // the class, not an interface, is what makes the calls quick
    private Answer compareFrozen(ArrayList<?> list, FrozenList frozen, int depth) {
        int size = list.size();
        if (size != frozen.size()) {
            return Answer.DIFFERENT;
        }
        for (int i = 0; i < size; i++) {
            Answer answer = compare(list.get(i), frozen.get(i), depth);
            if (answer != Answer.SAME) {
                return answer;
            }
        }
        return Answer.SAME;
    }

    private Answer compareCollections(Collection<?> one, Collection<?> other, int depth) {
        if (one.size() != other.size()) {
            return Answer.DIFFERENT;
        }
        if (one instanceof RandomAccess && other instanceof RandomAccess) {
            return compareLists((List<?>) one, (List<?>) other, depth);
        }
        Answer ordered = Answer.SAME;
        Iterator<?> left = one.iterator();
        Iterator<?> right = other.iterator();
        while (ordered == Answer.SAME && left.hasNext() && right.hasNext()) {
            ordered = compare(left.next(), right.next(), depth);
        }
        boolean sets = one instanceof Set<?> && other instanceof Set<?>;
        return ordered != Answer.SAME && sets ? compareUnordered(one, other, depth) : ordered;
    }

    /** The order of a set is no content: it differs from one virtual machine to the next. */
    private Answer compareUnordered(Collection<?> one, Collection<?> other, int depth) {
        if (one.stream().allMatch(this::isLeaf) && other.stream().allMatch(this::isLeaf)) {
            return new HashSet<>(one).equals(new HashSet<>(other)) ? Answer.SAME : Answer.UNSURE;
        }
        List<Object> left = new ArrayList<>(other);
        for (Object element : one) {
            int found = -1;
            for (int i = 0; i < left.size() && found < 0; i++) {
                found = compare(element, left.get(i), depth) == Answer.SAME ? i : -1;
            }
            if (found < 0) {
                return Answer.UNSURE;
            }
            left.remove(found);
        }
        return Answer.SAME;
    }

    private boolean isLeaf(@Nullable Object value) {
        return value == null || shapes.of(value.getClass()).kind() == Kind.LEAF;
    }

    private Answer compareLists(List<?> one, List<?> other, int depth) {
        if (one.size() != other.size()) {
            return Answer.DIFFERENT;
        }
        for (int i = 0; i < one.size(); i++) {
            Answer answer = compare(one.get(i), other.get(i), depth);
            if (answer != Answer.SAME) {
                return answer;
            }
        }
        return Answer.SAME;
    }

    private Answer compareObjects(Object one, Object other, Fields fields, int depth) {
        if (!fields.sameLeaves(one, other)) {
            return fields.exactLeaves() ? Answer.DIFFERENT : Answer.UNSURE;
        }
        for (Part part : fields.parts()) {
            Object left = part.get(one);
            Object right = part.get(other);
            Answer answer = compare(left, right, depth);
            if (part.special() && left != right && !(answer == Answer.SAME && isLeaf(left))) {
                return Answer.UNSURE; // a serializer of its own may write what the walk does not see
            }
            if (answer != Answer.SAME) {
                return answer;
            }
        }
        return Answer.SAME;
    }
}
