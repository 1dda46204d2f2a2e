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
    private final JsonFunctionTypes functionTypes;
    private final boolean partial;
    private final boolean wholeWhenShorter;

    /** The type of what goes into a function or comes out of one. */
    JsonbType(String name, JsonbJavaType<T> javaType, JsonFunctionTypes functionTypes) {
        this(name, javaType, functionTypes, false, false);
    }

    /** A type of its own for the attribute that {@code role} names. */
    JsonbType(
            String role,
            JsonbJavaType<T> javaType,
            JsonFunctionTypes functionTypes,
            boolean partial,
            boolean wholeWhenShorter) {
        super(JsonbJdbcType.INSTANCE, javaType);
        this.name = BasicTypeImpl.EXTERNALIZED_PREFIX + "nexs.jsonb:" + role;
        this.javaType = javaType;
        this.document = javaType.document();
        this.functionTypes = functionTypes;
        this.partial = partial;
        this.wholeWhenShorter = wholeWhenShorter;
    }

    /** The types of what stands beside a document of this type in a function, and of its parts. */
    public JsonFunctionTypes functionTypes() {
        return functionTypes;
    }

    /** Whether it is the type of a parameter, which may be set to anything. */
    public boolean isArgument() {
        return functionTypes.argument() == this;
    }

    /** Whether a flush sends the changed paths only. */
    public boolean isPartial() {
        return partial;
    }

    /** Whether a flush may send the whole document if that is shorter. */
    public boolean isWholeWhenShorter() {
        return wholeWhenShorter;
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
