package dev.nexs.types.internal.hibernate.array;

import dev.nexs.types.EnumStyle;
import dev.nexs.types.internal.array.Element;
import java.util.Locale;
import org.hibernate.boot.model.relational.Database;
import org.hibernate.type.BasicType;
import org.hibernate.type.descriptor.java.EnumJavaType;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.descriptor.jdbc.SmallIntJdbcType;
import org.hibernate.type.descriptor.jdbc.VarcharJdbcType;
import org.hibernate.type.internal.BasicTypeImpl;

/** An enum as the element of an array. */
record EnumElement<E extends Enum<E>>(Class<E> enumClass, EnumStyle style, String sqlName) {

    @SuppressWarnings({"unchecked", "rawtypes"})
    static EnumElement<?> of(Class<?> enumClass, EnumStyle style, String enumType) {
        String declared = enumType.isEmpty() ? enumClass.getSimpleName().toLowerCase(Locale.ROOT) : enumType;
        return new EnumElement(enumClass, style, EnumType.sqlName(declared));
    }

    BasicType<E> type() {
        return new BasicTypeImpl<>(new EnumJavaType<>(enumClass), jdbcType());
    }

    private JdbcType jdbcType() {
        return switch (style) {
            case NAME -> VarcharJdbcType.INSTANCE;
            case ORDINAL -> SmallIntJdbcType.INSTANCE;
            case NATIVE -> new NativeEnumJdbcType(sqlName);
        };
    }

    @SuppressWarnings("EnumOrdinal") // asked for by the user
    Element element() {
        E[] constants = enumClass.getEnumConstants();
        return switch (style) {
            case NAME -> new Element(enumClass, "varchar", value -> ((Enum<?>) value).name(), this::constant);
            case ORDINAL ->
                new Element(
                        enumClass,
                        "int2",
                        value -> String.valueOf(((Enum<?>) value).ordinal()),
                        text -> constants[Integer.parseInt(text)]);
            case NATIVE -> new Element(enumClass, sqlName, value -> ((Enum<?>) value).name(), this::constant);
        };
    }

    private E constant(String name) {
        return Enum.valueOf(enumClass, name);
    }

    /** Has hbm2ddl create the type of a native enum. */
    void createType(Database database) {
        if (style == EnumStyle.NATIVE) {
            EnumType.add(enumClass, sqlName, database);
        }
    }
}
