package dev.nexs.types.internal.hibernate.json;

import dev.nexs.types.internal.json.Document;
import org.hibernate.type.AbstractSingleColumnStandardBasicType;
import org.hibernate.type.internal.BasicTypeImpl;
import org.jspecify.annotations.Nullable;

/** The type of one document attribute. */
public final class JsonbType<T> extends AbstractSingleColumnStandardBasicType<T> {

    private final String name;
    private final Document document;

    /** A type of its own for the attribute that {@code role} names. */
    public JsonbType(String role, JsonbJavaType<T> javaType) {
        super(JsonbJdbcType.INSTANCE, javaType);
        this.name = BasicTypeImpl.EXTERNALIZED_PREFIX + "nexs.jsonb:" + role;
        this.document = javaType.document();
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
