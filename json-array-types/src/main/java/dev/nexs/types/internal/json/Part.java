package dev.nexs.types.internal.json;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * A field that is part of the content of its class. Primitives are read and copied without boxing.
 *
 * @param field opened
 * @param type its type
 * @param leaf whether whatever it holds is a leaf, which then need not be asked for its class
 */
record Part(Field field, Class<?> type, boolean leaf) {

    static Part of(Field field) {
        Class<?> type = field.getType();
        boolean leaf = Modifier.isFinal(type.getModifiers()) && Kind.of(type) == Kind.LEAF;
        return new Part(field, type, leaf);
    }

    boolean isPrimitive() {
        return type.isPrimitive();
    }

    @Nullable
    Object get(Object owner) throws IllegalAccessException {
        return field.get(owner);
    }

    /** A field may be declared with a class, such as {@code HashMap}, that a compact copy is not. */
    @Nullable
    Object fitting(@Nullable Object copy) {
        if (copy != null && !leaf && !type.isInstance(copy)) {
            throw new UncopyableException(type, null);
        }
        return copy;
    }

    void set(Object owner, @Nullable Object value) throws IllegalAccessException {
        field.set(owner, value);
    }

    boolean samePrimitive(Object one, Object other) throws IllegalAccessException {
        if (type == boolean.class) {
            return field.getBoolean(one) == field.getBoolean(other);
        } else if (type == double.class) {
            return Double.compare(field.getDouble(one), field.getDouble(other)) == 0;
        } else if (type == float.class) {
            return Float.compare(field.getFloat(one), field.getFloat(other)) == 0;
        } else if (type == char.class) {
            return field.getChar(one) == field.getChar(other);
        } else {
            return field.getLong(one) == field.getLong(other); // widens byte, short and int
        }
    }

    void copyPrimitive(Object from, Object to) throws IllegalAccessException {
        if (type == int.class) {
            field.setInt(to, field.getInt(from));
        } else if (type == long.class) {
            field.setLong(to, field.getLong(from));
        } else if (type == boolean.class) {
            field.setBoolean(to, field.getBoolean(from));
        } else if (type == double.class) {
            field.setDouble(to, field.getDouble(from));
        } else {
            field.set(to, field.get(from));
        }
    }
}
