package dev.nexs.types.internal.json;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/**
 * Method handles over the fields of one class, all opened before. The virtual machine compiles each like a method that
 * was written for the class: one call for all leaves of an object, a third of the cost of reflection field by field.
 *
 * @param type the class
 * @param leaves its fields that need no walk
 * @param parts its other fields
 */
record Handles(Class<?> type, List<Field> leaves, List<Field> parts) {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** {@code (Object owner) -> Object}. */
    static MethodHandle getter(Field field) throws IllegalAccessException {
        return LOOKUP.unreflectGetter(field).asType(MethodType.genericMethodType(1));
    }

    /** {@code (Object one, Object other) -> boolean}: whether two objects have the same leaves. */
    MethodHandle comparison() throws IllegalAccessException {
        MethodHandle different = constant(false);
        MethodHandle comparison = constant(true);
        for (Field field : leaves) {
            MethodHandle getter = reader(field);
            MethodHandle same = MethodHandles.filterArguments(Equality.of(field.getType()), 0, getter, getter);
            comparison = MethodHandles.guardWithTest(same, comparison, different);
        }
        return comparison.asType(MethodType.methodType(boolean.class, Object.class, Object.class));
    }

    private MethodHandle constant(boolean value) {
        return MethodHandles.dropArguments(MethodHandles.constant(boolean.class, value), 0, type, type);
    }

    static Class<?>[] componentTypes(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
    }

    /** {@code (Object original, Object[] parts) -> Object}: a new record with these parts, and all else as it was. */
    MethodHandle recordCopy(Constructor<?> canonical) throws ReflectiveOperationException {
        MethodHandle copy = LOOKUP.unreflectConstructor(canonical);
        RecordComponent[] components = type.getRecordComponents();
        int[] sources = new int[components.length];
        for (int i = 0; i < components.length; i++) {
            Field field = type.getDeclaredField(components[i].getName());
            field.setAccessible(true);
            int part = parts.indexOf(field);
            sources[i] = part < 0 ? 0 : 1;
            copy = MethodHandles.filterArguments(copy, i, part < 0 ? reader(field) : element(part, field));
        }
        MethodType sourceTypes = MethodType.methodType(type, type, Object[].class);
        return generic(MethodHandles.permuteArguments(copy, sourceTypes, sources));
    }

    /** {@code (Object original, Object[] parts) -> Object}: a new instance with these parts and the original's leaves. */
    MethodHandle copy(Constructor<?> constructor) throws IllegalAccessException {
        MethodHandle copy = MethodHandles.dropArguments(MethodHandles.identity(type), 1, type, Object[].class);
        for (Field leaf : leaves) {
            copy = MethodHandles.foldArguments(copy, MethodHandles.filterArguments(writer(leaf), 1, reader(leaf)));
        }
        for (int i = 0; i < parts.size(); i++) {
            Field part = parts.get(i);
            MethodHandle write = MethodHandles.filterArguments(writer(part), 1, element(i, part));
            copy = MethodHandles.foldArguments(copy, MethodHandles.dropArguments(write, 1, type));
        }
        return generic(MethodHandles.foldArguments(copy, LOOKUP.unreflectConstructor(constructor)));
    }

    private MethodHandle reader(Field field) throws IllegalAccessException {
        return LOOKUP.unreflectGetter(field).asType(MethodType.methodType(field.getType(), type));
    }

    private MethodHandle writer(Field field) throws IllegalAccessException {
        return LOOKUP.unreflectSetter(field).asType(MethodType.methodType(void.class, type, field.getType()));
    }

    private static MethodHandle element(int index, Field field) {
        return MethodHandles.insertArguments(MethodHandles.arrayElementGetter(Object[].class), 1, index)
                .asType(MethodType.methodType(field.getType(), Object[].class));
    }

    private static MethodHandle generic(MethodHandle copy) {
        return copy.asType(MethodType.methodType(Object.class, Object.class, Object[].class));
    }
}
