package dev.nexs.types.internal.json;

import java.lang.reflect.Array;
import java.util.Arrays;

/** Arrays of primitives. */
final class PrimitiveArrays {

    private PrimitiveArrays() {}

    static boolean same(Object one, Object other) {
        if (one instanceof int[] array) {
            return Arrays.equals(array, (int[]) other);
        } else if (one instanceof long[] array) {
            return Arrays.equals(array, (long[]) other);
        } else if (one instanceof double[] array) {
            return Arrays.equals(array, (double[]) other);
        } else if (one instanceof byte[] array) {
            return Arrays.equals(array, (byte[]) other);
        } else if (one instanceof boolean[] array) {
            return Arrays.equals(array, (boolean[]) other);
        } else if (one instanceof float[] array) {
            return Arrays.equals(array, (float[]) other);
        } else if (one instanceof short[] array) {
            return Arrays.equals(array, (short[]) other);
        } else {
            return Arrays.equals((char[]) one, (char[]) other);
        }
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the same component type
    static Object copy(Object array) {
        int length = Array.getLength(array);
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        System.arraycopy(array, 0, copy, 0, length);
        return copy;
    }
}
