package dev.nexs.types.internal.json;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * A property whose value has to be walked.
 *
 * @param type its declared type
 * @param special whether its values are not written as any value of their class is: by a serializer of its own, with the
 *     name of the class, without some members
 * @param getter reads it as Jackson does
 */
record Part(Class<?> type, boolean special, MethodHandle getter) {

    /** Whether whatever a field of this type holds is immutable. */
    static boolean isLeaf(Class<?> type) {
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
    Object fitting(@Nullable Object copy, @Nullable Object content) {
        if (copy != null && copy != content && (special || !type.isInstance(copy))) {
            throw new UncopyableException(type, null);
        }
        return copy;
    }
}
