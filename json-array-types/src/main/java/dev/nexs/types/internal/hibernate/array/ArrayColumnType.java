package dev.nexs.types.internal.hibernate.array;

import dev.nexs.types.internal.array.ArrayCodec;
import org.hibernate.type.AbstractSingleColumnStandardBasicType;
import org.hibernate.type.BasicPluralType;
import org.hibernate.type.BasicType;
import org.hibernate.type.internal.BasicTypeImpl;
import org.jspecify.annotations.Nullable;

/** The type of one array attribute. */
public final class ArrayColumnType<T, E> extends AbstractSingleColumnStandardBasicType<T>
        implements BasicPluralType<T, E> {

    private final String name;
    private final ArrayCodec codec;
    private final BasicType<E> element;

    private ArrayColumnType(String role, ArrayColumnJavaType<T, E> javaType, ArrayCodec codec, BasicType<E> element) {
        super(new ArrayColumnJdbcType(element.getJdbcType(), codec), javaType);
        this.name = BasicTypeImpl.EXTERNALIZED_PREFIX + "nexs.array:" + role;
        this.codec = codec;
        this.element = element;
    }

    static <T, E> ArrayColumnType<T, E> of(
            String role, ArrayColumnJavaType<T, E> javaType, ArrayCodec codec, BasicType<E> element) {
        return new ArrayColumnType<>(role, javaType, codec, element);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public BasicType<E> getElementType() {
        return element;
    }

    @Override
    public boolean isEqual(@Nullable Object one, @Nullable Object another) {
        return codec.same(one, another);
    }

    /** Hibernate's array functions ask whether two arrays are of one type, and mean their elements. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BasicPluralType<?, ?> that
                && that.getElementType().equals(element);
    }

    @Override
    public int hashCode() {
        return element.hashCode();
    }
}
