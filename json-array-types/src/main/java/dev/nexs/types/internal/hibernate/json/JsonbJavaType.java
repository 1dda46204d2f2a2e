package dev.nexs.types.internal.hibernate.json;

import dev.nexs.types.internal.json.Document;
import dev.nexs.types.internal.json.JsonCodec;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.function.Consumer;
import org.hibernate.SharedSessionContract;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.java.BasicJavaType;
import org.hibernate.type.descriptor.java.MutabilityPlan;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.hibernate.type.descriptor.jdbc.JdbcTypeIndicators;
import org.jspecify.annotations.Nullable;

/** The Java side of a document attribute: everything that is asked of a value is answered by its content. */
public class JsonbJavaType<T> implements BasicJavaType<T>, MutabilityPlan<T> {

    private final Type type;
    private final Class<T> rawType;
    private final JsonCodec codec;
    private final Document document;
    private final @Nullable Consumer<String> check;

    /** For values of {@code type}, whose class is {@code rawType}. */
    public JsonbJavaType(Type type, Class<T> rawType, JsonCodec codec) {
        this(type, rawType, codec, null);
    }

    /** With a check that throws if a document must not be sent. */
    public JsonbJavaType(Type type, Class<T> rawType, JsonCodec codec, @Nullable Consumer<String> check) {
        this.check = check;
        this.type = type;
        this.rawType = rawType;
        this.codec = codec;
        this.document = new Document(codec);
    }

    /** Reads what the driver received. */
    @Nullable
    T read(byte[] json) {
        return cast(codec.read(json));
    }

    /** The document to send. */
    String toDocument(T value) {
        String json = codec.storable(toString(value));
        if (check != null) {
            check.accept(json);
        }
        return json;
    }

    /** Throws if the value must not be sent; costs nothing where there is nothing to check. */
    void check(T value) {
        if (check != null) {
            check.accept(toString(value));
        }
    }

    /** What the values mean. */
    final Document document() {
        return document;
    }

    @Override
    public Type getJavaType() {
        return type;
    }

    @Override
    public Class<T> getJavaTypeClass() {
        return rawType;
    }

    /** Unchecked: a snapshot is of the attribute's interface, not always of its class. */
    @Override
    @SuppressWarnings({"unchecked", "NullAway"})
    public T cast(@Nullable Object value) {
        return (T) value;
    }

    @Override
    public JdbcType getRecommendedJdbcType(JdbcTypeIndicators context) {
        return JsonbJdbcType.INSTANCE;
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
        return cast(document.snapshot(value));
    }

    @Override
    public T getReplacement(T original, T target, SharedSessionContractImplementor session) {
        return document.same(original, target) ? target : cast(document.copy(original));
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
        return document.same(one, another);
    }

    @Override
    public int extractHashCode(T value) {
        return codec.write(value).hashCode();
    }

    @Override
    public String toString(T value) {
        return codec.write(value);
    }

    /** Names the class only: a document may hold what does not belong in a log. */
    @Override
    public String extractLoggableRepresentation(@Nullable T value) {
        return value == null ? "null" : "jsonb of " + value.getClass().getName();
    }

    @Override
    @SuppressWarnings("NullAway") // a JSON null is null
    public T fromString(CharSequence json) {
        return cast(codec.read(json.toString()));
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
    @SuppressWarnings("NullAway")
    public <X> T wrap(X value, WrapperOptions options) {
        return value instanceof String json && rawType != String.class ? fromString(json) : cast(value);
    }
}
