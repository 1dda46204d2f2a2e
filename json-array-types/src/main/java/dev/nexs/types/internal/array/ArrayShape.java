package dev.nexs.types.internal.array;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The dimensions that a Java type has, and what its elements are.
 *
 * @param levels the dimensions, the outermost first
 * @param element the class of the elements; primitive in an array of primitives
 */
public record ArrayShape(List<Level> levels, Class<?> element) {

    /** Reads a type such as {@code List<int[]>}; throws IllegalArgumentException with the reason if it is no array. */
    public static ArrayShape of(Type type) {
        List<Level> levels = new ArrayList<>();
        Type current = type;
        while (true) {
            if (current instanceof Class<?> array && array.isArray()) {
                levels.add(new Level.OfArray(array.getComponentType()));
                current = array.getComponentType();
            } else if (current instanceof GenericArrayType array) {
                levels.add(new Level.OfArray(rawClass(array.getGenericComponentType())));
                current = array.getGenericComponentType();
            } else if (isCollection(current)) {
                levels.add(level(rawClass(current)));
                current = argument(current);
            } else {
                return finish(type, levels, current);
            }
        }
    }

    private static ArrayShape finish(Type type, List<Level> levels, Type element) {
        if (levels.isEmpty() || !(element instanceof Class<?> elementClass)) {
            throw new IllegalArgumentException(
                    type.getTypeName() + " is neither an array nor a List or Set of a known type");
        }
        return new ArrayShape(List.copyOf(levels), elementClass);
    }

    private static boolean isCollection(Type type) {
        return type instanceof ParameterizedType parameterized
                && Collection.class.isAssignableFrom((Class<?>) parameterized.getRawType());
    }

    private static Level level(Class<?> collection) {
        if (collection.isAssignableFrom(ArrayList.class)) {
            return new Level.OfList();
        }
        if (collection == Set.class) {
            return new Level.OfSet();
        }
        throw new IllegalArgumentException(
                collection.getName() + " cannot hold a dimension; declare a List, a Set or an array");
    }

    private static Type argument(Type collection) {
        Type argument = ((ParameterizedType) collection).getActualTypeArguments()[0];
        return argument instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : argument;
    }

    private static Class<?> rawClass(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        throw new IllegalArgumentException(type.getTypeName() + " has no class");
    }

    /** The number of dimensions. */
    public int dimensions() {
        return levels.size();
    }
}
