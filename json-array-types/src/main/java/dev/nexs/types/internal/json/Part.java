package dev.nexs.types.internal.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A field whose value has to be walked.
 *
 * @param type of the field
 * @param named whether the classes of what it holds get into the document
 * @param getter reads it
 */
record Part(Class<?> type, boolean named, MethodHandle getter) {

    static Part of(Field field) throws IllegalAccessException {
        return new Part(field.getType(), isNamed(field), Handles.getter(field));
    }

    private static boolean isNamed(Field field) {
        return field.isAnnotationPresent(JsonTypeInfo.class)
                || Arrays.stream(field.getDeclaringClass().getDeclaredMethods())
                        .anyMatch(method -> method.isAnnotationPresent(JsonTypeInfo.class));
    }

    /** Whether whatever the field holds is a leaf, which then need not be asked for its class. */
    static boolean isLeaf(Field field) {
        Class<?> type = field.getType();
        return type.isPrimitive() || (Modifier.isFinal(type.getModifiers()) && Kind.of(type) == Kind.LEAF);
    }

    @Nullable
    Object get(Object owner) {
        try {
            return (Object) getter.invokeExact(owner);
        } catch (Throwable e) {
            throw UncopyableException.because(owner.getClass(), e);
        }
    }

    /**
     * A field may be declared with a class, such as {@code HashMap}, that a compact copy is not; or have Jackson write
     * the names of classes, which are to be the original's.
     */
    @Nullable
    Object fitting(@Nullable Object copy, @Nullable Object content) {
        if (copy != null && (!type.isInstance(copy) || (named && copy != content))) {
            throw new UncopyableException(type, null);
        }
        return copy;
    }
}
