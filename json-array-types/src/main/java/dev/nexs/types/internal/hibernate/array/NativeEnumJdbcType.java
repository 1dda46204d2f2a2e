package dev.nexs.types.internal.hibernate.array;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.hibernate.dialect.type.PostgreSQLEnumJdbcType;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.BasicBinder;
import org.postgresql.util.PGobject;

/** A PostgreSQL enum whose parameters say so: in {@code array[?]} the server has nothing else to tell the type from. */
final class NativeEnumJdbcType extends PostgreSQLEnumJdbcType {

    private final String sqlName;

    NativeEnumJdbcType(String sqlName) {
        this.sqlName = sqlName;
    }

    @Override
    public <X> ValueBinder<X> getBinder(JavaType<X> javaType) {
        return new BasicBinder<>(javaType, this) {

            private static final long serialVersionUID = 1;

            @Override
            protected void doBind(PreparedStatement st, X value, int index, WrapperOptions options)
                    throws SQLException {
                st.setObject(index, constant(value));
            }

            @Override
            protected void doBind(CallableStatement st, X value, String name, WrapperOptions options)
                    throws SQLException {
                st.setObject(name, constant(value));
            }
        };
    }

    private PGobject constant(Object value) throws SQLException {
        PGobject constant = new PGobject();
        constant.setType(sqlName);
        constant.setValue(((Enum<?>) value).name());
        return constant;
    }
}
