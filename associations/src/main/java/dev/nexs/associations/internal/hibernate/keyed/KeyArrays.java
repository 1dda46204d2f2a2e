package dev.nexs.associations.internal.hibernate.keyed;

import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.loader.ast.internal.MultiKeyLoadHelper;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.BasicType;
import org.hibernate.type.descriptor.java.BasicPluralJavaType;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.spi.TypeConfiguration;

/**
 * The types of arrays of keys. Hibernate's own look-up goes by the Java class, so that it knows one type of array for an
 * enum, though one key may be a number, another one a name, and a third one a type of the database.
 */
public final class KeyArrays {

    private KeyArrays() {}

    /** {@return the type of an array of what is sent for the column, which a converter has been applied to} */
    static JdbcMapping ofSent(JdbcMapping column, SessionFactoryImplementor factory) {
        BasicType<?> element = factory.getTypeConfiguration()
                .getBasicTypeRegistry()
                .resolve(column.getJdbcJavaType(), column.getJdbcType());
        return array(element, factory);
    }

    /** {@return the type of an array of the column's values in the domain} */
    @SuppressWarnings("unchecked")
    public static BasicType<Object> ofValues(JdbcMapping column, SessionFactoryImplementor factory) {
        return (BasicType<Object>) array((BasicType<?>) column, factory);
    }

    private static <T> BasicType<?> array(BasicType<T> element, SessionFactoryImplementor factory) {
        TypeConfiguration types = factory.getTypeConfiguration();
        Class<T> elementClass = element.getJavaTypeDescriptor().getJavaTypeClass();
        JavaType<?> java = types.getJavaTypeRegistry().resolveArrayDescriptor(elementClass);
        if (java instanceof BasicPluralJavaType<?> plural) {
            return resolve(plural, element, factory);
        }
        return (BasicType<?>) MultiKeyLoadHelper.resolveArrayJdbcMapping(element, elementClass, factory);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // There is no column that the type would have to fit.
    private static <T> BasicType<?> resolve(
            BasicPluralJavaType<?> plural, BasicType<T> element, SessionFactoryImplementor factory) {
        TypeConfiguration types = factory.getTypeConfiguration();
        return ((BasicPluralJavaType<T>) plural)
                .resolveType(
                        types,
                        factory.getJdbcServices().getDialect(),
                        element,
                        null,
                        types.getCurrentBaseSqlTypeIndicators());
    }
}
