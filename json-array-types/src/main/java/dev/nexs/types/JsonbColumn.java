package dev.nexs.types;

import dev.nexs.types.internal.hibernate.json.JsonbColumnBinder;
import dev.nexs.types.internal.json.DefaultMapperProvider;
import dev.nexs.types.spi.JsonMapperProvider;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.AttributeBinderType;

/**
 * Stores an attribute as a {@code jsonb} document: a record, a plain class, a generic such as {@code List<Address>} or
 * {@code Map<String, Foo>}, a Jackson 3 {@code JsonNode}, a sealed interface with {@code @JsonTypeInfo}.
 *
 * <p>The value is compared and copied by content. Neither {@code equals} nor {@code Serializable} is needed, a change
 * inside the value is found at flush, and a flush without a change sends nothing. The content is what
 * Jackson writes with the attribute's mapper, and nothing else.
 *
 * <p>A {@code String} is the JSON text itself, as PostgreSQL writes it when it is read.
 *
 * <p>{@code null} is SQL NULL. A stored JSON {@code null} is read as {@code null}, or as a {@code NullNode} where the
 * attribute is a {@code JsonNode}; a {@code NullNode} is written as JSON {@code null}.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@AttributeBinderType(binder = JsonbColumnBinder.class)
public @interface JsonbColumn {

    /** Whether a property that the class does not have is skipped, the default, or refused. */
    UnknownProperties unknownProperties() default UnknownProperties.IGNORE;

    /** Where the Jackson mapper comes from; by default a plain {@code JsonMapper}. */
    Class<? extends JsonMapperProvider> mapper() default DefaultMapperProvider.class;

    /**
     * Whether a flush sends only the members that changed, so that concurrent edits of different members both survive.
     * Default: no, the whole document is sent. A versioned entity must also exclude the attribute from its version
     * with {@code @OptimisticLock(excluded = true)}. Not in an embeddable, not with {@code updatable = false} and not
     * with {@code @OptimisticLocking} of type {@code ALL} or {@code DIRTY}.
     */
    boolean partialUpdate() default false;

    /**
     * Whether {@link #partialUpdate()} may send the whole document where that is shorter than its changes. Default: no.
     * It then also overwrites what other transactions changed meanwhile.
     */
    boolean wholeWhenShorter() default false;
}
