package dev.nexs.associations;

import jakarta.persistence.FetchType;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The first one of the entities that refer to this one, in an order: the cheapest offer of a product.
 *
 * <pre>{@code
 * @OneOf(mappedBy = "product", orderBy = {"price", "createdAt desc"}) Offer best;
 * }</pre>
 *
 * <p>Read-only: the owner's select asks for the member's identifier, so that the attribute is null when there is none,
 * and lazy otherwise. An index over the member's reference and the attributes answers that. What is in the trash, or left
 * out by an {@code @SQLRestriction}, is passed over.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface OneOf {

    /** {@return the attribute of the members that refers to this entity: a many-to-one or a {@link BelongsToAny}} */
    String mappedBy();

    /** {@return attributes of the members, each with {@code desc} behind it or not; the identifier decides between equals} */
    String[] orderBy();

    /** {@return when the member is loaded} */
    FetchType fetch() default FetchType.LAZY;
}
