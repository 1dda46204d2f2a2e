package dev.nexs.types.internal.json;

import java.lang.reflect.Field;

/** Fields of a primitive type, read and copied without boxing. */
final class PrimitiveFields {

    private PrimitiveFields() {}

    static boolean same(Field field, Object one, Object other) throws IllegalAccessException {
        Class<?> type = field.getType();
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

    static void copy(Field field, Object from, Object to) throws IllegalAccessException {
        Class<?> type = field.getType();
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
