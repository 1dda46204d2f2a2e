package dev.nexs.types.internal.hibernate.json;

import dev.nexs.types.internal.json.Document;
import org.hibernate.type.AbstractSingleColumnStandardBasicType;
import org.hibernate.type.internal.BasicTypeImpl;
import org.jspecify.annotations.Nullable;

/** The type of one document attribute. */
public final class JsonbType<T> extends AbstractSingleColumnStandardBasicType<T> {

    private final String name;
    private final JsonbJavaType<T> javaType;
    private final Document document;
    private final boolean partial;

    /** A type of its own for the attribute that {@code role} names. */
    public JsonbType(String role, JsonbJavaType<T> javaType) {
        this(role, javaType, false);
    }

    JsonbType(String role, JsonbJavaType<T> javaType, boolean partial) {
        super(JsonbJdbcType.INSTANCE, javaType);
        this.name = BasicTypeImpl.EXTERNALIZED_PREFIX + "nexs.jsonb:" + role;
        this.javaType = javaType;
        this.document = javaType.document();
        this.partial = partial;
    }

    /** Whether a flush sends the changed paths only. */
    public boolean isPartial() {
        return partial;
    }

    /** What the values mean. */
    public Document document() {
        return document;
    }

    /** Throws if the value must not be sent. */
    public void check(Object value) {
        javaType.check(javaType.cast(value));
    }

    /** Hibernate looks an ad-hoc type up by the prefix of this name. */
    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isEqual(@Nullable Object one, @Nullable Object another) {
        return document.same(one, another);
    }
}
