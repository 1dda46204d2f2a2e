package dev.nexs.types.internal.json;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * A field whose value has to be walked.
 *
 * @param type of the field
 * @param getter reads it
 */
record Part(Class<?> type, MethodHandle getter) {

    static Part of(Field field) throws IllegalAccessException {
        return new Part(field.getType(), Handles.getter(field));
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

    /** A field may be declared with a class, such as {@code HashMap}, that a compact copy is not. */
    @Nullable
    Object fitting(@Nullable Object copy) {
        if (copy != null && !type.isInstance(copy)) {
            throw new UncopyableException(type, null);
        }
        return copy;
    }
}
