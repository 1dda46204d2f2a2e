package dev.nexs.types.internal.hibernate.array;

import dev.nexs.types.internal.array.ArrayCodec;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Collection;
import org.hibernate.SharedSessionContract;
import org.hibernate.dialect.Dialect;
import org.hibernate.tool.schema.extract.spi.ColumnTypeInformation;
import org.hibernate.type.BasicType;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.BasicJavaType;
import org.hibernate.type.descriptor.java.BasicPluralJavaType;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.java.MutabilityPlan;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.descriptor.jdbc.JdbcTypeIndicators;
import org.hibernate.type.spi.TypeConfiguration;
import org.jspecify.annotations.Nullable;

/** The Java side of an array attribute. */
final class ArrayColumnJavaType<T, E> implements BasicJavaType<T>, BasicPluralJavaType<E>, MutabilityPlan<T> {

    private final Type type;
    private final Class<T> rawType;
    private final ArrayCodec codec;
    private final BasicType<E> element;

    ArrayColumnJavaType(Type type, Class<T> rawType, ArrayCodec codec, BasicType<E> element) {
        this.type = type;
        this.rawType = rawType;
        this.codec = codec;
        this.element = element;
    }

    @Override
    public Type getJavaType() {
        return type;
    }

    @Override
    public Class<T> getJavaTypeClass() {
        return rawType;
    }

    @Override
    public JavaType<E> getElementJavaType() {
        return element.getJavaTypeDescriptor();
    }

    @Override
    public BasicType<?> resolveType(
            TypeConfiguration types,
            Dialect dialect,
            BasicType<E> elementType,
            ColumnTypeInformation column,
            JdbcTypeIndicators indicators) {
        return ArrayColumnType.of("derived", this, codec, elementType);
    }

    @Override
    public JdbcType getRecommendedJdbcType(JdbcTypeIndicators context) {
        return new ArrayColumnJdbcType(element.getJdbcType(), codec);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"})
    public T cast(@Nullable Object value) {
        return (T) value;
    }

    @Override
    public MutabilityPlan<T> getMutabilityPlan() {
        return this;
    }

    @Override
    public boolean isMutable() {
        return true;
    }

    @Override
    public @Nullable T deepCopy(@Nullable T value) {
        return cast(codec.copy(value));
    }

    @Override
    public @Nullable Serializable disassemble(@Nullable T value, SharedSessionContract session) {
        return value == null ? null : codec.write(value);
    }

    @Override
    public @Nullable T assemble(@Nullable Serializable cached, SharedSessionContract session) {
        return cached == null ? null : cast(codec.read((String) cached));
    }

    @Override
    public boolean areEqual(@Nullable T one, @Nullable T another) {
        return codec.same(one, another);
    }

    @Override
    public int extractHashCode(T value) {
        return codec.write(value).hashCode();
    }

    @Override
    public String toString(T value) {
        return codec.write(value);
    }

    @Override
    public String extractLoggableRepresentation(@Nullable T value) {
        return value == null
                ? "null"
                : value instanceof Collection<?> collection ? "array of " + collection.size() + " elements" : "array";
    }

    @Override
    public T fromString(CharSequence text) {
        return cast(codec.read(text.toString()));
    }

    @Override
    @SuppressWarnings("NullAway")
    public <X> X unwrap(T value, Class<X> target, WrapperOptions options) {
        if (value == null || target.isInstance(value)) {
            return target.cast(value);
        }
        return target.cast(codec.write(value));
    }

    @Override
    public <X> T wrap(X value, WrapperOptions options) {
        return value instanceof String text ? fromString(text) : cast(value);
    }
}
