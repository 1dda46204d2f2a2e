package dev.nexs.types.internal.json;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/**
 * Method handles over one class, all opened before. The virtual machine compiles each like a method that was written for
 * the class: one call for all leaves of an object, a third of the cost of reflection field by field.
 *
 * @param type the class
 * @param fields all its fields
 * @param parts those of them whose values a copy gets from elsewhere
 */
record Handles(Class<?> type, List<Field> fields, List<Field> parts) {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** {@code (Object owner) -> Object}, of a field or a method. */
    static MethodHandle getter(Member accessor) throws IllegalAccessException {
        return reader(accessor).asType(MethodType.genericMethodType(1));
    }

    private static MethodHandle reader(Member accessor) throws IllegalAccessException {
        return accessor instanceof Method method ? LOOKUP.unreflect(method) : LOOKUP.unreflectGetter((Field) accessor);
    }

    /** {@code (Object one, Object other) -> boolean}: whether two objects have the same leaves. */
    static MethodHandle comparison(Class<?> type, List<Fields.Property> leaves) throws IllegalAccessException {
        MethodHandle different = constant(type, false);
        MethodHandle comparison = constant(type, true);
        for (Fields.Property leaf : leaves) {
            MethodHandle getter = reader(leaf.accessor());
            MethodHandle typed =
                    getter.asType(MethodType.methodType(getter.type().returnType(), type));
            MethodHandle same =
                    MethodHandles.filterArguments(Equality.of(typed.type().returnType()), 0, typed, typed);
            comparison = MethodHandles.guardWithTest(same, comparison, different);
        }
        return comparison.asType(MethodType.methodType(boolean.class, Object.class, Object.class));
    }

    private static MethodHandle constant(Class<?> type, boolean value) {
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
            copy = MethodHandles.filterArguments(copy, i, part < 0 ? typed(field) : element(part, field));
        }
        MethodType sourceTypes = MethodType.methodType(type, type, Object[].class);
        return generic(MethodHandles.permuteArguments(copy, sourceTypes, sources));
    }

    /** {@code (Object original, Object[] parts) -> Object}: a new instance with these parts, and all else as it was. */
    MethodHandle copy(Constructor<?> constructor) throws IllegalAccessException {
        MethodHandle copy = MethodHandles.dropArguments(MethodHandles.identity(type), 1, type, Object[].class);
        for (Field field : fields) {
            if (!parts.contains(field)) {
                copy = MethodHandles.foldArguments(copy, MethodHandles.filterArguments(writer(field), 1, typed(field)));
            }
        }
        for (int i = 0; i < parts.size(); i++) {
            Field part = parts.get(i);
            MethodHandle write = MethodHandles.filterArguments(writer(part), 1, element(i, part));
            copy = MethodHandles.foldArguments(copy, MethodHandles.dropArguments(write, 1, type));
        }
        return generic(MethodHandles.foldArguments(copy, LOOKUP.unreflectConstructor(constructor)));
    }

    private MethodHandle typed(Field field) throws IllegalAccessException {
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
