package dev.nexs.types.internal.hibernate.array;

import dev.nexs.types.EnumStyle;
import dev.nexs.types.internal.array.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.hibernate.boot.model.relational.Database;
import org.hibernate.boot.model.relational.NamedAuxiliaryDatabaseObject;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.type.BasicType;
import org.hibernate.type.descriptor.java.EnumJavaType;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.descriptor.jdbc.SmallIntJdbcType;
import org.hibernate.type.descriptor.jdbc.VarcharJdbcType;
import org.hibernate.type.internal.BasicTypeImpl;

/** An enum as the element of an array. */
record EnumElement<E extends Enum<E>>(Class<E> enumClass, EnumStyle style) {

    @SuppressWarnings({"unchecked", "rawtypes"})
    static EnumElement<?> of(Class<?> enumClass, EnumStyle style) {
        return new EnumElement(enumClass, style);
    }

    BasicType<E> type() {
        return new BasicTypeImpl<>(new EnumJavaType<>(enumClass), jdbcType());
    }

    private JdbcType jdbcType() {
        return switch (style) {
            case NAME -> VarcharJdbcType.INSTANCE;
            case ORDINAL -> SmallIntJdbcType.INSTANCE;
            case NATIVE -> new NativeEnumJdbcType(sqlName());
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
            case NATIVE -> new Element(enumClass, sqlName(), value -> ((Enum<?>) value).name(), this::constant);
        };
    }

    private E constant(String name) {
        return Enum.valueOf(enumClass, name);
    }

    /** As Hibernate writes it into the DDL of the column, where it is not quoted and so folded. */
    private String sqlName() {
        return enumClass.getSimpleName().toLowerCase(Locale.ROOT);
    }

    /**
     * Has hbm2ddl create the type and add constants that are new. It never drops the type: that would take the columns
     * along, and hbm2ddl drops such objects before each update of a schema.
     */
    void createType(MetadataBuildingContext context) {
        if (style == EnumStyle.NATIVE) {
            Database database = context.getMetadataCollector().getDatabase();
            database.addAuxiliaryDatabaseObject(new NamedAuxiliaryDatabaseObject(
                    "nexs.enum." + sqlName(),
                    database.getDefaultNamespace(),
                    statements(),
                    new String[0],
                    Set.of(),
                    true));
        }
    }

    private String[] statements() {
        List<String> statements = new ArrayList<>();
        statements.add("do $$ begin create type " + sqlName() + " as enum (); "
                + "exception when duplicate_object then null; end $$");
        for (E constant : enumClass.getEnumConstants()) {
            statements.add("alter type " + sqlName() + " add value if not exists '" + constant.name() + "'");
        }
        return statements.toArray(new String[0]);
    }
}
