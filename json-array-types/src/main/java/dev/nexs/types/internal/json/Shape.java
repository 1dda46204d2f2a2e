package dev.nexs.types.internal.json;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a class.
 *
 * @param kind what a walk does with its values
 * @param unmodifiable whether its values are collections or maps that keep what they hold
 * @param fields those that make up its content; null unless the kind is {@link Kind#OBJECT} and they can be read
 */
record Shape(Kind kind, boolean unmodifiable, @Nullable Fields fields) {

    /** Of one element, of two, of more: the JDK has classes of their own for some. */
    private static final Set<Class<?>> UNMODIFIABLE = Set.copyOf(List.of(
            List.of().getClass(),
            List.of(1).getClass(),
            Set.of().getClass(),
            Set.of(1).getClass(),
            Map.of().getClass(),
            Map.of(1, 1).getClass()));

    /** Shapes live as long as their classes. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            Kind kind = Kind.of(type);
            return new Shape(kind, UNMODIFIABLE.contains(type), kind == Kind.OBJECT ? Fields.of(type) : null);
        }
    };

    static Shape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** The fields of this value's class; throws if they cannot be read. */
    Fields fieldsOf(Object value) {
        if (fields == null) {
            throw new UncopyableException(value.getClass(), null);
        }
        return fields;
    }
}
