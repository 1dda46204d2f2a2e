package dev.nexs.types.internal.array;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One dimension: what holds its values in Java. */
sealed interface Level {

    /** The values of a holder. */
    List<@Nullable Object> values(Object holder);

    /** A holder of these values. */
    Object hold(@Nullable Object[] values);

    /** A Java array. */
    record OfArray(Class<?> componentType) implements Level {

        @Override
        public List<@Nullable Object> values(Object holder) {
            if (holder instanceof Object[] array) {
                return Arrays.asList(array);
            }
            @Nullable Object[] boxed = new Object[Array.getLength(holder)];
            for (int i = 0; i < boxed.length; i++) {
                boxed[i] = Array.get(holder, i);
            }
            return Arrays.asList(boxed);
        }

        @Override
        public Object hold(@Nullable Object[] values) {
            Object array = Array.newInstance(componentType, values.length);
            for (int i = 0; i < values.length; i++) {
                if (values[i] == null && componentType.isPrimitive()) {
                    throw new IllegalArgumentException(
                            "it holds a NULL, which an array of " + componentType + " cannot");
                }
                Array.set(array, i, values[i]);
            }
            return array;
        }
    }

    /** A list. */
    record OfList() implements Level {

        @Override
        public List<@Nullable Object> values(Object holder) {
            return new ArrayList<>((Collection<?>) holder);
        }

        @Override
        public Object hold(@Nullable Object[] values) {
            return new ArrayList<>(Arrays.asList(values));
        }
    }

    /** A set, in the order in which it was filled. */
    record OfSet() implements Level {

        @Override
        public List<@Nullable Object> values(Object holder) {
            return new ArrayList<>((Collection<?>) holder);
        }

        @Override
        public Object hold(@Nullable Object[] values) {
            return new LinkedHashSet<>(Arrays.asList(values));
        }
    }
}
