package dev.nexs.types.internal.hibernate.array;

import dev.nexs.types.internal.array.ArrayCodec;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.hibernate.dialect.type.PostgreSQLArrayJdbcType;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** Binds and reads an array of any number of dimensions. To Hibernate's functions it is an array like their own. */
final class ArrayColumnJdbcType extends PostgreSQLArrayJdbcType {

    private final ArrayCodec codec;

    ArrayColumnJdbcType(JdbcType element, ArrayCodec codec) {
        super(element);
        this.codec = codec;
    }

    @Override
    public <X> ValueBinder<X> getBinder(JavaType<X> javaType) {
        return new Binder<>(codec);
    }

    @Override
    public <X> ValueExtractor<X> getExtractor(JavaType<X> javaType) {
        return new Extractor<>(javaType, codec);
    }

    private record Binder<X>(ArrayCodec codec) implements ValueBinder<X> {

        @Override
        public void bind(PreparedStatement st, @Nullable X value, int index, WrapperOptions options)
                throws SQLException {
            if (value == null) {
                st.setNull(index, Types.ARRAY);
            } else {
                st.setObject(index, array(value));
            }
        }

        @Override
        public void bind(CallableStatement st, @Nullable X value, String name, WrapperOptions options)
                throws SQLException {
            if (value == null) {
                st.setNull(name, Types.ARRAY);
            } else {
                st.setObject(name, array(value));
            }
        }

        private PGobject array(Object value) throws SQLException {
            PGobject array = new PGobject();
            array.setType(codec.sqlType());
            array.setValue(codec.write(value));
            return array;
        }
    }

    private record Extractor<X>(JavaType<X> javaType, ArrayCodec codec) implements ValueExtractor<X> {

        /** The binary form begins with the number of dimensions, the text form with a brace or a bracket. */
        @Override
        public @Nullable X extract(ResultSet rs, int index, WrapperOptions options) throws SQLException {
            byte[] stored = rs.getBytes(index);
            if (stored == null) {
                return null;
            }
            boolean binary = stored[0] == 0;
            return javaType.cast(
                    binary ? codec.read(stored, rs.getArray(index).getArray()) : codec.read(rs.getString(index)));
        }

        @Override
        public @Nullable X extract(CallableStatement statement, int index, WrapperOptions options) throws SQLException {
            return text(statement.getString(index));
        }

        @Override
        public @Nullable X extract(CallableStatement statement, String name, WrapperOptions options)
                throws SQLException {
            return text(statement.getString(name));
        }

        private @Nullable X text(@Nullable String array) {
            return array == null ? null : javaType.cast(codec.read(array));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArrayColumnJdbcType that && that.codec == codec;
    }

    @Override
    public int hashCode() {
        return codec.hashCode();
    }
}
