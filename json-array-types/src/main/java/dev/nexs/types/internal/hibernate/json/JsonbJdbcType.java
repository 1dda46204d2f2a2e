package dev.nexs.types.internal.hibernate.json;

import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.ValueBinder;
import org.hibernate.type.descriptor.ValueExtractor;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.descriptor.jdbc.JdbcLiteralFormatter;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * A {@code jsonb} column. To Hibernate it is JSON like its own mapping, so its JSON functions and its DDL apply; unlike
 * that mapping it reads the driver's bytes without making a string of them.
 */
public final class JsonbJdbcType implements JdbcType {

    /** Has no state. */
    public static final JsonbJdbcType INSTANCE = new JsonbJdbcType();

    private static final String TYPE_NAME = "jsonb";

    private JsonbJdbcType() {}

    @Override
    public int getJdbcTypeCode() {
        return Types.OTHER;
    }

    @Override
    public int getDefaultSqlTypeCode() {
        return SqlTypes.JSON;
    }

    @Override
    public String getFriendlyName() {
        return TYPE_NAME;
    }

    @Override
    @SuppressWarnings("NullAway") // Hibernate's own JSON type answers null: there is no literal
    public <T> JdbcLiteralFormatter<T> getJdbcLiteralFormatter(JavaType<T> javaType) {
        return null;
    }

    @Override
    public <X> ValueBinder<X> getBinder(JavaType<X> javaType) {
        return new Binder<>((JsonbJavaType<X>) javaType);
    }

    @Override
    public <X> ValueExtractor<X> getExtractor(JavaType<X> javaType) {
        return new Extractor<>((JsonbJavaType<X>) javaType);
    }

    private record Binder<X>(JsonbJavaType<X> javaType) implements ValueBinder<X> {

        @Override
        public void bind(PreparedStatement st, @Nullable X value, int index, WrapperOptions options)
                throws SQLException {
            if (value == null) {
                st.setNull(index, Types.OTHER);
            } else {
                st.setObject(index, document(value));
            }
        }

        @Override
        public void bind(CallableStatement st, @Nullable X value, String name, WrapperOptions options)
                throws SQLException {
            if (value == null) {
                st.setNull(name, Types.OTHER);
            } else {
                st.setObject(name, document(value));
            }
        }

        private PGobject document(X value) throws SQLException {
            PGobject document = new PGobject();
            document.setType(TYPE_NAME);
            document.setValue(javaType.toDocument(value));
            return document;
        }
    }

    private record Extractor<X>(JsonbJavaType<X> javaType) implements ValueExtractor<X> {

        @Override
        public @Nullable X extract(ResultSet rs, int index, WrapperOptions options) throws SQLException {
            byte[] json = rs.getBytes(index);
            return json == null ? null : javaType.read(json);
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

        private @Nullable X text(@Nullable String json) {
            return json == null ? null : javaType.fromString(json);
        }
    }

    @Override
    public String toString() {
        return TYPE_NAME;
    }
}
