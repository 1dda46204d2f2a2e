package dev.nexs.types.internal.json;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the classes of the values of one attribute. It belongs to the attribute, so that no class of the
 * application outlives it.
 */
public final class Shapes {

    /** Of one element, of two, of more: the JDK has classes of their own for some. */
    private static final Set<Class<?>> UNMODIFIABLE = Set.copyOf(List.of(
            List.of().getClass(),
            List.of(1).getClass(),
            Set.of().getClass(),
            Set.of(1).getClass(),
            Map.of().getClass(),
            Map.of(1, 1).getClass()));

    private final Map<Class<?>, Shape> known = new ConcurrentHashMap<>();
    private final @Nullable Written written;

    /** For values that Jackson writes as it says. */
    Shapes(Written written) {
        this.written = written;
    }

    private Shapes() {
        this.written = null;
    }

    /** For values that no mapper writes: arrays and lists of elements, whose {@code equals} is their content. */
    public static Shapes ofElements() {
        return new Shapes();
    }

    Shape of(Class<?> type) {
        Shape shape = known.get(type);
        if (shape == null) {
            shape = make(type);
            known.put(type, shape);
        }
        return shape;
    }

    /** Whether a map of another size is another document: not where null values are left out. */
    boolean writesNullsOfMaps() {
        return written != null && written.writesNullsOfMaps();
    }

    private Shape make(Class<?> type) {
        Kind kind = Kind.of(type);
        if (written == null) {
            return new Shape(kind == Kind.OBJECT ? Kind.OPAQUE : kind, UNMODIFIABLE.contains(type), false, null);
        }
        return switch (kind) {
            case OBJECT -> {
                Fields fields = written.fields(type);
                yield new Shape(fields == null ? Kind.OPAQUE : Kind.OBJECT, false, false, fields);
            }
            case LEAF ->
                new Shape(written.isPlainLeaf(type) ? Kind.LEAF : Kind.OPAQUE, false, written.isExact(type), null);
            case OPAQUE -> new Shape(kind, false, false, null);
            default -> new Shape(written.isPlain(type) ? kind : Kind.OPAQUE, UNMODIFIABLE.contains(type), false, null);
        };
    }

    /**
     * What is known about a class.
     *
     * @param kind what a walk does with its values
     * @param unmodifiable whether its values are collections or maps that keep what they hold
     * @param exact whether two values that are not equal have different JSON
     * @param fields what Jackson writes of it; null unless the kind is {@link Kind#OBJECT}
     */
    record Shape(
            Kind kind,
            boolean unmodifiable,
            boolean exact,
            @Nullable Fields fields) {

        Fields known() {
            if (fields == null) {
                throw new IllegalStateException(kind + " has no fields");
            }
            return fields;
        }
    }
}
