package dev.nexs.types.internal.hibernate.array;

import dev.nexs.types.ArrayColumn;
import dev.nexs.types.EnumStyle;
import dev.nexs.types.internal.array.ArrayCodec;
import dev.nexs.types.internal.array.ArrayShape;
import dev.nexs.types.internal.array.Element;
import dev.nexs.types.internal.array.Elements;
import dev.nexs.types.internal.hibernate.AttributeRole;
import dev.nexs.types.internal.hibernate.RequiredDialect;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalTime;
import java.util.Set;
import org.hibernate.AnnotationException;
import org.hibernate.binder.AttributeBinder;
import org.hibernate.boot.spi.MetadataBuildingContext;
import org.hibernate.internal.util.ReflectHelper;
import org.hibernate.mapping.BasicValue;
import org.hibernate.mapping.Column;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Property;
import org.hibernate.type.BasicType;
import org.hibernate.type.spi.TypeConfiguration;

/** Gives an attribute with {@link ArrayColumn} its type. */
public final class ArrayColumnBinder implements AttributeBinder<ArrayColumn> {

    /** Where Hibernate's own DDL, {@code numeric(38,2)} and {@code time(0)}, would have the server round. */
    private static final Set<Class<?>> KEEPS_PRECISION = Set.of(BigDecimal.class, BigInteger.class, LocalTime.class);

    @Override
    public void bind(
            ArrayColumn annotation, MetadataBuildingContext context, PersistentClass entity, Property property) {
        String role = entity.getEntityName() + "." + property.getName();
        RequiredDialect.check("@ArrayColumn", role, context);
        if (!(property.getValue() instanceof BasicValue value)) {
            throw new AnnotationException("@ArrayColumn on '" + role + "' needs an attribute of a single column, but it"
                    + " is mapped as an association or a collection of rows. Remove @ElementCollection or the"
                    + " association's annotation.");
        }
        try {
            Type javaType = value.getImplicitJavaTypeAccess()
                    .apply(context.getBootstrapContext().getTypeConfiguration());
            bind(AttributeRole.of(entity, property, value, javaType), javaType, annotation, context, value);
        } catch (IllegalArgumentException e) {
            throw new AnnotationException("@ArrayColumn on '" + role + "': " + e.getMessage(), e);
        }
    }

    private static void bind(
            AttributeRole role,
            Type javaType,
            ArrayColumn annotation,
            MetadataBuildingContext context,
            BasicValue value) {
        TypeConfiguration types = context.getBootstrapContext().getTypeConfiguration();
        ArrayShape shape = ArrayShape.of(javaType);
        Class<?> elementClass = boxed(shape.element());
        ArrayColumnType<?, ?> type = elementClass.isEnum()
                ? enumType(role, javaType, shape, elementClass, annotation, context, value)
                : plainType(role, javaType, shape, elementClass, types);
        context.getBootstrapContext().registerAdHocBasicType(type);
        value.setExplicitTypeName(type.getName());
        Element element = Elements.of(elementClass);
        if (!annotation.enumType().isEmpty() && !(elementClass.isEnum() && annotation.enums() == EnumStyle.NATIVE)) {
            throw new IllegalArgumentException(
                    "enumType names the PostgreSQL type of an enum that is stored as one; add"
                            + " enums = EnumStyle.NATIVE to an array of an enum, or leave it out.");
        }
        if (element != null && KEEPS_PRECISION.contains(elementClass)) {
            keepPrecision(value, element);
        }
    }

    private static void keepPrecision(BasicValue value, Element element) {
        if (value.getColumn() instanceof Column column
                && column.getSqlType() == null
                && column.getScale() == null
                && column.getTemporalPrecision() == null) {
            column.setSqlType(element.sqlType() + "[]");
        }
    }

    private static ArrayColumnType<?, ?> plainType(
            AttributeRole role, Type javaType, ArrayShape shape, Class<?> elementClass, TypeConfiguration types) {
        Element element = Elements.of(elementClass);
        BasicType<?> elementType = types.getBasicTypeForJavaType(elementClass);
        if (element == null || elementType == null) {
            throw new IllegalArgumentException(
                    elementClass.getName() + " cannot be an element of an array; the elements may be "
                            + Elements.names() + " or an enum. Other values fit @JsonbColumn.");
        }
        return type(
                role,
                javaType,
                ReflectHelper.getClass(javaType),
                new ArrayCodec(role.subject(), shape, element),
                elementType);
    }

    private static ArrayColumnType<?, ?> enumType(
            AttributeRole role,
            Type javaType,
            ArrayShape shape,
            Class<?> elementClass,
            ArrayColumn annotation,
            MetadataBuildingContext context,
            BasicValue value) {
        EnumElement<?> element = EnumElement.of(elementClass, annotation.enums(), annotation.enumType());
        element.createType(context.getMetadataCollector().getDatabase());
        if (annotation.enums() == EnumStyle.NATIVE
                && value.getColumn() instanceof Column column
                && column.getSqlType() == null) {
            column.setSqlType(element.sqlName() + "[]");
        }
        ArrayCodec codec = new ArrayCodec(role.subject(), shape, element.element());
        return type(role, javaType, ReflectHelper.getClass(javaType), codec, element.type());
    }

    private static <T, E> ArrayColumnType<T, E> type(
            AttributeRole role, Type javaType, Class<T> rawType, ArrayCodec codec, BasicType<E> elementType) {
        return ArrayColumnType.of(
                role.typeName(), new ArrayColumnJavaType<>(javaType, rawType, codec, elementType), codec, elementType);
    }

    private static Class<?> boxed(Class<?> type) {
        return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0).getClass() : type;
    }
}
