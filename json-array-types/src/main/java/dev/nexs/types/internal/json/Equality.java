package dev.nexs.types.internal.json;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** When two values of a leaf are the same: not-a-number is the same as itself, and zero is not minus zero, as in a record. */
@SuppressWarnings("UnusedMethod") // found by their parameters
final class Equality {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private Equality() {}

    /** {@code (type one, type other) -> boolean}. */
    static MethodHandle of(Class<?> type) {
        Class<?> compared = type.isPrimitive() ? widened(type) : Object.class;
        try {
            return LOOKUP.findStatic(Equality.class, "same", MethodType.methodType(boolean.class, compared, compared))
                    .asType(MethodType.methodType(boolean.class, type, type));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("there is no comparison of " + compared, e);
        }
    }

    private static Class<?> widened(Class<?> primitive) {
        boolean itself = primitive == boolean.class || primitive == double.class || primitive == float.class;
        return itself ? primitive : long.class;
    }

    private static boolean same(boolean one, boolean other) {
        return one == other;
    }

    private static boolean same(long one, long other) {
        return one == other;
    }

    private static boolean same(float one, float other) {
        return Float.compare(one, other) == 0;
    }

    private static boolean same(double one, double other) {
        return Double.compare(one, other) == 0;
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return one == other || (one != null && one.equals(other));
    }
}
